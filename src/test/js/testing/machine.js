import { initialState, nextDue, step } from '../../../main/resources/web/switchboard.js';

/** Drives the state machine by hand: its clock stands still unless told, and every state is frozen, so `step` must be pure. */
export class Machine {
  now = 1_000;
  random = 0.5;
  /** @type {import('../../../main/resources/web/switchboard.js').Effect[]} */
  effects = [];

  constructor(options = {}) {
    this.state = deepFreeze(initialState({ role: 'student', now: this.now, ...options }));
  }

  /** @returns the effects of this event */
  take(event) {
    const { state, effects } = step(this.state, event, { now: this.now, random: this.random });
    this.state = deepFreeze(state);
    this.effects.push(...effects);
    return effects;
  }

  /** Lets time pass, with the ticks that fall into it. @returns the effects of that time */
  pass(ms) {
    const end = this.now + ms;
    const seen = this.effects.length;
    while (nextDue(this.state) <= end) this.tick();
    this.now = end;
    return this.effects.slice(seen);
  }

  /** Goes to whatever is due next. */
  tick() {
    this.now = Math.max(this.now, nextDue(this.state));
    return this.take({ type: 'tick' });
  }

  get status() {
    return this.state.status.name;
  }

  /** All effects of this kind so far. */
  all(kind) {
    return this.effects.filter((effect) => effect.do === kind);
  }

  last(kind) {
    return this.all(kind).at(-1);
  }

  // -- what tests say often

  start() {
    this.take({ type: 'start' });
    this.take({ type: 'restored', entries: [] });
    return this;
  }

  frame(frame) {
    return this.take({ type: 'frame', id: this.last('open').id, frame });
  }

  system(event, content = {}) {
    return this.frame({ type: 'system', context: event, content: { event, ...content } });
  }

  closed(code) {
    return this.take({ type: 'closed', id: this.last('open').id, code });
  }

  page(messages, head_seq, next_after = null) {
    return this.take({ type: 'page', id: this.last('read').id, page: { messages, head_seq, next_after } });
  }

  unread(failure = {}) {
    return this.take({ type: 'unread', id: this.last('read').id, failure });
  }

  send(ref) {
    return this.take({ type: 'send', entry: entryOf(ref) });
  }

  sendBehind(...refs) {
    return refs.flatMap((ref) => this.take({ type: 'send', entry: { ...entryOf(ref), behind: true } }));
  }

  accepted(ref) {
    return this.system('message_accepted', { ref, seq: 1 });
  }

  /** Joins with `head` messages behind it, of which a student sees none. */
  live(head = 0, limits = undefined) {
    this.start();
    this.system('welcome', { head_seq: head, limits });
    this.system('history_complete', { head_seq: head });
    return this;
  }

  /** Polls, up to date, because no socket could be opened. */
  polling(head = 0) {
    this.start();
    this.closed(1006);
    this.page([], head);
    return this;
  }
}

export const entryOf = (ref) => ({ ref, draft: { type: 'analytics', content: { ref } } });

export const message = (seq, more = {}) => ({ type: 'instructor_broadcast', seq, content: {}, ...more });

function deepFreeze(value) {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
