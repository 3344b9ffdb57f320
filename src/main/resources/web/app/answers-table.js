/**
 * Who has answered what, as a table of students and tasks. From all messages, whole: what the page keeps of a class may be
 * less.
 *
 * @module answers-table
 */

import { ClassLog } from './class-log.js';
import { shownAnswer } from './choice.js';
import { textOf } from './kept.js';
import { nameIn } from './names.js';
import { words } from './words.js';

/** Of what a task asks, so much names its column. */
const HEAD_CHARS = 200;

export class AnswersTable {
  #session;
  #log = new ClassLog(Infinity);
  /** What answers say, by id: the log cuts them. @type {Map<string, string>} */
  #texts = new Map();

  /** @param {import('./switchboard.js').Session} session */
  constructor(session) {
    this.#session = session;
  }

  /** @param {readonly import('./switchboard.js').Message[]} messages the next ones of the class */
  add(messages) {
    for (const message of messages) {
      if (message.type !== 'request' && message.type !== 'request_response') continue;
      this.#log.add(message);
      if (message.type === 'request_response') this.#keepText(message);
    }
  }

  /**
   * Of answers to one task the last: who answers without end fills no memory.
   *
   * @param {import('./switchboard.js').Message} message
   */
  #keepText(message) {
    const { id, from_user: student } = message;
    const task = this.#log.tasks.findLast(({ answers }) => answers.get(student)?.at(-1)?.id === id);
    const answers = task?.answers.get(student);
    if (!task || !answers) return;
    if (answers.length > 1) this.#texts.delete(answers[answers.length - 2].id);
    this.#texts.set(id, textOf(shownAnswer(task, message)));
  }

  get isEmpty() {
    return this.#log.tasks.length === 0;
  }

  /**
   * The student, the name if there are names, and each task in the order in which it was asked.
   *
   * @returns {import('./csv.js').Column[]}
   */
  get columns() {
    const tasks = this.#log.tasks.map(({ first }, i) => ({ name: `${i + 1}. ${textOf(first).slice(0, HEAD_CHARS)}`, width: 40 }));
    return [{ name: 'student', width: 20 }, ...(this.#names ? [{ name: 'name', width: 24 }] : []), ...tasks];
  }

  /** A row for each student of the class, and for whoever was asked besides; the last answer to each task. @returns {string[][]} */
  get rows() {
    const { tasks } = this.#log;
    const students = new Set([...this.#session.student_ids, ...tasks.flatMap(({ asked }) => [...asked.keys()])]);
    return [...students].map((student) => [
      student,
      ...(this.#names ? [nameIn(this.#names, student)] : []),
      ...tasks.map((task) => this.#cell(task, student)),
    ]);
  }

  get #names() {
    return this.#session.names;
  }

  /** @param {import('./class-log.js').Task} task @param {string} student */
  #cell({ asked, answers }, student) {
    if (!asked.has(student)) return words.notAsked;
    const last = answers.get(student)?.at(-1);
    return last ? this.#texts.get(last.id) ?? '' : '';
  }
}
