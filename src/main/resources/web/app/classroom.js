/**
 * One class as somebody takes part in it: its log, who is there, how the connection is, what is not saved yet. Tells
 * whoever shows it that something changed, at most once a frame.
 *
 * @module classroom
 */

import { connect, newRef } from './switchboard.js';
import { ClassLog } from './class-log.js';
import { actingAs, calls, identities, readMessage, readMessages, SERVER } from './api.js';
import { parsed } from './literals.js';
import { nameIn } from './names.js';
import { words } from './words.js';
import { keepRefusals, keptRefusals, withRefusal } from './refusals.js';

/**
 * @typedef {object} Present
 * @property {string} user_id
 * @property {'student'|'instructor'} role
 * @property {boolean} online
 * @property {string} [joined_at]
 * @property {string} [since]  when it came or went, where this page saw it
 * @property {string} [elsewhere]  when it connected from elsewhere although it was here
 *
 * @typedef {{user_id: string, role: Role, timestamp?: string}} ComingOrGoing
 * @typedef {'student'|'instructor'} Role
 */

/** Of a class that is longer the beginning is not read. */
const NEWEST = 100_000;
/** Anybody may call themselves one: beyond this, only as many as there is room for when others have gone. */
const MOST_INSTRUCTORS = 200;
/** Drawing takes no more than this part of the time: the rest is for whoever uses the page. */
const DRAWING = 1 / 4;
/** A drawing that is quicker than this is no burden. */
const QUICK_MS = 4;

export class Classroom {
  /** @type {ClassLog} */
  log;
  /** By role and user id: who teaches may be enrolled as well. @type {Map<string, Present>} */
  present = new Map();
  /** What was refused for good, newest last, until it is dismissed; also after a reload. @type {import('./refusals.js').Refusal[]} */
  refusals;
  /** Whether there are instructors besides those that are known. */
  moreInstructors = false;
  /** How many messages wait for whoever joins here next, since this connection is over. */
  kept = 0;
  /** Is told of each message that comes, also where nobody looks. @type {((message: import('./switchboard.js').Message) => void)|null} */
  heard = null;
  /** Is told when somebody asks for a name or comes with one, or may have done so meanwhile. @type {((userId?: string) => void)|null} */
  asked = null;
  /** What went wrong besides. @type {string|null} */
  problem = null;
  /** As whom this page is here, where the server wants to know. */
  identity = actingAs();

  #client;
  #changed;
  #frame = 0;
  #pause = 0;
  /** Before this moment nothing is drawn anew. */
  #notBefore = 0;
  #left = false;
  /** How many times the server has said how the session stands. */
  #told = 0;
  #instructors = 0;
  /** Where refusals are kept. */
  #place;

  /**
   * Reads what was said before, and goes on from there. By REST, which is some twenty answers for ten thousand messages: a
   * browser makes an event of each frame of a socket. And a class that has ended can be read so.
   *
   * @param {import('./switchboard.js').Session} session
   * @param {string} userId
   * @param {'student'|'instructor'} role
   * @param {() => void} changed
   */
  static async enter(session, userId, role, changed) {
    const log = new ClassLog();
    /** @type {import('./api.js').Take} */
    const take = (messages) => messages.forEach((message) => log.add(message));
    const { head, skipped } = await readMessages(session.id, userId, role, take, NEWEST);
    log.beginAfter(skipped);
    return new Classroom(session, userId, role, changed, log, head);
  }

  /**
   * @param {import('./switchboard.js').Session} session
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
    this.refusals = keptRefusals(this.#place);
    this.#enrol(session);
    this.#client = connect({
      url: SERVER,
      sessionId: session.id,
      userId,
      role,
      afterSeq,
      token: this.identity ? identities.issuer(this.identity) : undefined,
      parse: parsed,
      onMessage: (message) => this.#message(message),
      onStatus: ({ name }) => {
        if (name === 'ended') this.#everybodyLeft();
        this.tell();
      },
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

  /** @param {import('./switchboard.js').Draft} draft */
  send(draft) {
    this.#client.send(draft).catch(() => {}); // `onRefused` says the same
  }

