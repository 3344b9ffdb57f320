/**
 * The questions of a class with all that was said about each, and which of them wait.
 *
 * @module questions
 *
 * @typedef {import('./kept.js').Kept} Message
 *
 * @typedef {object} Question
 * @property {Message} message
 * @property {Message[]} replies   of instructors and agents, corrections among them
 * @property {Message[]} thread    what is to be read below it, in its order: replies, follow-ups, what was said to a status
 * @property {import('./question-state.js').State} state
 * @property {Message} since       what made it wait: itself, or what opened it again
 * @property {Map<string, Message>} corrected  by the id of a reply: what stands for it now
 * @property {Map<string, Late>} late  by who claimed it: the last claim that came too late
 *
 * @typedef {object} Late
 * @property {Message} claim
 * @property {import('./question-state.js').State} state  how it stood by then
 */

import { eventOf, isOpen, isWithdrawal, next, STATUS, WAITING } from './question-state.js';

export class Questions {
  /** In the order in which they were asked. @type {Question[]} */
  all = [];
  /** @type {Map<string, Question>} */
  #byId = new Map();
  /** What each message of a thread is about, by its id: a reply may answer several. @type {Map<string, Question[]>} */
  #byPart = new Map();
  /** What is neither answered nor done, the longest wait first. @type {Set<Question>} */
  #waiting = new Set();
  /** The same by student. @type {Map<string, Set<Question>>} */
  #waitingOf = new Map();
  /** How many are closed without an answer. */
  #done = 0;

  /** Those that nobody has answered or closed, the longest wait first. @returns {Question[]} */
  get waiting() {
    return [...this.#waiting];
  }

  get waitingCount() {
    return this.#waiting.size;
  }

  /** How many stand so. @param {'answered'|'done'} state */
  countOf(state) {
    const closed = this.all.length - this.#waiting.size;
    return state === 'done' ? this.#done : closed - this.#done;
  }

  /** @param {string} id of its message @returns {Question|undefined} */
  get(id) {
    return this.#byId.get(id);
  }

  /** A question, what its student adds to one, or that no answer is needed any more. @param {Message} message an `instructor_inbox` */
  ask(message) {
    const named = this.#named(message, message.from_user);
    if (isWithdrawal(message)) {
      for (const question of named) this.#take(question, message);
      return;
    }
    const about = named.at(-1);
    if (about) {
      this.#take(about, message);
      return;
    }
    const question = {
      message, replies: [], thread: [], state: WAITING, since: message, corrected: new Map(), late: new Map(),
    };
    this.all.push(question);
    this.#byId.set(message.id, question);
    this.#byPart.set(message.id, [question]);
    this.#wait(question);
  }

  /**
   * What an instructor says to a student about questions.
   *
   * @param {Message} message an `inbox_response`
   * @returns {boolean} whether it is about any
   */
  respond(message) {
    const about = this.#named(message, /** @type {string} */ (message.to_user));
    for (const question of about) this.#take(question, message);
    return about.length > 0;
  }

  /**
   * A reply that names nothing answers all of its student that waits: clients that know no `in_reply_to` reply to a student
   * rather than to a question.
   *
   * @param {Message} message @returns {boolean} whether anything waited
   */
  respondToAll(message) {
    const about = [...this.#waitingOf.get(/** @type {string} */ (message.to_user)) ?? []];
    for (const question of about) this.#take(question, message);
    return about.length > 0;
  }

  /** What a message names by `in_reply_to`, of this student. @param {Message} message @param {string} student */
  #named({ content }, student) {
    const about = this.#byPart.get(content.in_reply_to) ?? [];
    return about.filter(({ message }) => message.from_user === student);
  }

  /** @param {Question} question @param {Message} message */
  #take(question, message) {
    const event = eventOf(message);
    const state = event ? next(question.state, event) : question.state;
    const isLate = event?.what === 'claim' && state === question.state && state.by !== event.by;
    if (isLate) question.late.set(event.by, { claim: message, state });
    this.#set(question, state, message);
    this.#keep(question, message, event?.what === 'reply');
  }

  /** @param {Question} question @param {import('./question-state.js').State} state @param {Message} because */
  #set(question, state, because) {
    const before = question.state;
    question.state = state;
    this.#done += Number(state.name === 'done') - Number(before.name === 'done');
    if (isOpen(before) && !isOpen(state)) this.#close(question);
    if (!isOpen(before) && isOpen(state)) {
      question.since = because;
      this.#wait(question);
    }
  }

  /** @param {Question} question @param {Message} message @param {boolean} isReply */
  #keep(question, message, isReply) {
    const parts = this.#byPart.get(message.id);
    if (parts) parts.push(question);
    else this.#byPart.set(message.id, [question]);
    if (isReply) question.replies.push(message);
    if (message.context !== STATUS || saysSomething(message)) question.thread.push(message);
    const { correction, in_reply_to: named } = message.content;
    if (isReply && correction === true && question.replies.some(({ id }) => id === named)) {
      question.corrected.set(named, message);
    }
  }

  /** @param {Question} question */
  #wait(question) {
    const student = question.message.from_user;
    this.#waiting.add(question);
    const ofStudent = this.#waitingOf.get(student);
    if (ofStudent) ofStudent.add(question);
    else this.#waitingOf.set(student, new Set([question]));
  }

  /** @param {Question} question */
  #close(question) {
    this.#waiting.delete(question);
    this.#waitingOf.get(question.message.from_user)?.delete(question);
  }
}

/** The `context` of a question without words: a hand that is up. */
export const HAND = 'hand';

/** @param {{context: string}} message of a student */
export function isHand({ context }) {
  return context === HAND;
}

/** Whether a message that says how something stands has words for people, too. @param {Message} message */
export function saysSomething({ content, cut }) {
  return cut !== undefined || (typeof content.text === 'string' && content.text.trim() !== '');
}
