/**
 * What was typed and is not sent yet, so that neither a reload nor a change of views loses it.
 *
 * @module drafts
 */

const PREFIX = 'switchboard draft ';
/** More than any field takes that can be sent. */
export const MOST_CHARS = 200_000;
/** What belongs to a class: its name begins with the class, or with what it is. */
const OF_CLASS = /^(?:refused |options )?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) /;

/** @param {string} place a name for the field */
export function draft(place) {
  try {
    return localStorage.getItem(PREFIX + place) ?? '';
  } catch {
    return ''; // a browser that keeps nothing
  }
}

/** @param {string} place @param {string} text empty, or too long to be sent from anywhere: nothing is kept any more */
export function keepDraft(place, text) {
  try {
    if (text === '' || text.length > MOST_CHARS) localStorage.removeItem(PREFIX + place);
    else localStorage.setItem(PREFIX + place, text);
  } catch {
    // full, or a browser that keeps nothing: the field itself still has it
  }
}

/** Where something is kept. @param {string} start of the names @returns {string[]} */
export function placesOfDrafts(start) {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(PREFIX + start))
      .map((key) => key.slice(PREFIX.length));
  } catch {
    return []; // a browser that keeps nothing
  }
}

/** Lets go of what was typed in all other classes. @param {readonly string[]} classes by id */
export function keepDraftsOf(classes) {
  for (const place of placesOfDrafts('')) {
    const [, id] = OF_CLASS.exec(place) ?? [];
    if (id && !classes.includes(id)) keepDraft(place, '');
  }
}
