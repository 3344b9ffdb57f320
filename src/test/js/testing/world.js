import assert from 'node:assert/strict';

import { nextDue } from '../../../main/resources/web/switchboard.js';
import { Machine } from './machine.js';

const USER = 'me';

/**
 * A server, a network and one user, reduced to what the state machine can notice, and driven by chance: whatever could
 * happen next, in any order. What must always hold is checked on every effect.
 *
 * The server keeps the protocol's promises (one order, `ref` idempotent, replay up to the head and then live); the network
 * keeps none but the order within a connection.
 */
export class World {
  /** @param {() => number} random */
  constructor(random) {
    this.random = random;
    this.role = random() < 0.5 ? 'student' : 'instructor';
    // the server
    this.log = [];
    this.byRef = new Map();
    this.ended = false;
    /** Connections in order of opening; only one is admitted at a time. */
    this.connections = [];
    // the network: requests on their way there, answers on their way back
    this.requests = [];
    this.answers = [];
    /** Each message is left out at most once, so that reading again always helps. */
    this.leftOut = new Set();
    // the user
    this.disk = new Map();
    this.sentRefs = [];
    this.behind = new Set();
    this.settled = new Map();
    this.trace = [];
    this.load();
  }

  /** A page load: a new client, which finds what the earlier one left on disk. */
  load() {
    this.connections = [];
    this.requests = [];
    this.answers = [];
    this.machine = new Machine({ role: this.role, sockets: this.random() < 0.9 });
    this.delivered = [];
    this.unread = [...this.disk.values()];
    this.final = null;
    this.take({ type: 'start' });
  }

  readDisk() {
    const entries = this.unread;
    this.unread = null;
    this.take({ type: 'restored', entries });
  }

  take(event) {
    this.trace.push(`${event.type} ${event.id ?? ''} ${event.frame?.content?.event ?? event.frame?.seq ?? ''}`);
    this.machine.random = this.random();
    const effects = this.machine.take(event);
    for (const effect of effects) this.perform(effect);
    this.checkEnd(effects);
  }

  // -- what the client does

  perform(effect) {
    this.trace.push(`    ${effect.do} ${effect.id ?? effect.ref ?? effect.entry?.ref ?? effect.message?.seq ?? effect.status?.name ?? ''}`);
    switch (effect.do) {
      case 'open': return this.connections.push(newConnection(effect));
      case 'drop':
        for (const connection of this.connections) if (connection.id === effect.id) connection.gone = true;
        return undefined;
      case 'transmit': {
        this.checkMaySend(effect.entry.ref);
        const connection = this.connections.find(({ id }) => id === effect.id);
        assert.ok(connection && !connection.gone, 'transmits on a socket that it holds');
        return connection.inbound.push(effect.entry);
      }
      case 'post': this.checkMaySend(effect.entry.ref); return this.requests.push(effect);
      case 'read': return this.requests.push(effect);
      case 'save': return this.disk.set(effect.entry.ref, effect.entry);
      case 'forget': return this.disk.delete(effect.ref);
      case 'deliver': return this.checkDelivered(effect.message);
      case 'tell_accepted': return this.checkAccepted(effect);
      case 'tell_refused': return this.checkRefused(effect);
      case 'tell_problem': return assert.fail(`a problem where there is none: ${effect.problem.message}`);
      default: return undefined;
    }
  }

  // -- what must always hold

  /** The next one this user may see after the last one: nothing twice, nothing left out, in order. */
  checkDelivered(message) {
    assert.equal(message, this.visible()[this.delivered.length], 'hands on exactly the next message');
    this.delivered.push(message);
  }

  checkMaySend(ref) {
    assert.ok(!this.settled.has(ref), `sends ${ref} again after its answer`);
    const { outbox } = this.machine.state;
    const first = outbox.find(({ behind }) => !behind) ?? outbox[0];
    assert.equal(first.ref, ref, 'sends in order, and behind only where nothing else waits');
  }

  checkAccepted({ entry, receipt }) {
    assert.ok(!this.settled.has(entry.ref), `${entry.ref} is answered twice`);
    assert.equal(receipt.seq, this.byRef.get(entry.ref)?.seq, 'accepted means stored');
    this.settled.set(entry.ref, 'accepted');
  }

  checkRefused({ entry, kept }) {
    if (kept) return assert.ok(this.disk.has(entry.ref), 'what is kept is on disk');
    assert.ok(!this.settled.has(entry.ref), `${entry.ref} is answered twice`);
    assert.ok(!this.byRef.has(entry.ref), 'refused means not stored');
    return this.settled.set(entry.ref, 'refused');
  }

  checkEnd(effects) {
    if (this.final) {
      assert.equal(this.machine.status, this.final, 'the end is final');
      for (const { do: what } of effects) assert.ok(!['open', 'read', 'transmit', 'deliver', 'tell_status'].includes(what), `${what} after the end`);
    }
    if (this.machine.state.stopped) this.final = this.machine.status;
  }

