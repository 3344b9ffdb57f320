/**
 * What is wrong with people who are to become students, all of it at once, as the server would say it.
 *
 * @module roster/check
 *
 * @typedef {import('./people.js').Person} Person
 *
 * @typedef {object} Problem
 * @property {number} line      of the text; 0 where it concerns the whole
 * @property {string} value     what is wrong, shortened
 * @property {string} message   for people, in the language of the page: what is wrong, and what is allowed
 * @property {string} code      the same for programs
 * @property {boolean} blocks   whether the server would refuse it
 * @property {number} [person]  which of the people
 *
 * @typedef {Problem & {person: number}} ProblemOfPerson
 */

import { shownName } from '../names.js';
import { isId, isPersonName, MOST_PERSON_NAME_CHARS } from '../rules.js';
import { shortened, words } from '../words.js';

/** @param {readonly Person[]} people @returns {ProblemOfPerson[]} in their order */
export function check(people) {
  /** @type {Map<string, Person>} */
  const byId = new Map();
  /** @type {Map<string, Person>} */
  const byIdInAnyCase = new Map();
  /** @type {Map<string, Person>} */
  const byName = new Map();
  /** @type {ProblemOfPerson[]} */
  const problems = [];
  const texts = words.importProblems;
  people.forEach((person, i) => {
    const { userId, name, from: { line } } = person;
    /** @param {string} code @param {string} value @param {string} message @param {boolean} blocks */
    const add = (code, value, message, blocks) => problems.push({ line, value: shortened(value), message, code, blocks, person: i });

    const same = byId.get(userId);
    const twin = byIdInAnyCase.get(userId.toLowerCase());
    if (userId === '') add('missing_id', userId, words.needed(words.idAllowed), true);
    else if (!isId(userId)) add('invalid_id', userId, words.notAllowed(shortened(userId), words.idAllowed), true);
    else if (same) add('same_id', userId, texts.sameId(userId, same.from.line), true);
    else if (twin) add('case_twin', userId, texts.caseTwin(userId, twin.userId, twin.from.line), false);

    const namesake = byName.get(name.toLowerCase());
    const chars = [...name].length;
    if (chars > MOST_PERSON_NAME_CHARS) add('long_name', name, texts.longName(chars, MOST_PERSON_NAME_CHARS), true);
    else if (name !== '' && (!isPersonName(name) || shownName(name, '') === '')) add('invalid_name', name, texts.badName(MOST_PERSON_NAME_CHARS), true);
    else if (namesake && name !== userId && name.toLowerCase() !== twin?.userId.toLowerCase()) add('same_name', name, texts.sameName(name, namesake.from.line), false);

    if (!same) byId.set(userId, person);
    if (!twin) byIdInAnyCase.set(userId.toLowerCase(), person);
    if (name && !namesake) byName.set(name.toLowerCase(), person);
  });
  return problems;
}
