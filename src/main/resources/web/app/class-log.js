/**
 * What the log of a class says: how each question stands, who has answered which request, how each student is doing. Computed
 * from the messages alone, in their order, so that everybody who has the same messages sees the same.
 *
 * What the page puts into `content`, and understands there when others do, stands in docs/protocol.md, section 10.
 *
 * @module class-log
 *
 * @typedef {import('./kept.js').Kept} Message
 * @typedef {import('./questions.js').Question} Question
 * @typedef {import('./tasks.js').Task} Task
 */

import { Activity } from './activity.js';
import { kept, KeptMessages } from './kept.js';
import { Questions, saysSomething } from './questions.js';
import { STATUS } from './question-state.js';
import { Tasks } from './tasks.js';

export const NOTE = 'note';
/** Of a message to all: an answer of one student that is shown to all. */
export const SHARED = 'shared';

export class ClassLog {
  activity = new Activity();

  #kept;
  /** Messages before all of these, which nobody read. */
  #before = 0;

  /** What instructors said to all, or to one beside any question, in its order. @type {Message[]} */
  said = [];
  /** Who says of themselves that they are no person. @type {Set<string>} */
  agents = new Set();
  /** Answers that were shown to all, by id. @type {Set<string>} */
  shared = new Set();
  #questions = new Questions();
  #tasks = new Tasks();

  /** @param {number} [mostChars] how much is kept */
  constructor(mostChars) {
    this.#kept = new KeptMessages(mostChars);
  }

  /** In the order of the class, without those that were let go. @returns {readonly Message[]} */
  get messages() {
    return this.#kept.all;
  }

  /** How many there were besides, which the server has. */
  get gone() {
    return this.#before + this.#kept.gone;
  }

  /** In the order in which they were asked. @returns {readonly Question[]} */
  get questions() {
    return this.#questions.all;
  }

  /** What is neither answered nor done, the longest wait first. @returns {Question[]} */
  get waiting() {
    return this.#questions.waiting;
  }

  get waitingCount() {
    return this.#questions.waitingCount;
  }

  /** How many of the questions stand so. @param {'answered'|'done'} state */
  countOf(state) {
    return this.#questions.countOf(state);
  }

  /** @param {string} id of its message @returns {Question|undefined} */
  question(id) {
    return this.#questions.get(id);
  }

  /** Newest last. @returns {readonly Task[]} */
  get tasks() {
    return this.#tasks.all;
  }

  /** What an instructor asks of many under this name, as far as it is known. @param {string} instructor @param {string} request */
  taskOf(instructor, request) {
    return this.#tasks.of(instructor, request);
  }

  /** @param {import('./switchboard.js').Message} message the one that follows */
  add(message) {
    if (message.type === 'analytics') this.activity.add(message);
    const one = kept(message);
    if (this.#kept.add(one)) this.#again();
    else this.#take(one);
  }

  /** What was taken is not all: there are earlier ones that nobody reads. @param {number} count at most */
  beginAfter(count) {
    this.#before = count;
  }

  /** As if only those had been said that are still here. */
  #again() {
    this.said = [];
    this.agents.clear();
    this.shared.clear();
    this.#questions = new Questions();
    this.#tasks = new Tasks();
    for (const message of this.messages) this.#take(message);
  }

  /** @param {Message} message */
  #take(message) {
    if (message.content.agent === true) this.agents.add(message.from_user);
    switch (message.type) {
      case 'instructor_inbox': return this.#questions.ask(message);
      case 'inbox_response': return this.#responded(message);
      case 'request': return this.#tasks.ask(message);
      case 'analytics': return this.#tasks.setDone(message);
      case 'request_response': return this.#tasks.answer(message);
      case 'instructor_broadcast': return this.#saidToAll(message);
    }
  }

  /** @param {Message} message */
  #saidToAll(message) {
    if (this.#tasks.setStatus(message)) return;
    if (message.context === SHARED) this.shared.add(message.content.in_reply_to);
    this.said.push(message);
  }

  /**
   * About what it names. What names nothing is about all that waits, unless it is a note; and what names something that is
   * not here any more, or never was, is about nothing else.
   *
   * @param {Message} message
   */
  #responded(message) {
    const names = message.content.in_reply_to !== undefined && message.content.in_reply_to !== null;
    const isStatus = message.context === STATUS;
    const isAbout = names
      ? this.#questions.respond(message) || this.#tasks.respond(message)
      : message.context !== NOTE && !isStatus && this.#questions.respondToAll(message);
    if (!isAbout && (!isStatus || saysSomething(message))) this.said.push(message);
  }
}