  /**
   * What goes to many: as fast as the server allows, and behind all else that is said.
   *
   * @param {import('./switchboard.js').Draft[]} drafts
   */
  sendBehind(drafts) {
    for (const draft of drafts) this.#client.send(draft, newRef(), { behind: true }).catch(() => {});
  }

  /** In how many milliseconds one that is not saved yet is expected to go out. @param {import('./switchboard.js').Entry} entry */
  expectedIn({ ref }) {
    return this.#client.expectedIn(ref);
  }

  /** How somebody is shown: by name, where one is known. @param {string} userId */
  nameOf(userId) {
    return nameIn(this.session.names, userId) || userId;
  }

  /** The same, and that it is a program where it has said so. @param {string} [userId] */
  calledOf(userId = '') {
    const name = this.nameOf(userId);
    return this.log.agents.has(userId) ? words.agentCalled(name) : name;
  }

  /** @param {{user_id: string, name?: string}[]} students */
  async addStudents(students) {
    await this.#changeList(calls.addStudents(this.session.id, students));
  }

  /** @param {string} userId of a student */
  async removeStudent(userId) {
    await this.#changeList(calls.removeStudent(this.session.id, userId));
  }

  /**
   * What a call answers may be older than what others have changed meanwhile, and came first: then the server is asked.
   *
   * @param {Promise<import('./switchboard.js').Session>} call
   */
  async #changeList(call) {
    let told = this.#told;
    let session = await call;
    while (told !== this.#told) {
      told = this.#told;
      session = await calls.find(this.session.id);
    }
    this.#enrol(session);
    this.tell();
  }

  end() {
    return calls.end(this.session.id);
  }

  /** As it came, whole. @param {import('./kept.js').Kept} message @returns {Promise<import('./switchboard.js').Message|undefined>} */
  async whole(message) {
    return message.cut ? readMessage(this.session.id, this.userId, this.role, message.seq) : message;
  }

  /** Everything that this user may see, page by page, as it came. @param {import('./api.js').Take} take */
  async readAll(take) {
    await readMessages(this.session.id, this.userId, this.role, take);
  }

  /** @param {import('./refusals.js').Refusal} refusal */
  dismiss(refusal) {
    this.#keepRefusals(this.refusals.filter((one) => one !== refusal));
  }

  /** Nothing is told any more. What is on its way still goes out. */
  leave() {
    this.#left = true;
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#pause);
    this.#sent();
  }

  /**
   * Something is to be shown anew: with the next frame, or later where drawing takes long and others send without end. A page
   * that nobody sees gets no frames, and has them all at once when it is looked at.
   */
  tell() {
    if (this.#frame || this.#pause || this.#left) return;
    const pause = this.#notBefore - performance.now();
    if (pause <= 0) {
      this.#frame = requestAnimationFrame(this.#draw);
      return;
    }
    this.#pause = setTimeout(() => {
      this.#pause = 0;
      this.#frame = requestAnimationFrame(this.#draw);
    }, pause);
  }

  #draw = () => {
    this.#frame = 0;
    const from = performance.now();
    this.#changed();
    const to = performance.now();
    if (to - from > QUICK_MS) this.#notBefore = to + (to - from) * (1 / DRAWING - 1);
  };

  #sent() {
    if (this.#left && (this.unsaved.length === 0 || (this.identity && identities.isVoid(this.identity)))) this.#client.close();
    this.tell();
  }

  /** @param {import('./switchboard.js').SendError} error @param {import('./switchboard.js').Draft} draft */
  #refused(error, draft) {
    if (error.kept) this.kept += 1;
    else this.#refusedForGood({ draft, message: error.message, count: 1 });
    this.tell();
  }

  /**
   * How many times the same was refused is not written down each time: that may be once for each of thousands.
   *
   * @param {import('./refusals.js').Refusal} refusal
   */
  #refusedForGood(refusal) {
    const refusals = withRefusal(this.refusals, refusal);
    if (refusals.at(-1) === refusal) this.#keepRefusals(refusals);
    else this.refusals = refusals;
  }

  /** @param {import('./refusals.js').Refusal[]} refusals */
  #keepRefusals(refusals) {
    this.refusals = refusals;
    keepRefusals(this.#place, refusals);
    this.tell();
  }

  /** @param {import('./switchboard.js').Message} message */
  #message(message) {
    this.log.add(message);
    this.heard?.(message);
    this.tell();
  }

  /** @param {any} notice with the members that docs/protocol.md gives to its event */
  #notice(notice) {
    switch (notice.event) {
      case 'join_requested': this.asked?.(); break;
      case 'welcome':
        this.asked?.();
        if (notice.session) this.#toldOf(notice.session);
        if (notice.participants) this.#replace(notice.participants);
        break;
      case 'session_changed': this.#toldOf(notice.session); break;
      case 'user_replaced': this.#replacedElsewhere(notice); break;
      case 'participants': this.#replace(notice.participants); break;
      case 'user_joined':
        this.#came(notice, true);
        if (notice.role === 'student') this.asked?.(notice.user_id);
        break;
      case 'user_left': this.#came(notice, false); break;
    }
    this.tell();
  }

  /** @param {import('./switchboard.js').Session} session */
  #toldOf(session) {
    this.#told += 1;
    this.#enrol(session);
  }

  /** The session as it is now, and so its students. @param {import('./switchboard.js').Session} session */
  #enrol(session) {
    this.session = session;
    const enrolled = new Set(session.student_ids);
    for (const [key, { role, user_id: user }] of this.present) {
      if (role === 'student' && !enrolled.has(user)) this.present.delete(key);
    }
    for (const student of enrolled) {
      const one = { user_id: student, role: /** @type {const} */ ('student'), online: false };
      if (!this.#get(one)) this.#put(one);
    }
  }

  /** @param {ComingOrGoing} notice */
  #replacedElsewhere({ user_id, role, timestamp }) {
    const known = this.#get({ user_id, role });
    if (known) this.#put({ ...known, elsewhere: timestamp ?? new Date().toISOString() });
  }

  /** @param {import('./switchboard.js').Participant[]} participants */
  #replace(participants) {
    for (const one of participants) {
      const known = this.#get(one);
      const since = known?.online === one.online ? known?.since : undefined;
      this.#put({ ...one, since, elsewhere: known?.elsewhere });
    }
  }

  /** @param {ComingOrGoing} notice @param {boolean} online */
  #came({ user_id, role, timestamp }, online) {
    const since = timestamp ?? new Date().toISOString();
    this.#put({ joined_at: since, ...this.#get({ user_id, role }), user_id, role, online, since });
  }

  /** Nobody is in a class that has ended, and nobody is told of each who goes. */
  #everybodyLeft() {
    const since = new Date().toISOString();
    for (const one of this.present.values()) {
      if (one.online) this.#put({ ...one, online: false, since });
    }
  }

  /** @param {{role: string, user_id: string}} one @returns {Present|undefined} */
  #get({ role, user_id: user }) {
    return this.present.get(`${role} ${user}`);
  }

  /** @param {Present} one */
  #put(one) {
    const key = `${one.role} ${one.user_id}`;
    if (one.role === 'instructor' && !this.present.has(key)) {
      if (this.#instructors === MOST_INSTRUCTORS && !this.#makeRoomFor(one)) return;
      this.#instructors += 1;
    }
    this.present.set(key, one);
  }

  /** Who has gone makes room for who comes; this page's own user always has some. @param {Present} one @returns {boolean} */
  #makeRoomFor(one) {
    this.moreInstructors = true;
    const isSelf = (/** @type {Present} */ { role, user_id: user }) => role === this.role && user === this.userId;
    if (!one.online && !isSelf(one)) return false;
    for (const [key, other] of this.present) {
      if (other.role !== 'instructor' || isSelf(other) || (other.online && !isSelf(one))) continue;
      this.present.delete(key);
      this.#instructors -= 1;
      return true;
    }
    return false;
  }
}
