/**
 * What the log of a class says: which questions wait, who has answered which request, how each student is doing. Computed
 * from the messages alone, in their order, so that everybody who has the same messages sees the same.
 *
 * What the page puts into `content`, and understands there when others do (docs/protocol.md, "Contents that the page knows"):
 *
 *   question      instructor_inbox     {text}
 *   reply         inbox_response       {text, in_reply_to: id of the question}
 *   private note  inbox_response       {text}, context "note"
 *   request       request              {text, kind: "text"|"code", request: the same for all who are asked the same}
 *   answer        request_response     {text} or {code}, {in_reply_to: id of the request}
 *   activity      analytics            any members that are numbers
 *
 * @module class-log
 *
 * @typedef {import('./kept.js').Kept} Message
 *
 * @typedef {object} Question
 * @property {Message} message
 * @property {Message[]} replies
 *
 * @typedef {object} Task something that one or many were asked to do
 * @property {string} key
 * @property {Message} first
 * @property {Map<string, Message>} asked    by student
 * @property {Map<string, Message[]>} answers  by student
 */

import { Activity } from './activity.js';
import { kept, KeptMessages, NAME_CHARS } from './kept.js';

export const NOTE = 'note';

export class ClassLog {
  activity = new Activity();

  #kept;
  /** Messages before all of these, which nobody read. */
  #before = 0;

  /** In the order in which they were asked. @type {Question[]} */
  questions = [];
  /** Newest last. @type {Task[]} */
  tasks = [];
  /** What instructors said to all, or to one beside any question, in its order. @type {Message[]} */
  said = [];
  /** @type {Map<string, Question>} */
  #questionById = new Map();
  /** What is not answered yet, in the order in which it was asked. @type {Set<Question>} */
  #waiting = new Set();
  /** The same by student. @type {Map<string, Set<Question>>} */
  #waitingOf = new Map();
  /** @type {Map<string, Task>} */
  #taskByKey = new Map();
  /** By id of the request message. @type {Map<string, Task>} */
  #taskById = new Map();
  /** The task that a student was given last. @type {Map<string, Task>} */
  #lastTask = new Map();

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
    this.questions = [];
    this.tasks = [];
    this.said = [];
    const derived = [this.#questionById, this.#waiting, this.#waitingOf, this.#taskByKey, this.#taskById, this.#lastTask];
    for (const known of derived) known.clear();
    for (const message of this.messages) this.#take(message);
  }

  /** @param {Message} message */
  #take(message) {
    switch (message.type) {
      case 'instructor_inbox': return this.#asked(message);
      case 'inbox_response': return this.#replied(message);
      case 'request': return this.#requested(message);
      case 'request_response': return this.#answered(message);
      case 'instructor_broadcast': this.said.push(message);
    }
  }

  /** Those that nobody has answered, the longest wait first. @returns {Question[]} */
  get waiting() {
    return [...this.#waiting];
  }

  get waitingCount() {
    return this.#waiting.size;
  }

  /** @param {string} id of its message @returns {Question|undefined} */
  question(id) {
    return this.#questionById.get(id);
  }

  /** What an instructor asks of many under this name, as far as it is known. @param {string} instructor @param {string} request */
  taskOf(instructor, request) {
    return this.#taskByKey.get(keyOf(instructor, request));
  }

  /** @param {Message} message */
  #asked(message) {
    const question = { message, replies: [] };
    this.questions.push(question);
    this.#questionById.set(message.id, question);
    this.#waiting.add(question);
    orNew(this.#waitingOf, message.from_user, () => new Set()).add(question);
  }

  /**
   * A reply that names no question answers all that the student has asked so far: clients that know no `in_reply_to` reply to
   * a student rather than to a question. Where nothing waits it is a note. What names a question that was let go is one, too.
   *
   * @param {Message} message
   */
  #replied(message) {
    const student = /** @type {string} */ (message.to_user);
    const named = this.#questionById.get(message.content.in_reply_to);
    const ofStudent = named?.message.from_user === student ? [named] : null;
    const waiting = this.#waitingOf.get(student) ?? new Set();
    const isNote = message.context === NOTE || (this.gone > 0 && typeof message.content.in_reply_to === 'string');
    const meant = ofStudent ?? (isNote ? [] : [...waiting]);
    for (const question of meant) {
      question.replies.push(message);
      waiting.delete(question);
      this.#waiting.delete(question);
    }
    if (meant.length === 0) this.said.push(message);
  }

  /** @param {Message} message */
  #requested(message) {
    const student = /** @type {string} */ (message.to_user);
    const { request } = message.content;
    const key = typeof request === 'string' && request.length <= NAME_CHARS ? keyOf(message.from_user, request) : message.id;
    let task = this.#taskByKey.get(key);
    if (!task) {
      task = { key, first: message, asked: new Map(), answers: new Map() };
      this.#taskByKey.set(key, task);
      this.tasks.push(task);
    }
    task.asked.set(student, message);
    this.#taskById.set(message.id, task);
    this.#lastTask.set(student, task);
  }

  /** An answer that names no request belongs to the last one. @param {Message} message */
  #answered(message) {
    const named = this.#taskById.get(message.content.in_reply_to);
    const task = named?.asked.has(message.from_user) ? named : this.#lastTask.get(message.from_user);
    if (task) orNew(task.answers, message.from_user, () => []).push(message);
  }
}

/** @param {string} instructor @param {string} request */
function keyOf(instructor, request) {
  return `${instructor} ${request}`;
}

/** @template K, V @param {Map<K, V>} map @param {K} key @param {() => V} make @returns {V} */
function orNew(map, key, make) {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
