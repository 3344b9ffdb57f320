/**
 * The list of a class, as somebody could have typed it.
 *
 * @module roster/as-text
 *
 * @typedef {import('../roster-import.js').Person} Person
 */

const NEEDS_QUOTES = /[",\n]|^\s|\s$/;

/**
 * A table of ids and names, and the people of whom it is made: where it is read again, a name may be taken for another one.
 *
 * @param {Pick<import('../switchboard.js').Session, 'student_ids'|'names'>} session
 * @returns {{text: string, people: Person[]}}
 */
export function rosterOf({ student_ids: ids, names = {} }) {
  const rows = ids.map((id) => ({ id, name: Object.hasOwn(names, id) ? names[id] : '' }));
  return {
    text: ['id,name', ...rows.map(({ id, name }) => `${id},${quoted(name)}`)].join('\n'),
    people: rows.map(({ id, name }, i) => (
      { userId: id, name: name || id, from: { line: i + 2, text: name ? `${id}, ${name}` : id, id: 'given' } })),
  };
}

/** @param {string} text */
function quoted(text) {
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