  checkWhole() {
    assert.deepEqual(this.delivered.map(({ seq }) => seq), this.visible().map(({ seq }) => seq), 'has everything');
    for (const ref of this.sentRefs) assert.ok(this.settled.has(ref), `${ref} was never answered`);
    assert.equal(this.disk.size, 0, 'the outbox is empty');
    const own = this.log.filter(({ from_user: from }) => from === USER).map(({ ref }) => ref);
    assert.equal(new Set(own).size, own.length, 'stored once');
    const accepted = this.sentRefs.filter((ref) => this.settled.get(ref) === 'accepted');
    for (const isBehind of [true, false]) {
      const ofThese = (ref) => this.behind.has(ref) === isBehind;
      assert.deepEqual(own.filter(ofThese), accepted.filter(ofThese), 'stored in the order of sending');
    }
  }

  // -- the server

  visible() {
    return this.log.filter((message) => this.maySee(message));
  }

  maySee(message) {
    return this.role === 'instructor' || message.from_user === USER || message.forAll;
  }

  get admitted() {
    return this.connections.find((connection) => connection.admitted && !connection.broken);
  }

  append(from, more) {
    const message = { type: 'x', seq: this.log.length + 1, from_user: from, ...more };
    this.log.push(message);
    if (this.admitted && this.maySee(message)) this.admitted.ordered.push(message);
    return message;
  }

  /** What the server makes of a message: an answer that is a receipt, or a code. */
  submit(ref) {
    const known = this.byRef.get(ref);
    if (known) return { receipt: { ref, seq: known.seq, duplicate: true } };
    if (this.ended) return { code: 'session_ended' };
    if (this.random() < 0.15) return { code: this.pick(['rate_limited', 'busy', 'storage_failed']) };
    if (this.random() < 0.03) return { code: 'invalid_content' };
    const message = this.append(USER, { ref });
    this.byRef.set(ref, message);
    return { receipt: { ref, seq: message.seq, duplicate: false } };
  }

  admit(connection) {
    for (const other of this.connections) if (other.admitted) other.broken = true;
    connection.admitted = true;
    const head = this.log.length;
    const limits = { messages: this.pick([1, 5, 100]), window_seconds: 60 };
    connection.ordered.push(system('welcome', { head_seq: head, ...(this.random() < 0.8 && { limits }) }));
    connection.ordered.push(...this.visible().filter(({ seq }) => seq > connection.after));
    connection.ordered.push(system('history_complete', { head_seq: head }));
  }

  end() {
    this.ended = true;
    this.admitted?.ordered.push(system('session_ended', { code: 'session_ended' }));
    if (this.admitted) this.admitted.broken = true;
  }

  /** A request reaches the server, and its answer sets out. */
  serve(request) {
    remove(this.requests, request);
    if (request.do === 'post') {
      const { receipt, code } = this.submit(request.entry.ref);
      const late = ['rate_limited', 'busy', 'storage_failed'].includes(code);
      const failure = { status: late ? 503 : 400, reason: code };
      this.answers.push(receipt ? { type: 'posted', id: request.id, receipt } : { type: 'unposted', id: request.id, failure });
      return;
    }
    const all = this.visible().filter(({ seq }) => seq > request.after);
    if (all.length === 0 && this.ended) {
      this.answers.push({ type: 'unread', id: request.id, failure: { status: 404, reason: 'session_ended' } });
      return;
    }
    const messages = all.slice(0, Math.min(request.limit, 3));
    const more = messages.length < all.length;
    const page = { messages, head_seq: this.log.length, next_after: more ? messages.at(-1).seq : null };
    this.answers.push({ type: 'page', id: request.id, page });
  }

  /** The next frame on its way to the client; notices and the rest travel in lanes of their own. */
  deliverFrame(connection) {
    const welcomeFirst = connection.ordered[0]?.content?.event === 'welcome';
    const lanes = [connection.ordered, welcomeFirst ? [] : connection.notices].filter((lane) => lane.length > 0);
    if (lanes.length === 0) return;
    const frame = this.pick(lanes).shift();
    this.take({ type: 'frame', id: connection.id, frame });
  }

  answerFrame(connection) {
    const { ref } = connection.inbound.shift();
    const { receipt, code } = this.submit(ref);
    connection.notices.push(receipt ? system('message_accepted', receipt) : system('message_error', { ref, code }));
  }

  close(connection, code) {
    connection.gone = true;
    connection.broken = true;
    this.take({ type: 'closed', id: connection.id, code });
  }

  // -- chance

  pick(list) {
    return list[Math.floor(this.random() * list.length)];
  }

