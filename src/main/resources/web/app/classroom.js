/**
 * One class as somebody takes part in it: its log, who is there, how the connection is, what is not saved yet. Tells
 * whoever shows it that something changed, at most once a frame.
 *
 * @module classroom
 */

import { connect } from './switchboard.js';
import { ClassLog } from './class-log.js';
import { endSession, readMessages } from './api.js';
import { draft, keepDraft } from './drafts.js';

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
  /** By role and user id: who teaches may be enrolled as well. @type {Map<string, Present>} */
  present = new Map();
  /** What was refused for good, newest last, until it is dismissed; also after a reload. @type {{draft: any, message: string}[]} */
  refusals;
  /** How many messages wait for whoever joins here next, since this connection is over. */
  kept = 0;
  /** What went wrong besides. @type {string|null} */
  problem = null;

  #client;
  #changed;
  #frame = 0;
  #left = false;
  /** Where refusals are kept. */
  #place;

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
    this.#place = `refused ${session.id} ${userId} ${role}`;
    this.refusals = JSON.parse(draft(this.#place) || '[]');
    for (const student of session.student_ids) {
      this.#put({ user_id: student, role: 'student', online: false });
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
      onOutbox: () => this.#sent(),
      onRefused: (error, draft) => this.#refused(error, draft),
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
    return this.status.name === 'ended' || this.session.status === 'ended';
  }

  /** As fast as the server allows. @param {any} draft */
  send(draft) {
    this.#client.send(draft).catch(() => {}); // `onRefused` says the same
  }

  end() {
    return endSession(this.session.id);
  }

  /** @param {{draft: any, message: string}} refusal */
  dismiss(refusal) {
    this.#keepRefusals(this.refusals.filter((one) => one !== refusal));
  }

  /** Nothing is told any more. What is on its way still goes out. */
  leave() {
    this.#left = true;
    cancelAnimationFrame(this.#frame);
    this.#sent();
  }

  /** Something is to be shown anew. A page that nobody sees gets no frames, and has them all at once when it is looked at. */
  tell() {
    if (this.#frame || this.#left) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#changed();
    });
  }

  #sent() {
    if (this.#left && this.unsaved.length === 0) this.#client.close();
    this.tell();
  }

  #refused(error, draft) {
    if (error.kept) this.kept += 1;
    else this.#keepRefusals([...this.refusals, { draft, message: error.message }]);
    this.tell();
  }

  #keepRefusals(refusals) {
    this.refusals = refusals;
    keepDraft(this.#place, refusals.length ? JSON.stringify(refusals) : '');
    this.tell();
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
      const known = this.#get(one);
      const since = known?.online === one.online ? known?.since : undefined;
      this.#put({ ...one, since });
    }
  }

  #came({ user_id, role, timestamp }, online) {
    const since = timestamp ?? new Date().toISOString();
    this.#put({ joined_at: since, ...this.#get({ user_id, role }), user_id, role, online, since });
  }

  /** @param {{role: string, user_id: string}} one @returns {Present|undefined} */
  #get({ role, user_id: user }) {
    return this.present.get(`${role} ${user}`);
  }

  /** @param {Present} one */
  #put(one) {
    this.present.set(`${one.role} ${one.user_id}`, one);
  }
}
