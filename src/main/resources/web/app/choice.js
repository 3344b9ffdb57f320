/**
 * Questions with options to choose from: what may be one, what an answer has chosen, and how many chose what. From the
 * messages alone; docs/protocol.md, section 10, says what stands in them.
 *
 * @module choice
 *
 * @typedef {import('./kept.js').Kept} Message
 * @typedef {import('./tasks.js').Task} Task
 *
 * @typedef {object} Bar how many have chosen something
 * @property {string} text
 * @property {string[]} students who they are, in the order of their first answers
 * @property {number} percent of those who have answered, rounded
 *
 * @typedef {{text: string, count: number, percent: number}} Count  of a {@link Bar}, without names
 *
 * @typedef {object} Tally
 * @property {Bar[]} bars    one for each option, in its order
 * @property {Bar|null} other  whose last answer is none of the options, if there are any
 * @property {number} answered
 * @property {number} asked
 */

import { LEAST_OPTIONS, MOST_OPTIONS, MOST_OPTION_CHARS } from './rules.js';

/** What `kind` says of a request with options. */
export const CHOICE = 'choice';

/**
 * What is to be chosen from. Empty where a request is none of this kind, or has options that are none: then it is one for a text.
 *
 * @param {any} content of a `request` @returns {readonly string[]}
 */
export function optionsOf({ kind, options }) {
  return kind === CHOICE && areOptions(options) ? options : [];
}

/** @param {unknown} options @returns {options is string[]} */
function areOptions(options) {
  return Array.isArray(options) && options.length >= LEAST_OPTIONS && options.length <= MOST_OPTIONS
    && options.every((option) => typeof option === 'string' && option.trim() !== '' && [...option].length <= MOST_OPTION_CHARS)
    && new Set(options).size === options.length;
}

/**
 * The place of the option that an answer chooses: `choice`, or else a `text` that is an option, as one types it who knows no
 * options.
 *
 * @param {readonly string[]} options @param {any} content of the answer @returns {number} -1 where it is none of them
 */
function chosenOf(options, { choice, text }) {
  if (choice !== undefined) return Number.isInteger(choice) && choice >= 0 && choice < options.length ? choice : -1;
  return typeof text === 'string' ? options.indexOf(text.trim()) : -1;
}

/** The option that an answer chooses, of those that its student was asked. @param {Task} task @param {Message} answer @returns {string|undefined} */
export function chosenText({ asked }, answer) {
  const options = optionsOf(asked.get(answer.from_user)?.content ?? {});
  return options[chosenOf(options, answer.content)];
}

/** An answer as it is shown: what it has chosen, in words. @param {Task} task @param {Message} answer @returns {Message} */
export function shownAnswer(task, answer) {
  const text = chosenText(task, answer);
  return text === undefined || text === answer.content.text ? answer : { ...answer, content: { ...answer.content, text } };
}

/**
 * Counts of every student the last answer.
 *
 * @param {Task} task a request that {@link optionsOf} knows options of @returns {Tally}
 */
export function tally(task) {
  const options = optionsOf(task.first.content);
  const students = options.map(() => /** @type {string[]} */ ([]));
  /** @type {string[]} */
  const others = [];
  for (const [student, answers] of task.answers) {
    const last = /** @type {Message} */ (answers.at(-1));
    const at = options.indexOf(chosenText(task, last) ?? '');
    (students[at] ?? others).push(student);
  }
  const answered = task.answers.size;
  const bar = (/** @type {string} */ text, /** @type {string[]} */ who) => (
    { text, students: who, percent: answered ? Math.round((100 * who.length) / answered) : 0 });
  return {
    bars: options.map((text, i) => bar(text, students[i])),
    other: others.length ? bar('', others) : null,
    answered,
    asked: task.asked.size,
  };
}

/** The same for a whole class to see: how many, and not who. @param {Tally} tally @returns {{bars: Count[], other: Count|null}} */
export function withoutNames({ bars, other }) {
  const count = (/** @type {Bar} */ { text, students, percent }) => ({ text, count: students.length, percent });
  return { bars: bars.map(count), other: other && count(other) };
}

/**
 * What is typed as options, one a line; blank lines are none.
 *
 * @param {string} text @returns {{options: string[], doubled: string[], long: string[]}}
 */
export function readOptions(text) {
  const options = text.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  return {
    options,
    doubled: [...new Set(options.filter((option, i) => options.indexOf(option) !== i))],
    long: options.filter((option) => [...option].length > MOST_OPTION_CHARS),
  };
}