  /** All that could happen now. With `kind` weather only what brings things forward. */
  possible(kind) {
    const held = this.connections.filter(({ gone }) => !gone);
    const forward = [
      ...held.filter((each) => !each.admitted && !each.broken && !this.ended).map((each) => () => this.admit(each)),
      ...held.filter((each) => !each.admitted && (each.broken || this.ended)).map((each) => () => this.close(each, 1006)),
      ...held.filter((each) => each.ordered.length + each.notices.length > 0).flatMap((each) => Array(3).fill(() => this.deliverFrame(each))),
      ...held.filter((each) => each.inbound.length > 0 && each === this.admitted).map((each) => () => this.answerFrame(each)),
      ...held.filter((each) => each.broken && each.ordered.length === 0).map((each) => () => this.close(each, 1006)),
      ...this.requests.map((each) => () => this.serve(each)),
      ...this.answers.map((each) => () => { remove(this.answers, each); this.take(each); }),
    ];
    if (this.unread) forward.push(() => this.readDisk());
    if (kind === 'kind') return forward;
    const tooLate = this.connections.filter(({ gone, ordered }) => gone && ordered.length > 0).slice(-1);
    return [
      ...forward,
      () => this.tick(),
      () => this.ended || this.append('another', { forAll: this.random() < 0.5 }),
      () => this.ended || this.append('another', { forAll: this.random() < 0.5 }),
      () => this.send(),
      () => this.send(),
      () => this.take({ type: this.pick(['online', 'offline', 'visible']) }),
      ...held.flatMap((each) => [
        () => this.close(each, this.pick([1001, 1006, 1011, 1012, 4008, 4029])),
        () => { each.broken = true; }, // breaks, and nobody tells the client
        () => this.leaveOut(each),
        () => each.admitted && !each.broken && this.sayClosing(each),
      ]),
      ...this.requests.map((each) => () => { remove(this.requests, each); this.answers.push(lost(each)); }),
      ...this.answers.map((each) => () => { remove(this.answers, each); this.answers.push(lost(each)); }), // done, but the client cannot know
      ...tooLate.map((each) => () => this.deliverFrame(each)),
      ...(this.random() < 0.02 ? [() => this.load()] : []),
      ...(this.random() < 0.01 ? [() => this.end()] : []),
      ...(this.random() < 0.01 && this.admitted && !this.admitted.gone ? [() => this.close(this.admitted, 4001)] : []),
    ];
  }

  send() {
    if (this.machine.state.stopped) return;
    const ref = `r${this.sentRefs.length}`;
    this.sentRefs.push(ref);
    const behind = this.random() < 0.4;
    if (behind) this.behind.add(ref);
    this.take({ type: 'send', entry: { ref, draft: {}, ...(behind && { behind }) } });
  }

  /** A server that fails to send one message; only an instructor can notice. */
  leaveOut(connection) {
    if (this.role !== 'instructor') return;
    const index = connection.ordered.findIndex(({ seq }) => seq !== undefined && !this.leftOut.has(seq));
    if (index < 0) return;
    const [message] = connection.ordered.splice(index, 1);
    this.leftOut.add(message.seq);
  }

  sayClosing(connection) {
    connection.broken = true;
    const code = this.pick(['shutdown', 'too_slow', 'internal_error']);
    connection.ordered.push(system('closing', { code, reconnect: true, retry_after_ms: 2_000 }));
  }

  tick() {
    const due = nextDue(this.machine.state);
    if (due === Infinity) return;
    this.machine.now = Math.max(this.machine.now, due);
    this.take({ type: 'tick' });
  }

  /** Anything may happen. @param {number} times */
  storm(times) {
    for (let i = 0; i < times; i++) this.pick(this.possible('storm'))();
  }

  /** From here on everything works; a client that had to stop is followed by another one. Ends when nothing moves. */
  calm() {
    for (let i = 0; i < 20_000; i++) {
      if (this.machine.state.stopped && this.machine.status !== 'ended') this.load();
      const next = this.possible('kind');
      if (next.length > 0) this.pick(next)();
      else if (this.isAtRest()) return;
      else this.tick();
    }
    assert.fail(`does not come to rest: ${JSON.stringify(this.machine.state)}`);
  }

  isAtRest() {
    const { state, status } = this.machine;
    if (state.outbox.length > 0 || !state.restored) return false;
    if (status === 'ended') return true;
    return (status === 'live' && this.admitted?.id === state.socket.id || status === 'polling' && !state.sockets)
      && this.delivered.length === this.visible().length;
  }
}

/** `broken`: the server is no longer there. `gone`: the client no longer is. */
const newConnection = ({ id, after }) => ({ id, after, ordered: [], notices: [], inbound: [], admitted: false, broken: false, gone: false });

const system = (event, content) => ({ type: 'system', content: { event, ...content } });

/** What a client hears of a request, or of an answer, that got lost. */
const lost = ({ id, do: what, type }) => ({ type: ['post', 'posted', 'unposted'].includes(what ?? type) ? 'unposted' : 'unread', id, failure: {} });

function remove(list, item) {
  list.splice(list.indexOf(item), 1);
}
