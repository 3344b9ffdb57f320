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
 * @typedef {import('./switchboard.js').Message} Message
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
 *
 * @typedef {{at: number, value: number}} Sample
 */

export const NOTE = 'note';

/** A plot shows no more than this. */
const SAMPLES = 200;

export class ClassLog {
  /** All of them, in the order of the class. @type {Message[]} */
  messages = [];
  /** In the order in which they were asked. @type {Question[]} */
  questions = [];
  /** Newest last. @type {Task[]} */
  tasks = [];
  /** What instructors said to all, or to one beside any question, in its order. @type {Message[]} */
  said = [];
  /** By student, by name of the number. @type {Map<string, Map<string, Sample[]>>} */
  activity = new Map();

  /** @type {Map<string, Question>} */
  #questionById = new Map();
  /** By student, what is not answered yet. @type {Map<string, Set<Question>>} */
  #waiting = new Map();
  /** @type {Map<string, Task>} */
  #taskByKey = new Map();
  /** By id of the request message. @type {Map<string, Task>} */
  #taskById = new Map();
  /** The task that a student was given last. @type {Map<string, Task>} */
  #lastTask = new Map();

  /** @param {Message} message the one that follows */
  add(message) {
    this.messages.push(message);
    switch (message.type) {
      case 'instructor_inbox': return this.#asked(message);
      case 'inbox_response': return this.#replied(message);
      case 'request': return this.#requested(message);
      case 'request_response': return this.#answered(message);
      case 'analytics': return this.#measured(message);
      case 'instructor_broadcast': this.said.push(message);
    }
  }

  /** Those that nobody has answered, the longest wait first. @returns {Question[]} */
  get waiting() {
    return this.questions.filter(({ replies }) => replies.length === 0);
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
    orNew(this.#waiting, message.from_user, () => new Set()).add(question);
  }

  /**
   * A reply that names no question answers all that the student has asked so far: clients that know no `in_reply_to` reply to
   * a student rather than to a question. Where nothing waits it is a note.
   *
   * @param {Message} message
   */
  #replied(message) {
    const student = /** @type {string} */ (message.to_user);
    const named = this.#questionById.get(message.content.in_reply_to);
    const ofStudent = named?.message.from_user === student ? [named] : null;
    const waiting = this.#waiting.get(student) ?? new Set();
    const meant = ofStudent ?? (message.context === NOTE ? [] : [...waiting]);
    for (const question of meant) {
      question.replies.push(message);
      waiting.delete(question);
    }
    if (meant.length === 0) this.said.push(message);
  }

  /** @param {Message} message */
  #requested(message) {
    const student = /** @type {string} */ (message.to_user);
    const { request } = message.content;
    const key = typeof request === 'string' ? keyOf(message.from_user, request) : message.id;
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

  /** @param {Message} message */
  #measured(message) {
    const at = Date.parse(message.timestamp);
    for (const [name, value] of Object.entries(message.content)) {
      if (typeof value !== 'number' || !Number.isFinite(value)) continue;
      const samples = orNew(orNew(this.activity, message.from_user, () => new Map()), name, () => []);
      samples.push({ at, value });
      if (samples.length > SAMPLES) samples.shift();
    }
  }
}

/** @param {string} instructor @param {string} request */
function keyOf(instructor, request) {
  return `${instructor} ${request}`;
}

/** What a message says, for people. @param {{content: any}} message */
export function textOf({ content }) {
  if (typeof content.text === 'string') return content.text;
  if (typeof content.code === 'string') return content.code;
  return JSON.stringify(content);
}

/** Whether it is to be shown as it was typed, in letters of one width. @param {{content: any}} message */
export function isCode({ content }) {
  return typeof content.text !== 'string';
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
