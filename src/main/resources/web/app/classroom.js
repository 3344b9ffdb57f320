/**
 * One class as somebody takes part in it: its log, who is there, how the connection is, what is not saved yet. Tells
 * whoever shows it that something changed, at most once a frame.
 *
 * @module classroom
 */

import { connect } from './switchboard.js';
import { ClassLog } from './class-log.js';
import { endSession, readMessages } from './api.js';

/**
 * @typedef {object} Present
 * @property {string} user_id
 * @property {'student'|'instructor'} role
 * @property {boolean} online
 * @property {string} [joined_at]
 * @property {string} [since]  when it came or went, where this page saw it
 */

export class Classroom {
  /** @type {ClassLog} */
  log;
  /** By user id. @type {Map<string, Present>} */
  present = new Map();
  /** Frames refused for good, newest last, until they are dismissed. @type {{draft: any, error: any}[]} */
  refusals = [];
  /** What went wrong besides. @type {string|null} */
  problem = null;
  /** How many of a message to many are saved, while it is being sent. @type {{done: number, all: number}|null} */
  progress = null;

  #client;
  #changed;
  #frame = 0;

  /**
   * Reads what was said before, and goes on from there. By REST, which is some twenty answers for ten thousand messages: a
   * browser makes an event of each frame of a socket. And a class that has ended can be read so.
   *
   * @param {import('./api.js').Session} session
   * @param {string} userId
   * @param {'student'|'instructor'} role
   * @param {() => void} changed
   */
  static async enter(session, userId, role, changed) {
    const log = new ClassLog();
    const take = (messages) => messages.forEach((message) => log.add(message));
    const afterSeq = await readMessages(session.id, userId, role, take);
    return new Classroom(session, userId, role, changed, log, afterSeq);
  }

  /**
   * @param {import('./api.js').Session} session
   * @param {string} userId
   * @param {'student'|'instructor'} role
   * @param {() => void} changed
   * @param {ClassLog} log what is known of the class
   * @param {number} afterSeq up to where
   */
  constructor(session, userId, role, changed, log, afterSeq) {
    this.log = log;
    this.session = session;
    this.userId = userId;
    this.role = role;
    this.#changed = changed;
    for (const student of session.student_ids) {
      this.present.set(student, { user_id: student, role: 'student', online: false });
    }
    this.#client = connect({
      url: new URL('.', document.baseURI).href,
      sessionId: session.id,
      userId,
      role,
      afterSeq,
      onMessage: (message) => this.#message(message),
      onStatus: () => this.tell(),
      onNotice: (notice) => this.#notice(notice),
      onOutbox: () => this.tell(),
      onRefused: (error, draft) => {
        this.refusals.push({ error, draft });
        this.tell();
      },
      onProblem: ({ message }) => {
        this.problem = message;
        this.tell();
      },
    });
  }

  get status() {
    return this.#client.status;
  }

  /** When the next attempt to connect is planned. @returns {Date|null} */
  get nextAttempt() {
    return this.#client.nextAttempt;
  }

  /** Drafts that are not on the server's disk yet, as messages without a place. */
  get unsaved() {
    return this.#client.outbox;
  }

  get ended() {
    return this.status.name === 'ended';
  }

  /** @param {any} draft */
  send(draft) {
    return this.#client.send(draft);
  }

  /** Sends each of them, as fast as the server allows, and tells how far it is. @param {any[]} drafts */
  async sendAll(drafts) {
    const progress = this.progress = { done: 0, all: drafts.length };
    const each = drafts.map((draft) => this.send(draft).finally(() => {
      progress.done += 1;
      this.tell();
    }));
    await Promise.allSettled(each);
    if (this.progress === progress) this.progress = null;
    this.tell();
  }

  end() {
    return endSession(this.session.id);
  }

  /** @param {{draft: any, error: any}} refusal */
  dismiss(refusal) {
    this.refusals = this.refusals.filter((one) => one !== refusal);
    this.tell();
  }

  leave() {
    this.#client.close();
    cancelAnimationFrame(this.#frame);
  }

  /** Something is to be shown anew. A page that nobody sees gets no frames, and has them all at once when it is looked at. */
  tell() {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#changed();
    });
  }

  #message(message) {
    this.log.add(message);
    this.tell();
  }

  #notice(notice) {
    switch (notice.event) {
      case 'welcome':
        if (notice.session) this.session = notice.session;
        if (notice.participants) this.#replace(notice.participants);
        break;
      case 'participants': this.#replace(notice.participants); break;
      case 'user_joined': this.#came(notice, true); break;
      case 'user_left': this.#came(notice, false); break;
    }
    this.tell();
  }

  #replace(participants) {
    for (const one of participants) {
      const known = this.present.get(one.user_id);
      const since = known?.online === one.online ? known?.since : undefined;
      this.present.set(one.user_id, { ...one, since });
    }
  }

  #came({ user_id, role, timestamp }, online) {
    const known = this.present.get(user_id);
    const since = timestamp ?? new Date().toISOString();
    this.present.set(user_id, { joined_at: since, ...known, user_id, role: known?.role ?? role, online, since });
  }
}
