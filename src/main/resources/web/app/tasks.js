/**
 * What students were asked to do, with their answers, what instructors said to these, and whether a task is closed.
 *
 * @module tasks
 *
 * @typedef {import('./kept.js').Kept} Message
 *
 * @typedef {object} Task something that one or many were asked to do
 * @property {string} key
 * @property {Message} first
 * @property {Map<string, Message>} asked      by student
 * @property {Map<string, Message[]>} answers  by student
 * @property {Map<string, Message[]>} feedback by the id of the answer
 * @property {Message|null} closed             what closed it
 * @property {Map<string, Message>} done       by student: who says to be done with it
 */

import { NAME_CHARS } from './kept.js';
import { STATUS } from './question-state.js';

/** What `status` says of a task. */
const CLOSED = 'closed';
const OPEN = 'open';
/** And what it says of a student's work on one; `open` takes it back. */
const DONE = 'done';

export class Tasks {
  /** Newest last. @type {Task[]} */
  all = [];
  /** @type {Map<string, Task>} */
  #byKey = new Map();
  /** By id of the request message. @type {Map<string, Task>} */
  #byRequest = new Map();
  /** The task that a student was given last. @type {Map<string, Task>} */
  #last = new Map();
  /** By the id of an answer, and of what was said to it. @type {Map<string, {task: Task, answer: Message}>} */
  #byAnswer = new Map();

  /** What an instructor asks of many under this name, as far as it is known. @param {string} instructor @param {string} request */
  of(instructor, request) {
    return this.#byKey.get(keyOf(instructor, request));
  }

  /** @param {Message} message a `request` */
  ask(message) {
    const student = /** @type {string} */ (message.to_user);
    const { request } = message.content;
    const key = isKey(request) ? keyOf(message.from_user, request) : message.id;
    let task = this.#byKey.get(key);
    if (!task) {
      task = { key, first: message, asked: new Map(), answers: new Map(), feedback: new Map(), closed: null, done: new Map() };
      this.#byKey.set(key, task);
      this.all.push(task);
    }
    task.asked.set(student, message);
    this.#byRequest.set(message.id, task);
    this.#last.set(student, task);
  }

  /** An answer that names no request belongs to the last one. @param {Message} message a `request_response` */
  answer(message) {
    const student = message.from_user;
    const named = this.#byRequest.get(message.content.in_reply_to);
    const task = named?.asked.has(student) ? named : this.#last.get(student);
    if (!task) return;
    addTo(task.answers, student, message);
    this.#byAnswer.set(message.id, { task, answer: message });
  }

  /**
   * What an instructor says to a student about an answer of theirs.
   *
   * @param {Message} message an `inbox_response`
   * @returns {boolean} whether it is about one
   */
  respond(message) {
    const about = this.#byAnswer.get(message.content.in_reply_to);
    if (about?.answer.from_user !== message.to_user) return false;
    const { task, answer } = /** @type {{task: Task, answer: Message}} */ (about);
    addTo(task.feedback, answer.id, message);
    this.#byAnswer.set(message.id, { task, answer });
    return true;
  }

  /**
   * A student is done with a task, or is not after all. The last one counts.
   *
   * @param {Message} message an `analytics`
   */
  setDone(message) {
    const { context, from_user: student, content: { status, in_reply_to: named } } = message;
    const task = context === STATUS ? this.#byRequest.get(named) : undefined;
    if (!task?.asked.has(student)) return;
    if (status === DONE) task.done.set(student, message);
    else if (status === OPEN) task.done.delete(student);
  }

  /**
   * Closes a task, or opens it again. To a student who was not asked it says nothing.
   *
   * @param {Message} message an `instructor_broadcast`
   * @returns {boolean} whether it is about a task
   */
  setStatus(message) {
    const { context, from_user: from, content } = message;
    const { status, request, asked_by: by = from, in_reply_to: named, agent } = content;
    if (context !== STATUS || (status !== CLOSED && status !== OPEN)) return false;
    const task = isKey(request) ? this.of(by, request) : this.#byRequest.get(named);
    if (task && agent !== true) task.closed = status === CLOSED ? message : null;
    return isKey(request) || isKey(named);
  }
}

/** @param {Map<string, Message[]>} lists @param {string} key @param {Message} message */
function addTo(lists, key, message) {
  const list = lists.get(key);
  if (list) list.push(message);
  else lists.set(key, [message]);
}

/** @param {unknown} name @returns {name is string} */
function isKey(name) {
  return typeof name === 'string' && name.length <= NAME_CHARS;
}

/** @param {string} instructor @param {string} request */
function keyOf(instructor, request) {
  return `${instructor} ${request}`;
}
