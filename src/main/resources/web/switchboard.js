/**
 * The Switchboard client: takes part in one class, from a browser or from Node 20 and later.
 *
 *     import { connect } from '/switchboard.js';
 *
 *     const classroom = connect({
 *       url: location.origin, sessionId, userId: 'ada', role: 'student',
 *       onMessage: (message) => show(message),               // each exactly once, in the order of the class
 *       onStatus: ({ name, since }) => banner(name, since),  // live, replaying, reconnecting, offline, ended, …
 *     });
 *     await classroom.send({ type: 'instructor_inbox', content: { text: 'Why?' } });  // it is on the server's disk
 *
 * Opening classes, finding them and changing their lists is `SessionCalls`, further down.
 *
 * It has no dependencies and needs no build: a page imports it from the server, a Node program keeps a copy as
 * `switchboard.mjs`.
 *
 * How it is made: `step` is the whole state machine, a pure function without network, clock or dice. It takes what
 * happened and returns what to do. `Client`, further down, is the thin part that does it. Whoever wants to know what the
 * client does when, reads `Turn`; the wire protocol is docs/protocol.md (this client speaks v2 and its REST calls).
 *
 * Two numbers carry everything. The *cursor* is the highest `seq` up to which this client has all it may see: it connects
 * and polls "after the cursor", and drops whatever is not beyond it, so it does not matter how often the network changes or
 * which way a message came. The *ref* of a sent message makes sending again harmless, so an unanswered one is sent again
 * until it is answered. What is sent *behind* – the same to each of many – goes only while nothing else waits, and leaves a
 * part of the server's rate free, so that a request to thirty does not hold up what its sender says meanwhile.
 *
 * @module switchboard
 */

export const SUBPROTOCOL = 'switchboard.v2';

/** In front of a token that is offered as a subprotocol: browsers let pages set no header of a handshake. */
const TOKEN_SUBPROTOCOL = 'switchboard.token.';

/** A variable of its own, so that each has the type of numbers rather than that of this number. */
const TIMES = {
  /** Delays are random between 0 and a ceiling, so that a class that lost its server does not come back in one moment. */
  firstCeilingMs: 1_000,
  /** The ceiling doubles with each attempt up to this. */
  lastCeilingMs: 30_000,
  /** A connection that was live for so long was a good one: the ceiling starts anew. */
  steadyMs: 10_000,
  /** From opening a socket to `welcome`; some networks let the upgrade pass and then nothing. */
  welcomeMs: 10_000,
  /** From a frame to its answer. The server answers within 10 s, so a longer silence means a dead socket. */
  answerMs: 15_000,
  /** A socket that says nothing for so long is checked by REST: a browser cannot see pings. */
  quietMs: 60_000,
  /** How much later than REST a socket may bring a message before it counts as dead. */
  lateMs: 5_000,
  /** The wait after a close for flooding that names none. */
  floodedMs: 60_000,
  /** How often an instructor who polls asks who is here. */
  presenceMs: 15_000,
  /** How long a poll may stay open: below the 30 s after which proxies like to cut. */
  pollSeconds: 25,
  /** So long before a token expires the next one is taken, if there may be another. */
  renewMs: 60_000,
  /** From a request (and its wait) to its answer. */
  requestMs: 15_000,
  /** Messages per poll; the server's limit is 1,000. */
  pageSize: 500,
};

/** How long things may take. Pass other values as `timing`. */
export const TIMING = Object.freeze(TIMES);

/**
 * No more messages wait to be saved; one more is refused with `outbox_full`, which is this client's own word. Enough for a request
 * to everybody in each of five classes of 2,000.
 */
export const MOST_UNANSWERED = 10_000;

/** Of the messages that the server takes from one user in its window, so much is left to what is not sent behind. */
const RESERVED = 1 / 5;

// ---------------------------------------------------------------------------------------------------------------- types

/**
 * @typedef {{[name: string]: any}} Content  what clients say to each other: the server takes any JSON object
 *
 * @typedef {object} Message a message as it comes from the server
 * @property {string} id
 * @property {string} session_id
 * @property {string} type
 * @property {string} context
 * @property {string} from_user
 * @property {string} [to_user]
 * @property {Content} content
 * @property {string} timestamp
 * @property {number} seq    its place in the class
 * @property {string} [ref]  on one's own messages
 *
 * @typedef {object} Draft a message to send
 * @property {string} type
 * @property {string} [context]
 * @property {string} [to_user]
 * @property {Content} [content]
 *
 * @typedef {object} Entry what the outbox holds
 * @property {string} ref
 * @property {Draft} draft
 * @property {true} [behind]  it lets all others go first
 *
 * @typedef {object} Receipt what a sender gets once the message is on the server's disk
 * @property {string} ref
 * @property {string} id
 * @property {number} seq
 * @property {string} timestamp
 * @property {number} [recipients]  connections that get it
 * @property {boolean} [duplicate]  an earlier attempt had already been stored
 *
 * @typedef {'connecting'|'replaying'|'live'|'polling'|'reconnecting'|'offline'|'ended'|'replaced'|'refused'|'closed'} StatusName
 *   - `connecting`: not reached yet
 *   - `replaying`: reached, earlier messages are coming
 *   - `live`: up to date, by WebSocket
 *   - `polling`: up to date, by long poll, because no WebSocket can be opened; goes back to `live` by itself
 *   - `reconnecting`: contact lost, trying again
 *   - `offline`: contact lost, and the browser says that there is no network
 *   - final: `ended` (the class), `replaced` (the same user joined elsewhere), `refused` (not allowed in, or the token has
 *     expired: `code` says why), `closed` (by `close()`)
 *
 * @typedef {object} Status
 * @property {StatusName} name
 * @property {number|Date} since  in the machine milliseconds of its clock, for the app a Date; of `reconnecting` and
 *   `offline` the moment contact was lost
 * @property {string} [code]
 * @property {string} [message]
 *
 * @typedef {object} Problem something the app may want to tell
 * @property {'gap'|'log_rewound'|'outbox_not_saved'|'unexpected_error'} code
 * @property {string} message
 *
 * @typedef {{event: string, [name: string]: any}} Notice  an event of docs/protocol.md, with the members that it has there
 *
 * @typedef {object} Participant
 * @property {string} user_id
 * @property {'student'|'instructor'} role
 * @property {boolean} online
 * @property {string} [joined_at]
 *
 * @typedef {object} Gap  messages that cannot be read any more
 * @property {number} first_seq
 * @property {number} last_seq
 *
 * @typedef {object} Page  of the log, as the server answers
 * @property {Message[]} messages
 * @property {number} head_seq
 * @property {number|null} next_after  behind which there may be more
 * @property {Gap[]} [damaged]
 *
 * @typedef {{code: string, message: string, [name: string]: any}} Refusal  all that the server said of a message
 *
 * @typedef {object} Failure why a request did not succeed: all members absent where the server was not reached
 * @property {number} [status]
 * @property {string} [reason]
 * @property {string} [message]
 * @property {number} [retryAfterMs]
 * @property {number} [limit]           with `rate_limited`: how many messages it takes in so many seconds
 * @property {number} [windowSeconds]
 * @property {MemberProblem[]} [problems]  where the server names the wrong entries of a list one by one
 */

/**
 * What happened. `id` is the number that the effect carried which started the socket, read or post: news of one that was
 * given up meanwhile is recognised by it and ignored.
 *
 * @typedef {{type: 'start'} | {type: 'stop'} | {type: 'tick'} | {type: 'online'} | {type: 'offline'} | {type: 'visible'}
 *   | {type: 'restored', entries: Entry[]} | {type: 'send', entry: Entry}
 *   | {type: 'frame', id: number, frame: {[name: string]: any}} | {type: 'closed', id: number, code: number}
 *   | {type: 'page', id: number, page: Page} | {type: 'unread', id: number, failure: Failure}
 *   | {type: 'posted', id: number, receipt: Receipt} | {type: 'unposted', id: number, failure: Failure}
 *   | {type: 'present', participants: Participant[]}} Event
 */

/**
 * What to do.
 *
 * @typedef {{do: 'open', id: number, after: number} | {do: 'drop', id: number} | {do: 'transmit', id: number, entry: Entry}
 *   | {do: 'read', id: number, after: number, waitSeconds: number, limit: number} | {do: 'post', id: number, entry: Entry}
 *   | {do: 'renew'} | {do: 'ask_presence'} | {do: 'save', entry: Entry} | {do: 'forget', ref: string}
 *   | {do: 'deliver', message: Message} | {do: 'notify', notice: Notice} | {do: 'tell_status', status: Status}
 *   | {do: 'tell_problem', problem: Problem} | {do: 'tell_accepted', entry: Entry, receipt: Receipt}
 *   | {do: 'tell_refused', entry: Entry, refusal: Refusal, kept: boolean}} Effect
 */

// -------------------------------------------------------------------------------------------------------- state machine

/** Refusals that say "not now". All others are final. */
const TRY_AGAIN = new Set(['rate_limited', 'busy', 'storage_failed']);

/** Codes of `session_ended` by which it goes on without this client. @type {Record<string, StatusName>} */
const LEFT_WITHOUT_AN_END = { replaced: 'replaced', removed: 'refused' };

/** Answers to a POST that say something about this client rather than about the message. */
const NOT_LET_IN = new Set(['unauthorized', 'forbidden']);

/**
 * @typedef {object} SocketState
 * @property {number} id
 * @property {number} after        the cursor it was opened with
 * @property {boolean} welcomed
 * @property {number|null} liveAt  when the replay was complete
 * @property {number} heardAt      when the last frame came
 * @property {number} expects      REST has shown a message up to here, so the socket must bring it
 *
 * @typedef {object} PollState
 * @property {'trying'|'behind'|'current'} phase  no contact; reading page after page; waiting for news
 * @property {number|null} read    id of the open read, null between two
 * @property {number} after        the cursor it was asked with
 * @property {number} readAt       when it was asked
 * @property {boolean} waits       whether the server may keep it open
 * @property {number} failures     in a row
 *
 * @typedef {object} Rate what the server takes of this user
 * @property {number} messages  in any window
 * @property {number} windowMs
 */

/**
 * @param {{role: 'student'|'instructor', afterSeq?: number, sockets?: boolean, online?: boolean, renews?: boolean,
 *   timing?: Partial<typeof TIMING>, now?: number}} options `sockets`: whether WebSockets exist here at all; `renews`: whether
 *   there is another token when one expires
 */
export function initialState({ role, afterSeq = 0, sockets = true, online = true, renews = false, timing = {}, now = 0 }) {
  return {
    role,
    sockets,
    renews,
    timing: { ...TIMING, ...timing },
    /** Everything that this user may see up to here has been handed to the app. */
    cursor: afterSeq,
    /** The cursor at which a gap was found and is being read again. */
    gapAt: /** @type {number|null} */ (null),
    /** What the browser says; it decides how a loss is called and how eagerly to try, never whether to try. */
    online,
    /** Whether the server was ever reached. */
    reached: false,
    /** The socket that is opening or open. */
    socket: /** @type {SocketState|null} */ (null),
    /** Sockets that came to nothing in a row. */
    attempts: 0,
    /** The server has asked not to be tried before. */
    notBefore: now,
    /** The poll loop, which runs while no socket can be opened. */
    poll: /** @type {PollState|null} */ (null),
    /** Number of the read that checks a silent socket. */
    check: /** @type {number|null} */ (null),
    /** In the order in which they were given; those that are sent behind go when there are no others. */
    outbox: /** @type {Entry[]} */ ([]),
    /** Whether what an earlier page load left in the outbox is here; it goes first. */
    restored: false,
    inFlight: /** @type {null|{ref: string, via: 'socket'|'post', id: number}} */ (null),
    /** Tries of the first in the outbox that were answered "not now" or not at all. */
    sendFailures: 0,
    /** Not known before the server has said it. */
    rate: /** @type {Rate|null} */ (null),
    /** When those of the last window were answered: these count, whatever became of them. @type {number[]} */
    counted: /** @type {number[]} */ ([]),
    /** Until then others may have used the rate: an earlier page load, or another program of this user. */
    unsureUntil: /** @type {number|null} */ (null),
    /** When something is to be done, by name; `tick` does what is due. */
    due: /** @type {Record<string, number|null>} */ ({}),
    lastId: 0,
    stopped: /** @type {null|{name: StatusName, code: string, message: string}} */ (null),
    status: /** @type {Status} */ ({ name: 'connecting', since: now }),
  };
}

/** @typedef {ReturnType<typeof initialState>} State */

/** When the next `tick` has something to do; `Infinity` if nothing is planned. @param {State} state */
export function nextDue(state) {
  return Math.min(...Object.values(state.due).map((at) => at ?? Infinity), Infinity);
}

/**
 * When a message of the outbox is expected to go out, if nothing is added and the server is reached.
 *
 * @param {State} state @param {string} ref @param {number} now
 * @returns {number} `now` for what goes out at once, and for what is not in the outbox
 */
export function expectedAt(state, ref, now) {
  const { outbox, rate, unsureUntil } = state;
  const wanted = outbox.findIndex((entry) => entry.ref === ref);
  if (wanted < 0 || !outbox[wanted].behind) return now;
  const counted = [...state.counted, ...outbox.filter(({ behind }) => !behind).map(() => now)];
  let at = now;
  for (const { behind } of outbox.slice(0, wanted + 1)) {
    if (!behind) continue;
    at = roomBehindAt({ rate, counted, unsureUntil }, at);
    counted.push(at);
  }
  return at;
}

/**
 * From when on the rate has room for one that is sent behind.
 *
 * @param {Pick<State, 'rate'|'counted'|'unsureUntil'>} state @param {number} now
 */
function roomBehindAt({ rate, counted, unsureUntil }, now) {
  if (!rate) return now;
  const most = rate.messages - Math.floor(rate.messages * RESERVED);
  const last = counted[counted.length - most]; // the one that has to leave the window first
  const sureAt = unsureUntil === null ? now : unsureUntil + rate.windowMs;
  return Math.max(now, sureAt, last === undefined ? now : last + rate.windowMs);
}

/**
 * The state machine: pure, and total (an event that no longer matters changes nothing).
 *
 * @param {State} state never changed
 * @param {Event} event
 * @param {{now: number, random: number}} chance `now` in milliseconds of a clock that never goes back; `random` in [0, 1)
 * @returns {{state: State, effects: Effect[]}} the effects in the order in which to perform them
 */
export function step(state, event, { now, random }) {
  return new Turn(state, now, random).take(event);
}

/** One step. Works on a copy of the state whose members are replaced, not changed. */
class Turn {
  /** @param {State} state @param {number} now @param {number} random */
  constructor(state, now, random) {
    this.s = { ...state, due: { ...state.due } };
    this.now = now;
    this.random = random;
    /** @type {Effect[]} */
    this.effects = [];
  }

  /** @param {Event} event */
  take(event) {
    const { s } = this;
    switch (event.type) {
      case 'send': this.queue(event.entry); break;
      case 'restored': this.restore(event.entries); break;
      case 'posted': if (event.id === s.inFlight?.id) this.accepted(event.receipt); break;
      case 'unposted': if (event.id === s.inFlight?.id) this.notPosted(s.inFlight.ref, event.failure); break;
      case 'stop': this.stop('closed', 'closed', 'Closed by the application'); break;
      case 'tick': this.tick(); break;
      default: if (!s.stopped) this.takeNews(event);
    }
    this.sendNext();
    this.tellStatus();
    return { state: s, effects: this.effects };
  }

  /** What can happen only before the end. @param {Event} event */
  takeNews(event) {
    const { s } = this;
    switch (event.type) {
      case 'start':
        if (s.sockets) this.openSocket();
        else this.startPolling();
        break;
      case 'frame': if (event.id === s.socket?.id) this.frame(event.frame); break;
      case 'closed': if (event.id === s.socket?.id) this.socketClosed(event.code); break;
      case 'page':
        if (event.id === s.poll?.read) this.pageRead(s.poll, event.page);
        else if (event.id === s.check) this.checked(event.page);
        break;
      case 'unread':
        if (event.id === s.poll?.read) this.pageNotRead(s.poll, event.failure);
        else if (event.id === s.check) this.notChecked(event.failure);
        break;
      case 'present': if (s.poll) this.notify({ event: 'participants', participants: event.participants }); break;
      case 'online': this.networkBack(); break;
      case 'offline': this.networkGone(); break;
      case 'visible': this.lookedAt(); break;
    }
  }

  tick() {
    if (this.isDue('welcome') || this.isDue('answer')) this.loseSocket();
    if (this.isDue('check')) this.checkSocket();
    if (this.isDue('socket')) this.openSocket();
    if (this.isDue('poll')) this.readPage();
    if (this.isDue('presence')) this.askPresence();
    if (this.isDue('token')) this.renewToken();
    this.isDue('send'); // sendNext follows every event
    this.isDue('behind');
  }

  // -- the socket

  openSocket() {
    const { s } = this;
    const id = this.newId();
    s.socket = { id, after: s.cursor, welcomed: false, liveAt: null, heardAt: this.now, expects: 0 };
    s.due.socket = null;
    s.due.welcome = this.now + s.timing.welcomeMs;
    this.emit({ do: 'open', id, after: s.cursor });
  }

  /**
   * Gives the socket up and plans the next one. If it never came to `welcome` this may be a network without WebSockets:
   * polling begins as well, and whichever reaches the server first is used.
   *
   * @param {{atLeastMs?: number, upToMs?: number}} [delay] what the server asked for
   */
  loseSocket({ atLeastMs = 0, upToMs = 0 } = {}) {
    const { s } = this;
    const lost = s.socket;
    if (!lost) return;
    this.dropSocket();
    const steady = lost.liveAt !== null && this.now - lost.liveAt >= s.timing.steadyMs;
    if (steady) s.attempts = 0;
    s.due.socket = this.earliest(atLeastMs) + this.random * Math.max(upToMs, this.ceiling(s.attempts));
    s.attempts += 1;
    if (!lost.welcomed) this.startPolling();
  }

  /** @param {Partial<SocketState>} news of the socket that there is */
  socketIs(news) {
    const { s } = this;
    if (s.socket) s.socket = { ...s.socket, ...news };
  }

  dropSocket() {
    const { s } = this;
    if (s.socket) this.emit({ do: 'drop', id: s.socket.id });
    if (s.check) this.emit({ do: 'drop', id: s.check });
    s.socket = s.check = null;
    s.due.welcome = s.due.answer = s.due.check = s.due.token = null;
    if (s.inFlight?.via !== 'socket') return;
    s.inFlight = null; // unanswered, so it goes out again
    this.count(); // the server may have had it
  }

  /** @param {number} code a close without a `closing` or `session_ended` frame that said more */
  socketClosed(code) {
    switch (code) {
      case 1000: return this.stop('ended', 'session_ended', 'The session has ended');
      case 4001: return this.stop('replaced', 'replaced', 'The same user has joined elsewhere');
      case 4403: return this.stop('refused', 'removed', 'No longer in the list of students');
      case 4401: return this.tokenExpired('The token has expired');
      case 4029: return this.loseSocket({ atLeastMs: this.s.timing.floodedMs });
      case 1009: this.refuseTooLarge(); return this.loseSocket();
      default: return this.loseSocket();
    }
  }

  /**
   * The server is about to close: nothing follows on this socket, so there is no need to wait for the close itself.
   *
   * @param {{code?: string, reconnect?: boolean, retry_after_ms?: number, message?: string}} content
   */
  closing({ code, reconnect, retry_after_ms: retryAfterMs, message }) {
    if (code === 'frame_too_large') this.refuseTooLarge();
    if (code === 'token_expired') return this.tokenExpired(message);
    if (reconnect === false) return this.stop('refused', code, message);
    if (code === 'flooding' || code === 'full') return this.loseSocket({ atLeastMs: retryAfterMs ?? this.s.timing.floodedMs });
    return this.loseSocket({ upToMs: retryAfterMs });
  }

  /** @param {string} [message] */
  tokenExpired(message) {
    if (this.s.renews) this.renewToken();
    else this.stop('refused', 'token_expired', message);
  }

  /** The next socket and the next requests come with another token; nothing is lost on the way. */
  renewToken() {
    this.emit({ do: 'renew' });
    this.loseSocket();
  }

  /**
   * By the server's clock, which this one need not agree with.
   *
   * @param {string|undefined} expiresAt @param {string|undefined} now
   */
  planRenewal(expiresAt, now) {
    const { s } = this;
    const leftMs = Date.parse(expiresAt ?? '') - Date.parse(now ?? '');
    // One that lives shorter than that is used for half of its life.
    if (s.renews && leftMs >= 0) s.due.token = this.now + Math.max(leftMs - s.timing.renewMs, leftMs / 2);
  }

  /** @param {any} frame whatever the server has sent */
  frame(frame) {
    const { s } = this;
    this.socketIs({ heardAt: this.now });
    if (s.socket?.welcomed) s.due.check = this.now + s.timing.quietMs;
    if (frame.type === 'system') return this.systemFrame(frame.content ?? {}, frame.timestamp);
    if (this.isMissingBefore(frame.seq)) return this.loseSocket();
    this.deliver(frame);
  }

  /** @param {any} content of such a frame @param {string} [timestamp] */
  systemFrame(content, timestamp) {
    const { s } = this;
    switch (content.event) {
      case 'welcome':
        s.reached = true;
        this.socketIs({ welcomed: true });
        s.due.welcome = null;
        s.due.check = this.now + s.timing.quietMs;
        s.rate = rateOf(content.limits?.messages, content.limits?.window_seconds) ?? s.rate;
        this.planRenewal(content.token_expires_at, timestamp);
        this.stopPolling();
        return this.notify(content);
      case 'history_complete': return this.replayed(content.head_seq);
      case 'messages_damaged':
        if (this.isMissingBefore(content.first_seq)) return this.loseSocket();
        return this.skipDamaged(content);
      case 'message_accepted': return this.accepted(content);
      case 'message_error': return this.refused(content);
      case 'session_ended':
        return this.stop(LEFT_WITHOUT_AN_END[content.code] ?? 'ended', content.code, content.reason);
      case 'closing': return this.closing(content);
      default: return this.notify(content); // presence, recipient_offline, and what we do not know
    }
  }

  /** @param {number} head */
  replayed(head) {
    const { s } = this;
    if (!s.socket || this.isMissingBefore(head + 1)) return this.loseSocket();
    this.moveCursor(head, s.socket.after);
    this.socketIs({ liveAt: this.now });
  }

  // -- is a silent socket still alive? A laptop that slept, a router that forgot us: nothing closes such a socket, and we
  //    would go on showing `live`. So ask by REST whether there is something that the socket owes us.

  checkSocket() {
    const { s } = this;
    if (!s.socket?.welcomed) return;
    if (s.cursor < s.socket.expects) return this.loseSocket();
    s.due.check = null;
    s.check = this.newId();
    this.emit({ do: 'read', id: s.check, after: s.cursor, waitSeconds: 0, limit: 1 });
  }

  /** @param {Page} page */
  checked(page) {
    const { s } = this;
    s.check = null;
    const [first] = page.messages;
    const owes = first !== undefined && first.seq > s.cursor;
    this.socketIs({ expects: owes ? first.seq : 0 });
    s.due.check = this.now + (owes ? s.timing.lateMs : s.timing.quietMs);
  }

  /** @param {Failure} failure */
  notChecked(failure) {
    const { s } = this;
    s.check = null;
    if (failure.reason === 'session_ended') return this.stop('ended', failure.reason, failure.message);
    if (failure.status === undefined) return this.loseSocket();
    s.due.check = this.now + s.timing.quietMs;
  }

  // -- polling, while sockets cannot be opened

  startPolling() {
    const { s } = this;
    if (s.poll) return;
    s.poll = this.newPoll();
    this.readPage();
  }

  /** @returns {PollState} */
  newPoll() {
    return { phase: 'trying', read: null, after: this.s.cursor, readAt: this.now, waits: false, failures: 0 };
  }

  stopPolling() {
    const { s } = this;
    if (s.poll?.read) this.emit({ do: 'drop', id: s.poll.read });
    s.poll = null;
    s.due.poll = s.due.presence = null;
  }

  /** Only a client that is up to date waits for news; the first answer is to come at once. */
  readPage() {
    const { s } = this;
    if (!s.poll) return;
    const waits = s.poll.phase === 'current' && s.poll.waits;
    const id = this.newId();
    s.poll = { ...s.poll, read: id, after: s.cursor, waits, readAt: this.now };
    s.due.poll = null;
    const { pollSeconds, pageSize } = s.timing;
    this.emit({ do: 'read', id, after: s.cursor, waitSeconds: waits ? pollSeconds : 0, limit: pageSize });
  }

  /** @param {PollState} poll that asked for it @param {Page} page */
  pageRead(poll, page) {
    const { s } = this;
    s.reached = true;
    s.poll = { ...poll, read: null, waits: true, failures: 0 };
    const upTo = page.next_after ?? page.head_seq;
    const damaged = [...(page.damaged ?? [])];
    for (const message of page.messages) {
      for (; damaged.length > 0 && damaged[0].first_seq < message.seq; damaged.shift()) this.skipDamaged(damaged[0]);
      if (this.isMissingBefore(message.seq)) return this.pollAgainSoon();
      this.deliver(message);
    }
    for (const gap of damaged) this.skipDamaged(gap);
    if (this.isMissingBefore(upTo + 1)) return this.pollAgainSoon();
    this.moveCursor(upTo, poll.after);
    s.poll = { ...s.poll, phase: page.next_after == null ? 'current' : 'behind' };
    if (s.poll.phase === 'current' && poll.phase !== 'current') this.askPresence();
    // a server or proxy that does not wait must not be asked in a tight loop
    const tooEarly = poll.waits && page.messages.length === 0 && this.now - poll.readAt < 1_000;
    if (tooEarly) this.pollAgainSoon();
    else this.readPage();
  }

  pollAgainSoon() {
    this.s.due.poll = this.earliest() + this.random * this.s.timing.firstCeilingMs;
  }

  /** @param {PollState} poll that asked for it @param {Failure} failure */
  pageNotRead(poll, failure) {
    const { s } = this;
    const { status = 0, reason, message, retryAfterMs = 0 } = failure;
    s.poll = { ...poll, read: null };
    if (reason === 'session_ended') return this.stop('ended', reason, message);
    if (status >= 400 && status < 500 && status !== 408 && status !== 429) return this.stop('refused', reason, message);
    // "too many waits" (429, 503) is no loss of contact: what does not wait is still answered
    const waitRefused = status === 429 || status === 503;
    s.poll = { ...s.poll, waits: false, phase: waitRefused ? poll.phase : 'trying', failures: poll.failures + 1 };
    s.due.poll = this.earliest(retryAfterMs) + this.random * this.ceiling(poll.failures);
  }

  /** A poller gets no joins and leaves, so an instructor's asks for the list. */
  askPresence() {
    const { s } = this;
    if (s.role !== 'instructor' || s.poll?.phase !== 'current') return;
    s.due.presence = this.now + s.timing.presenceMs;
    this.emit({ do: 'ask_presence' });
  }

  // -- what the browser says. It is a hint: a server on this very machine is reached "offline" as well.

  networkBack() {
    const { s } = this;
    s.online = true;
    s.attempts = 0;
    this.trySoon();
    this.lookedAt();
  }

  networkGone() {
    const { s } = this;
    s.online = false;
    this.dropSocket();
    if (s.poll) {
      this.stopPolling();
      s.poll = this.newPoll();
    }
    const later = this.earliest() + this.random * s.timing.lastCeilingMs;
    if (s.sockets) s.due.socket = later;
    if (s.poll) s.due.poll = later;
  }

  /** Nobody who looks at the page should see it wait, or be shown `live` by a socket that died in the background. */
  lookedAt() {
    const { s } = this;
    if (!this.inContact()) this.trySoon();
    if (s.socket?.welcomed && s.check === null && this.now - s.socket.heardAt >= s.timing.lateMs) this.checkSocket();
  }

  /** Still at random: a whole class comes back with its access point. */
  trySoon() {
    const { due, timing } = this.s;
    const soon = this.earliest() + this.random * timing.firstCeilingMs;
    if (due.socket != null) due.socket = Math.min(due.socket, soon);
    if (due.poll != null) due.poll = Math.min(due.poll, soon);
  }

  // -- receiving

  /** @param {Message} message */
  deliver(message) {
    const { s } = this;
    if (!(message.seq > s.cursor)) return; // handed on before, or not a message at all
    s.cursor = message.seq;
    this.emit({ do: 'deliver', message });
  }

  /** What nobody can read any more is nothing that the server still owes. @param {Gap} gap */
  skipDamaged({ first_seq: firstSeq, last_seq: lastSeq }) {
    const { s } = this;
    if (!(lastSeq > s.cursor)) return;
    s.cursor = lastSeq;
    this.notify({ event: 'messages_damaged', first_seq: firstSeq, last_seq: lastSeq });
  }

  /**
   * An instructor sees every `seq`, so a jump means that something is missing. It is read again once from the cursor (true);
   * if it is missing then too, the app is told, and the class goes on without it. A student cannot tell.
   *
   * @param {number} seq
   */
  isMissingBefore(seq) {
    const { s } = this;
    if (s.role !== 'instructor' || !(seq > s.cursor + 1)) return false;
    if (s.gapAt !== s.cursor) {
      s.gapAt = s.cursor;
      return true;
    }
    this.problem('gap', `The server left out messages ${s.cursor + 1} to ${seq - 1}`);
    return false;
  }

  /**
   * The server has said: you have all up to `head`.
   * @param {number} head
   * @param {number} after the cursor that it was asked with. (The present one may be higher than `head` for a good reason: a
   *   poll that was faster than the socket.)
   */
  moveCursor(head, after) {
    const { s } = this;
    if (head < after) {
      // Only a server set back to an older backup knows less than we have seen. It will use the numbers again.
      this.problem('log_rewound', `The server's log ends at ${head}, but message ${after} had been received`);
      s.cursor = head;
    } else if (head > s.cursor) {
      s.cursor = head;
    }
  }

  // -- sending: one at a time, because a refusal such as `rate_limited` may hit one and spare the next, and what somebody
  //    wrote must arrive in the order in which they wrote it; what goes behind has an order of its own

  /** @param {Entry} entry */
  queue(entry) {
    const { s } = this;
    if (s.stopped) return this.emit({ do: 'tell_refused', entry, refusal: s.stopped, kept: false });
    if (s.outbox.some(({ ref }) => ref === entry.ref)) return;
    if (s.outbox.length >= MOST_UNANSWERED) {
      const message = `Too many messages are not saved yet: ${s.outbox.length} (allowed: ${MOST_UNANSWERED})`;
      return this.emit({ do: 'tell_refused', entry, refusal: { code: 'outbox_full', message }, kept: false });
    }
    s.outbox = [...s.outbox, entry];
    this.emit({ do: 'save', entry });
  }

  /** What is left from an earlier page load goes before what was sent since. @param {Entry[]} entries */
  restore(entries) {
    const { s } = this;
    s.restored = true;
    if (s.stopped && s.stopped.name !== 'ended') return; // they stay where they are saved
    const old = new Set(entries.map(({ ref }) => ref));
    s.outbox = [...entries, ...s.outbox.filter(({ ref }) => !old.has(ref))];
    if (entries.some(({ behind }) => behind)) s.unsureUntil = this.now; // that page was just sending such ones
  }

  /**
   * By the socket, or by POST while polling. Also by POST after the end of the class: an answer may have been lost with the
   * last connection, and only the server knows whether the message was in time; a known `ref` is answered even then.
   */
  sendNext() {
    const { s } = this;
    if (s.inFlight || !s.restored || (s.due.send ?? this.now) > this.now) return;
    const entry = this.nextToSend();
    if (!entry) return;
    if (s.socket?.welcomed) {
      s.inFlight = { ref: entry.ref, via: 'socket', id: s.socket.id };
      s.due.answer = this.now + s.timing.answerMs;
      this.emit({ do: 'transmit', id: s.socket.id, entry });
    } else if (s.stopped || this.inContact()) {
      const id = this.newId();
      s.inFlight = { ref: entry.ref, via: 'post', id };
      this.emit({ do: 'post', id, entry });
    }
  }

  /** The first that is not sent behind, or the first that is, if the rate has room for it. @returns {Entry|undefined} */
  nextToSend() {
    const { s } = this;
    s.due.behind = null;
    const first = s.outbox.find(({ behind }) => !behind);
    if (first || s.stopped || s.outbox.length === 0) return first ?? s.outbox[0];
    const at = roomBehindAt(s, this.now);
    if (at <= this.now) return s.outbox[0];
    s.due.behind = at;
    return undefined;
  }

  /** One more that the server has counted, or may have. */
  count() {
    const { s } = this;
    if (!s.rate) return;
    const from = this.now - s.rate.windowMs;
    s.counted = [...s.counted.filter((at) => at > from), this.now];
  }

  /**
   * The server has counted more than this client knows of. What is sent behind waits until that has left the window; the
   * place that becomes free meanwhile is for the others.
   *
   * @param {Failure} failure
   */
  outOfRate({ limit, windowSeconds }) {
    const { s } = this;
    const said = rateOf(limit, windowSeconds);
    // The limit of a whole class is said by the same members, and is higher.
    if (said && (!s.rate || said.messages < s.rate.messages)) s.rate = said;
    s.unsureUntil = this.now;
  }

  /** @param {Receipt} receipt */
  accepted({ ref, id, seq, timestamp, recipients, duplicate }) {
    const entry = this.settle(ref);
    if (entry) this.emit({ do: 'tell_accepted', entry, receipt: { ref, id, seq, timestamp, recipients, duplicate } });
  }

  /**
   * @param {any} error content of `message_error`. Without a `ref` it answers a frame that could not be read; one frame at
   *   a time is under way, so it is clear which.
   */
  refused({ ref, code, error, message, retry_after_ms: retryAfterMs, ...more }) {
    const { s } = this;
    const answered = ref ?? (s.inFlight?.via === 'socket' ? s.inFlight.ref : undefined);
    if (answered === undefined) return this.problem('unexpected_error', `${code}: ${message ?? error}`);
    if (code === 'rate_limited') this.outOfRate({ limit: more.limit, windowSeconds: more.window_seconds });
    if (TRY_AGAIN.has(code)) return this.sendLater(answered, retryAfterMs);
    const entry = this.settle(answered);
    delete more.event;
    if (entry) this.emit({ do: 'tell_refused', entry, refusal: { ...more, code, message: message ?? error }, kept: false });
  }

  /** @param {string} ref @param {Failure} failure */
  notPosted(ref, failure) {
    const { status = 0, reason = '', message, retryAfterMs } = failure;
    if (NOT_LET_IN.has(reason)) return this.stop('refused', reason, message);
    if (reason === 'rate_limited') this.outOfRate(failure);
    const final = status >= 400 && status < 500 && status !== 408 && status !== 429;
    if (final) return this.refused({ ref, code: reason, message, retry_after_ms: retryAfterMs });
    this.sendLater(ref, retryAfterMs);
  }

  /** @param {string} ref @param {number} [retryAfterMs] */
  sendLater(ref, retryAfterMs) {
    const { s } = this;
    if (s.inFlight?.ref !== ref) return;
    s.inFlight = null;
    s.due.answer = null;
    this.count();
    s.due.send = this.now + (retryAfterMs ?? 0) + this.random * this.ceiling(s.sendFailures);
    s.sendFailures += 1;
  }

  refuseTooLarge() {
    const { s } = this;
    if (s.inFlight?.via !== 'socket') return;
    this.refused({ ref: s.inFlight.ref, code: 'frame_too_large', message: 'The message is larger than the server reads' });
  }

  /** This one is answered for good. @param {string} ref */
  settle(ref) {
    const { s } = this;
    const entry = s.outbox.find((each) => each.ref === ref);
    if (!entry) return undefined;
    s.outbox = s.outbox.filter((each) => each !== entry);
    if (s.inFlight?.ref === ref) {
      s.inFlight = null;
      s.due.answer = null;
    }
    this.count();
    s.due.send = null;
    s.sendFailures = 0;
    this.emit({ do: 'forget', ref });
    return entry;
  }

  // -- the end, and what all share

  /**
   * Final. Unless the class has ended, what is unanswered stays saved for the next client.
   * @param {StatusName} name @param {string} [code] @param {string} [message]
   */
  stop(name, code = name, message = '') {
    const { s } = this;
    if (!s.stopped) {
      this.dropSocket();
      this.stopPolling();
      s.stopped = { name, code, message };
      s.due = {};
    }
    if (name === 'ended') return;
    for (const entry of s.outbox) this.emit({ do: 'tell_refused', entry, refusal: { code, message }, kept: true });
    s.outbox = [];
    s.inFlight = null;
    s.due = {};
  }

  tellStatus() {
    const { s } = this;
    const name = this.statusName();
    if (name === s.status.name) return;
    const stillLost = isLost(name) && isLost(s.status.name);
    s.status = { name, since: stillLost ? s.status.since : this.now };
    if (s.stopped) s.status = { ...s.status, code: s.stopped.code, message: s.stopped.message };
    this.emit({ do: 'tell_status', status: s.status });
  }

  /** @returns {StatusName} */
  statusName() {
    const { s } = this;
    if (s.stopped) return s.stopped.name;
    if (s.socket?.welcomed) return s.socket.liveAt === null ? 'replaying' : 'live';
    if (this.inContact()) return s.poll?.phase === 'current' ? 'polling' : 'replaying';
    if (!s.online) return 'offline';
    return s.reached ? 'reconnecting' : 'connecting';
  }

  inContact() {
    const { socket, poll } = this.s;
    return Boolean(socket?.welcomed) || (poll !== null && poll.phase !== 'trying');
  }

  /** Whether something planned is due; it then no longer is planned. @param {string} name */
  isDue(name) {
    const { due } = this.s;
    if (due[name] == null || due[name] > this.now) return false;
    due[name] = null;
    return true;
  }

  /** From when on the server may be tried. A wait that it has asked for holds for every way to it. */
  earliest(waitMs = 0) {
    this.s.notBefore = Math.max(this.s.notBefore, this.now + waitMs);
    return this.s.notBefore;
  }

  /** @param {number} attempts */
  ceiling(attempts) {
    const { firstCeilingMs, lastCeilingMs } = this.s.timing;
    return Math.min(lastCeilingMs, firstCeilingMs * 2 ** attempts);
  }

  newId() {
    this.s.lastId += 1;
    return this.s.lastId;
  }

  /** @param {Problem['code']} code @param {string} message */
  problem(code, message) {
    this.emit({ do: 'tell_problem', problem: { code, message } });
  }

  /** @param {Notice} notice something for the app that the machine itself does not act on */
  notify(notice) {
    this.emit({ do: 'notify', notice });
  }

  /** @param {Effect} effect */
  emit(effect) {
    this.effects.push(effect);
  }
}

/**
 * What the server says of its rate, if it does.
 *
 * @param {unknown} messages @param {unknown} seconds @returns {Rate|null}
 */
function rateOf(messages, seconds) {
  return isCount(messages) && isCount(seconds) ? { messages, windowMs: seconds * 1_000 } : null;
}

/** @param {unknown} value @returns {value is number} */
function isCount(value) {
  return Number.isInteger(value) && Number(value) > 0;
}

/** @param {StatusName} name */
const isLost = (name) => name === 'reconnecting' || name === 'offline';

// --------------------------------------------------------------------------------------------------------------- client

/**
 * @typedef {object} Options
 * @property {string} [url]    where the server is, `https://host[:port][/path]`; in a browser the page's own origin
 * @property {string} sessionId
 * @property {string} userId
 * @property {'student'|'instructor'} role
 * @property {string|(() => string|Promise<string>)} [token]  where the server checks identity. A function is asked for another one
 *   a minute before it expires, and when the server does not take it; with a text this client stops then
 * @property {number} [afterSeq]  the messages up to this one are not wanted; default 0, all
 * @property {(text: string) => any} [parse]  reads what the server sends; default `JSON.parse`, which rounds large numbers
 * @property {(message: Message) => void} [onMessage]  all that this user may see, own ones included, exactly once, in order
 * @property {(status: {name: StatusName, since: Date, code?: string, message?: string}) => void} [onStatus]
 * @property {(notice: Notice) => void} [onNotice]  by `notice.event`: `welcome`, and to instructors `user_joined`, `user_left`,
 *   `participants` (replaces what was known); `recipient_offline`; also events that this version does not know
 * @property {(receipt: Receipt, draft: Draft) => void} [onAccepted]  a message is saved, also one sent before a reload
 * @property {(error: SendError, draft: Draft) => void} [onRefused]
 * @property {(entries: readonly Entry[]) => void} [onOutbox]  what is not saved yet, whenever that changes
 * @property {(problem: Problem) => void} [onProblem]
 * @property {OutboxStorage} [storage]  default: IndexedDB where there is one, else memory
 * @property {(new (address: string, protocols: string[]) => Socket)|null} [WebSocket]  default: the global one. Without any (Node 20, or `null`) the client polls
 * @property {typeof fetch} [fetch]
 * @property {Partial<typeof TIMING>} [timing]
 * @property {Clock} [clock]
 * @property {() => number} [random]
 * @property {(report: (type: 'online'|'offline'|'visible') => void) => () => void} [watchPage]  reports until the
 *   function that it returns is called
 *
 * @typedef {object} Socket  what the client uses of a WebSocket, which need not be a browser's
 * @property {string} protocol
 * @property {((event: any) => void)|null} onopen
 * @property {((event: any) => void)|null} onmessage
 * @property {((event: any) => void)|null} onclose
 * @property {((event: any) => void)|null} onerror
 * @property {(text: string) => void} send
 * @property {() => void} close
 *
 * @typedef {object} Clock
 * @property {() => number} now  milliseconds; never goes back
 * @property {(task: () => void, ms: number) => any} setTimeout
 * @property {(timer: any) => void} clearTimeout
 *
 * @typedef {object} OutboxStorage  keeps one user's unanswered messages of one session
 * @property {() => Promise<Entry[]>} load  in the order in which they were added
 * @property {(entry: Entry) => Promise<void>} add
 * @property {(ref: string) => Promise<void>} remove
 */

/** Joins a class and stays in it until it ends, or until `close()`. @param {Options} options @returns {Client} */
export function connect(options) {
  return new Client(options);
}

/** Why a message was not saved: `code` is the server's (docs/protocol.md), the name of the final status, or `outbox_full`. */
export class SendError extends Error {
  /** @param {string} ref @param {Refusal} refusal @param {boolean} kept */
  constructor(ref, refusal, kept) {
    super(refusal.message || refusal.code);
    this.name = 'SendError';
    this.ref = ref;
    this.code = refusal.code;
    /** Whether it is still in the outbox, and goes out when this user next joins this class. */
    this.kept = kept;
    /** All that the server said. */
    this.refusal = refusal;
  }
}

/**
 * A name for one message that nobody else uses: the time, which is what the server finds refs by the fastest, and 80 random
 * bits. Not `crypto.randomUUID`, which plain http pages do not have.
 */
export function newRef() {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  const random = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return Date.now().toString(16).padStart(12, '0') + random;
}

/**
 * The draft as it is now, whatever its owner does with it later. Half of a surrogate pair, which is left where a text is cut
 * within an emoji, becomes U+FFFD as everywhere on the web: the server refuses it. `JSON.stringify` writes halves as escapes,
 * and nothing else as an escape that begins with `\ud`.
 *
 * @param {Draft} draft @returns {Draft}
 */
function copyOf(draft) {
  const wellFormed = (/** @type {string} */ escape) => (escape.length > 2 ? '\ufffd' : escape);
  return JSON.parse(JSON.stringify(draft).replace(/\\(?:ud[89a-f]..|.)/g, wellFormed));
}

/** @typedef {(() => void) & {socket?: Socket}} Running  ends what an effect has started */
/** @typedef {{promise: Promise<Receipt>, resolve: (receipt: Receipt) => void, reject: (error: SendError) => void}} Promised */

export class Client {
  #options;
  #server;
  #api;
  #clock;
  #random;
  #storage;
  #state;
  #cursor;
  #stopWatching;
  /** @type {Event[]} */
  #events = [];
  #busy = false;
  #closed = false;
  /** Of the clock. @type {any} */
  #timer = null;
  #timerAt = Infinity;
  /** What an effect has started and `drop` ends, by id. @type {Map<number, Running>} */
  #running = new Map();
  /** By ref, what `send` has promised. @type {Map<string, Promised>} */
  #sending = new Map();

  /** @param {Options} options */
  constructor(options) {
    this.#options = { ...options, WebSocket: options.WebSocket === undefined ? globalThis.WebSocket : options.WebSocket };
    this.#server = new Server(this.#options);
    this.#api = new Api(this.#server, this.#options);
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
    this.#storage = options.storage ?? defaultStorage(this.#api.owner);
    this.#state = initialState({
      role: options.role,
      afterSeq: options.afterSeq,
      sockets: Boolean(this.#options.WebSocket),
      online: globalThis.navigator?.onLine !== false,
      renews: typeof options.token === 'function',
      timing: options.timing,
      now: this.#clock.now(),
    });
    this.#cursor = this.#state.cursor;
    this.#stopWatching = (options.watchPage ?? watchPage)((type) => this.#happened({ type }));
    // connecting does not wait for the disk, and begins when the caller has its client in hand
    queueMicrotask(() => this.#happened({ type: 'start' }));
    this.#storage.load().catch((error) => this.#notSaved(error)).then((entries) => {
      this.#happened({ type: 'restored', entries: entries ?? [] });
    });
  }

  /** @returns {{name: StatusName, since: Date, code?: string, message?: string}} */
  get status() {
    const { since, ...status } = this.#state.status;
    return { ...status, since: new Date(Date.now() - (this.#clock.now() - Number(since))) };
  }

  /** When the next attempt to reach the server is planned, while it is not reached. @returns {Date|null} */
  get nextAttempt() {
    const { due, socket, stopped } = this.#state;
    const at = Math.min(due.socket ?? Infinity, due.poll ?? Infinity);
    if (socket?.welcomed || stopped || at === Infinity) return null;
    return new Date(Date.now() + Math.max(0, at - this.#clock.now()));
  }

  /** The highest `seq` up to which the app has been handed everything; a later client may continue here (`afterSeq`). */
  get cursor() {
    return this.#cursor;
  }

  /** What is not saved on the server yet, in the order in which it was given to `send`. @returns {readonly Entry[]} */
  get outbox() {
    return this.#state.outbox;
  }

  /**
   * How long until a message of the outbox is expected to go out, in milliseconds: for what is sent behind, as far as the
   * server's rate is known. 0 for what goes at once or is not in the outbox.
   *
   * @param {string} ref
   */
  expectedIn(ref) {
    const now = this.#clock.now();
    return expectedAt(this.#state, ref, now) - now;
  }

  /**
   * Sends a message as soon as the server can be reached, and again until it is answered; also after a reload of the page.
   * Resolves when it is saved. Rejects with a SendError when it is refused, or when this client has stopped.
   * Nobody has to wait for the promise: `onAccepted` and `onRefused` say the same.
   *
   * @param {Draft} draft
   * @param {string} [ref] the same for the same message; by default a new one
   * @param {{behind?: boolean}} [how] `behind`: it lets all others go first and leaves a part of the server's rate to them.
   *   For the same to each of many
   * @returns {Promise<Receipt>}
   */
  send(draft, ref = newRef(), { behind = false } = {}) {
    const underWay = this.#sending.get(ref);
    if (underWay) return underWay.promise;
    const entry = { ref, draft: copyOf(draft), ...(behind && { behind }) };
    const promised = /** @type {Promised} */ ({});
    const promise = promised.promise = new Promise((resolve, reject) => Object.assign(promised, { resolve, reject }));
    this.#sending.set(ref, promised);
    promise.catch(() => {}); // not waiting for it is no error
    this.#happened({ type: 'send', entry });
    return promise;
  }

  /** Leaves. No handler is called any more, pending promises reject; what is unanswered stays saved for the next client. */
  close() {
    this.#closed = true;
    this.#happened({ type: 'stop' });
  }

  /**
   * Steps the machine. The app's handlers run in here and may call `send` or `close`: these wait for their turn.
   * @param {Event} event
   */
  #happened(event) {
    this.#events.push(event);
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let next = this.#events.shift(); next; next = this.#events.shift()) this.#stepWith(next);
    } finally {
      this.#busy = false;
      this.#setTimer(nextDue(this.#state));
    }
  }

  /** @param {Event} event */
  #stepWith(event) {
    const before = this.#state;
    const { state, effects } = step(before, event, { now: this.#clock.now(), random: this.#random() });
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
    if (!this.#closed) this.#cursor = state.cursor;
    if (state.outbox !== before.outbox) this.#tell('onOutbox', state.outbox);
    if (state.stopped) this.#stopWatching();
  }

  /** @param {Effect} effect */
  #perform(effect) {
    switch (effect.do) {
      case 'open': return this.#open(effect);
      case 'transmit': return this.#transmit(effect);
      case 'read': return this.#read(effect);
      case 'post': return this.#post(effect);
      case 'renew': return this.#server.forgetToken();
      case 'ask_presence': return this.#askPresence();
      case 'drop': return this.#end(effect.id);
      case 'save': return this.#storage.add(effect.entry).catch((error) => this.#notSaved(error));
      case 'forget': return this.#storage.remove(effect.ref).catch((error) => this.#notSaved(error));
      case 'deliver': return this.#deliver(effect.message);
      case 'notify': return this.#tell('onNotice', effect.notice);
      case 'tell_status': return this.#tell('onStatus', this.status);
      case 'tell_problem': return this.#tell('onProblem', effect.problem);
      case 'tell_accepted':
        this.#sending.get(effect.entry.ref)?.resolve(effect.receipt);
        this.#sending.delete(effect.entry.ref);
        return this.#tell('onAccepted', effect.receipt, effect.entry.draft);
      case 'tell_refused': {
        const error = new SendError(effect.entry.ref, effect.refusal, effect.kept);
        this.#sending.get(error.ref)?.reject(error);
        this.#sending.delete(error.ref);
        return this.#tell('onRefused', error, effect.entry.draft);
      }
    }
  }

  /** @param {Message} message */
  #deliver(message) {
    if (this.#closed) return; // by the handler of the message before, perhaps
    this.#tell('onMessage', message);
    this.#cursor = message.seq;
  }

  /**
   * A handler that throws is the app's bug: it surfaces as an uncaught error, and the class goes on.
   *
   * @template {'onMessage'|'onStatus'|'onNotice'|'onAccepted'|'onRefused'|'onOutbox'|'onProblem'} Name
   * @param {Name} handler @param {Parameters<NonNullable<Options[Name]>>} what
   */
  #tell(handler, ...what) {
    if (this.#closed) return;
    try {
      const handle = /** @type {((...what: unknown[]) => void)|undefined} */ (this.#options[handler]);
      handle?.apply(this.#options, what);
    } catch (error) {
      setTimeout(() => { throw error; });
    }
  }

  /** @param {{id: number, after: number}} effect */
  #open({ id, after }) {
    const token = this.#server.token();
    if (typeof token !== 'object') return this.#openWith(id, after, token);
    let given = false;
    this.#running.set(id, () => { given = true; });
    token.then((got) => given || this.#openWith(id, after, got), () => given || this.#happened({ type: 'closed', id, code: 1006 }));
  }

  /** @param {number} id @param {number} after @param {string|undefined} token */
  #openWith(id, after, token) {
    /** @type {Socket} */
    let socket;
    try {
      const WebSocket = /** @type {NonNullable<Options['WebSocket']>} */ (this.#options.WebSocket);
      const offered = token ? [SUBPROTOCOL, TOKEN_SUBPROTOCOL + token] : [SUBPROTOCOL];
      socket = new WebSocket(this.#api.socketAddress(after), offered);
    } catch {
      return this.#happened({ type: 'closed', id, code: 1006 });
    }
    const closed = (/** @type {number} */ code) => {
      this.#end(id);
      this.#happened({ type: 'closed', id, code });
    };
    socket.onopen = () => {
      if (socket.protocol !== SUBPROTOCOL) closed(1002); // something in between, or a server that knows only v1
    };
    socket.onmessage = ({ data }) => {
      const frame = parsed(data, this.#options.parse);
      if (frame) this.#happened({ type: 'frame', id, frame });
    };
    socket.onclose = ({ code }) => closed(code);
    // a close follows and says more, but Node 20's own WebSocket forgets it
    socket.onerror = () => setTimeout(() => this.#running.has(id) && closed(1006));
    const end = () => {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.onerror = () => {}; // some implementations take an error nobody listens to for uncaught
      socket.close();
    };
    this.#running.set(id, Object.assign(end, { socket }));
  }

  /** @param {{id: number, entry: Entry}} effect */
  #transmit({ id, entry: { ref, draft } }) {
    this.#running.get(id)?.socket?.send(JSON.stringify({ ...draft, ref })); // if it has just closed, the news is on its way
  }

  /** @param {{id: number, after: number, waitSeconds: number, limit: number}} effect */
  async #read({ id, after, waitSeconds, limit }) {
    const abort = new AbortController();
    this.#running.set(id, () => abort.abort());
    const { body, failure } = await this.#api.messages(after, waitSeconds, limit, abort);
    this.#running.delete(id);
    this.#happened(failure ? { type: 'unread', id, failure } : { type: 'page', id, page: body });
  }

  /** @param {{id: number, entry: Entry}} effect */
  async #post({ id, entry }) {
    const { body, failure } = await this.#api.post(entry);
    if (failure) return this.#happened({ type: 'unposted', id, failure });
    const { message, recipients, duplicate } = body;
    const { id: messageId, seq, timestamp } = message;
    this.#happened({ type: 'posted', id, receipt: { ref: entry.ref, id: messageId, seq, timestamp, recipients, duplicate } });
  }

  async #askPresence() {
    const { body } = await this.#api.participants();
    if (body) this.#happened({ type: 'present', participants: body.participants });
  }

  /** @param {number} id */
  #end(id) {
    this.#running.get(id)?.();
    this.#running.delete(id);
  }

  /** @param {unknown} error */
  #notSaved(error) {
    const message = `Unanswered messages would not survive a reload: ${error}`;
    this.#tell('onProblem', { code: 'outbox_not_saved', message });
  }

  /**
   * One timer, for whatever is due next. One that is set for an earlier moment may stay: a tick that comes too early does
   * nothing, and each frame puts the check of a silent socket off.
   *
   * @param {number} at
   */
  #setTimer(at) {
    if (at >= this.#timerAt && at !== Infinity) return;
    this.#clock.clearTimeout(this.#timer);
    this.#timerAt = at;
    if (at === Infinity) return;
    this.#timer = this.#clock.setTimeout(() => {
      this.#timerAt = Infinity;
      this.#happened({ type: 'tick' });
    }, Math.max(0, Math.ceil(at - this.#clock.now())));
  }
}

// ---------------------------------------------------------------------------------------------------------------- calls

/**
 * @typedef {object} CallOptions
 * @property {string} [url]    where the server is, `https://host[:port][/path]`; in a browser the page's own origin
 * @property {string|(() => string|Promise<string>)} [token]  where the server checks identity. A function is asked for
 *   another one when the server does not take it
 * @property {typeof fetch} [fetch]
 * @property {{requestMs?: number}} [timing]  how long an answer may take; default as in `TIMING`
 *
 * @typedef {object} Session
 * @property {string} id
 * @property {string} name
 * @property {string} created_by
 * @property {string[]} student_ids
 * @property {Record<string, string>} [names]  how people are shown, by user id
 * @property {string} start_time
 * @property {string} [end_time]
 * @property {'active'|'ended'} status
 * @property {number} [connection_count]       where it was asked for, and in a list
 *
 * @typedef {object} SessionDraft a session to create
 * @property {string} name
 * @property {string} instructor_id
 * @property {string[]} student_ids
 * @property {Record<string, string>} [names]
 *
 * @typedef {object} SessionList  a page of it, newest first
 * @property {Session[]} sessions
 * @property {string} [next]     `after` of the next page
 * @property {boolean} [listed]  false where this server lists none
 *
 * @typedef {{user_id: string, name?: string}} Student
 *
 * @typedef {{code?: string, open: boolean}} JoinCode  of a session; without a code where nobody joins by one
 *
 * @typedef {object} Joinable  what a join code leads to
 * @property {string} session_id
 * @property {string} name
 * @property {(Student & {claimed: boolean})[]} students  to choose oneself from
 *
 * @typedef {object} MemberProblem  of a list, at a place of it; of an object's member its name is the value
 * @property {string} member
 * @property {number} index
 * @property {string} value
 * @property {string} message
 */

/** Why a call did not succeed. */
export class CallError extends Error {
  /**
   * @param {string} reason @param {string} message
   * @param {{status?: number, problems?: MemberProblem[], retryAfterMs?: number, cause?: unknown}} [more]
   */
  constructor(reason, message, { status, problems = [], retryAfterMs, cause } = {}) {
    super(message, { cause });
    this.name = 'CallError';
    /** The server's stable code (docs/protocol.md), or `unreachable`: it said nothing, and may have done it or not. */
    this.reason = reason;
    /** Of the answer, where the server has answered. */
    this.status = status;
    /** The wrong entries of a list, where the server names them one by one. */
    this.problems = problems;
    /** When to try again, where waiting helps. */
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * The REST calls about sessions, for whoever manages classes rather than takes part in one.
 *
 *     const calls = new SessionCalls({ url: 'https://switchboard.example' });
 *     const { id } = await calls.create({ name: 'Algebra', instructor_id: 'ines', student_ids: ['ada', 'bob'] });
 *     const { code } = await calls.makeJoinCode(id);
 *
 * What they give is what docs/protocol.md, section 3, says, as the server sends it. Each is made once and throws a
 * CallError where it does not succeed; only a call whose token is not taken is made once more, if there is another token.
 */
export class SessionCalls {
  #server;

  /** @param {CallOptions} [options] */
  constructor(options = {}) {
    this.#server = new Server(options);
  }

  /** @param {SessionDraft} draft @returns {Promise<Session>} */
  async create(draft) {
    return this.#askSession('POST', 'api/sessions', draft);
  }

  /** Active or ended. @param {string} sessionId @returns {Promise<Session>} with its `connection_count` */
  async find(sessionId) {
    const { session, connection_count } = await this.#ask('GET', pathOf(sessionId), hasSession);
    return { ...session, connection_count };
  }

  /**
   * @param {{status?: 'active'|'ended'|'all', createdBy?: string, limit?: number, after?: string}} [which] by default those
   *   that are active, of everybody; `after` is the `next` of the page before
   * @returns {Promise<SessionList>}
   */
  async list({ status, createdBy, limit, after } = {}) {
    const query = queryOf({ status, created_by: createdBy, limit, after });
    return this.#ask('GET', `api/sessions${query}`, (body) => Array.isArray(body.sessions));
  }

  /**
   * Adds who is not in the list yet, and sets the names that are given.
   *
   * @param {string} sessionId @param {Student[]} students @returns {Promise<Session>} as it is now
   */
  async addStudents(sessionId, students) {
    return this.#askSession('POST', `${pathOf(sessionId)}/students`, { students });
  }

  /**
   * Takes a student out of the list.
   *
   * @param {string} sessionId @param {string} userId @returns {Promise<Session>} as it is now
   */
  async removeStudent(sessionId, userId) {
    return this.#askSession('DELETE', `${pathOf(sessionId)}/students/${encodeURIComponent(userId)}`);
  }

  /** For good. @param {string} sessionId @returns {Promise<Session>} as it is now */
  async end(sessionId) {
    return this.#askSession('DELETE', pathOf(sessionId));
  }

  /** @param {string} sessionId @returns {Promise<JoinCode>} */
  async joinCode(sessionId) {
    return this.#askCode('GET', sessionId);
  }

  /** Makes a new one; the one before is void at once. @param {string} sessionId @returns {Promise<JoinCode>} */
  async makeJoinCode(sessionId) {
    return this.#askCode('POST', sessionId);
  }

  /** From now on nobody joins by a code. @param {string} sessionId @returns {Promise<JoinCode>} */
  async closeJoinCode(sessionId) {
    return this.#askCode('DELETE', sessionId);
  }

  /** The session that has a join code. @param {string} code as somebody has typed it @returns {Promise<Joinable>} */
  async findByCode(code) {
    return this.#ask('GET', `api/join/${encodeURIComponent(code)}`, (body) => typeof body.session_id === 'string');
  }

  /**
   * What a user may see of a session, also of one that has ended: a page of it.
   *
   * @template {Page} [P=Page]
   * @param {string} sessionId
   * @param {{userId: string, role: 'student'|'instructor', after?: number, limit?: number, parse?: (text: string) => P}} reader
   *   `after` is the `next_after` of the page before; `parse` reads the page, by default `JSON.parse`, which rounds large
   *   numbers
   * @returns {Promise<P>}
   */
  async messages(sessionId, { userId, role, after, limit, parse }) {
    const query = queryOf({ user_id: userId, role, after, limit });
    return this.#ask('GET', `${pathOf(sessionId)}/messages${query}`, isPage, { parse });
  }

  /** @param {string} method @param {string} sessionId */
  #askCode(method, sessionId) {
    return this.#ask(method, `${pathOf(sessionId)}/join-code`, (body) => typeof body.open === 'boolean');
  }

  /** @param {string} method @param {string} path @param {object} [body] @returns {Promise<Session>} */
  async #askSession(method, path, body) {
    return (await this.#ask(method, path, hasSession, { body })).session;
  }

  /**
   * @param {string} method @param {string} path @param {(body: any) => boolean} isAnswer @param {Asked} [asked]
   * @returns {Promise<any>}
   */
  async #ask(method, path, isAnswer, asked) {
    const { body, failure, cause } = await this.#server.call(path, isAnswer, { method, ...asked });
    if (!failure) return body;
    if (failure.reason !== undefined) throw new CallError(failure.reason, failure.message ?? failure.reason, failure);
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CallError('unreachable', `${this.#server.base} was not reached: ${why}`, { cause });
  }
}

/** @param {any} body */
function hasSession(body) {
  return typeof body.session?.id === 'string';
}

// ---------------------------------------------------------------------------------------------------- what both stand on

/**
 * @typedef {object} Answer
 * @property {any} [body]         of a call that succeeded
 * @property {Failure} [failure]  of any other
 * @property {unknown} [cause]    why the server was not reached
 * @property {string} [token]     with which it was refused
 *
 * @typedef {object} Asked
 * @property {string} [method]
 * @property {object} [body]     what is sent, as JSON
 * @property {number} [waitMs]   how much longer than others the answer may take
 * @property {AbortController} [abort]
 * @property {(text: string) => any} [parse]
 */

/** Where the server is, and how it is asked: with a token, if there are any. All REST goes through here. */
class Server {
  /** With a slash at its end. */
  base;
  #fetch;
  /** What gives tokens, if there may be another. @type {undefined|(() => string|Promise<string>)} */
  #issue;
  /** @type {string|undefined|Promise<string>} */
  #token;
  #timing;

  /** @param {CallOptions} options */
  constructor({ url = globalThis.location?.origin, token, fetch = globalThis.fetch, timing }) {
    if (!/^https?:\/\//i.test(url)) throw new TypeError(`url: ${url} (expected: https://host[:port][/path])`);
    this.base = url.endsWith('/') ? url : `${url}/`;
    this.#fetch = fetch;
    if (typeof token === 'function') this.#issue = token;
    else this.#token = token;
    this.#timing = { ...TIMING, ...timing };
  }

  /** The present one, or a promise of it where it has to be asked for. @returns {string|undefined|Promise<string>} */
  token() {
    if (this.#token === undefined && this.#issue) {
      const asked = this.#token = Promise.resolve().then(this.#issue);
      asked.then((token) => this.#isPresent(asked) && (this.#token = token), () => this.#isPresent(asked) && this.forgetToken());
    }
    return this.#token;
  }

  /** Whether no other was asked for meanwhile. @param {string|undefined|Promise<string>} token */
  #isPresent(token) {
    return this.#token === token;
  }

  /** The next one is another one, if there may be others. */
  forgetToken() {
    if (this.#issue) this.#token = undefined;
  }

  /**
   * Never throws. Only an answer in the server's own form counts as one: a hotel's login page also answers 200 or 403, and
   * gateways have errors in JSON of their own.
   *
   * @param {string} path  below that of the server
   * @param {(body: any) => boolean} isAnswer
   * @param {Asked} [asked]
   * @returns {Promise<Answer>}
   */
  async call(path, isAnswer, asked = {}) {
    const answer = await this.#callOnce(path, isAnswer, asked);
    if (answer.failure?.status !== 401 || !this.#issue) return answer;
    // It may have expired on the way, or have been taken back: another one may do, for which another call may have asked.
    if (this.#isPresent(answer.token)) this.forgetToken();
    return this.#callOnce(path, isAnswer, asked);
  }

  /**
   * @param {string} path
   * @param {(body: any) => boolean} isAnswer
   * @param {Asked} asked
   * @returns {Promise<Answer>}
   */
  async #callOnce(path, isAnswer, { method = 'GET', body: wanted, waitMs = 0, abort = new AbortController(), parse }) {
    const sent = wanted && JSON.stringify(wanted);
    const patienceMs = waitMs + this.#timing.requestMs;
    const timer = setTimeout(() => abort.abort(new Error(`no answer within ${patienceMs} ms`)), patienceMs);
    try {
      const given = this.token();
      const token = typeof given === 'object' ? await given : given;
      const response = await this.#fetch.call(globalThis, new URL(path, this.base), {
        method,
        cache: 'no-store',
        signal: abort.signal,
        headers: { ...(sent && { 'Content-Type': 'application/json' }), ...(token && { Authorization: `Bearer ${token}` }) },
        body: sent,
      });
      const body = parsed(await response.text(), parse);
      if (response.ok && body && isAnswer(body)) return { body };
      if (response.ok || !isRefusal(body, response.status)) {
        return { failure: {}, cause: new Error(`what answers there (${response.status}) is no Switchboard server`) };
      }
      return { failure: failureOf(body, response), token };
    } catch (cause) {
      return { failure: {}, cause };
    } finally {
      clearTimeout(timer);
    }
  }
}

/** What a client asks the server about its session. */
class Api {
  #server;
  #parse;

  /** @param {Server} server @param {Options} options */
  constructor(server, { sessionId, userId, role, parse }) {
    this.#server = server;
    this.#parse = parse;
    this.sessionId = sessionId;
    this.user = { user_id: userId, role };
    /** Whose outbox it is. */
    this.owner = `${server.base} ${sessionId} ${userId}`;
  }

  /** @param {number} after */
  socketAddress(after) {
    const address = new URL('ws', this.#server.base);
    address.protocol = address.protocol.replace('http', 'ws');
    address.search = String(new URLSearchParams({ ...this.user, session_id: this.sessionId, after_seq: String(after) }));
    return String(address);
  }

  /** @param {number} after @param {number} waitSeconds @param {number} limit @param {AbortController} abort */
  messages(after, waitSeconds, limit, abort) {
    const query = queryOf({ ...this.user, after, limit, wait: waitSeconds });
    return this.#call(`messages${query}`, isPage, { waitMs: waitSeconds * 1_000, abort });
  }

  /** @param {Entry} entry */
  post({ ref, draft }) {
    const body = { ...draft, ...this.user, ref };
    return this.#call('messages', (answer) => Number.isInteger(answer.message?.seq), { method: 'POST', body });
  }

  participants() {
    return this.#call('participants', (body) => Array.isArray(body.participants));
  }

  /** @param {string} path @param {(body: any) => boolean} isAnswer @param {Asked} [asked] */
  #call(path, isAnswer, asked) {
    return this.#server.call(`${pathOf(this.sessionId)}/${path}`, isAnswer, { parse: this.#parse, ...asked });
  }
}

/** @param {string} sessionId */
function pathOf(sessionId) {
  return `api/sessions/${encodeURIComponent(sessionId)}`;
}

/** Without what is left out. @param {Record<string, string|number|undefined>} members */
function queryOf(members) {
  const given = Object.entries(members).filter(([, value]) => value !== undefined);
  return `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}

/** @param {any} body */
function isPage(body) {
  return Array.isArray(body.messages) && Number.isInteger(body.head_seq);
}

/** @param {any} body of a refusal @param {Response} response @returns {Failure} */
function failureOf({ reason, message, problems, limit, window_seconds: windowSeconds, retry_after_ms: exactly }, { status, headers }) {
  const seconds = Number.parseInt(headers.get('Retry-After') ?? '', 10);
  const retryAfterMs = exactly ?? (Number.isNaN(seconds) ? undefined : seconds * 1_000);
  return { status, reason, message, problems, retryAfterMs, limit, windowSeconds };
}

/** Whether an error is the server's: others have one or the other of these members. @param {any} body @param {number} status */
function isRefusal(body, status) {
  return typeof body?.error === 'string' && body.code === status && typeof body.reason === 'string';
}

/** @param {unknown} text @param {(text: string) => any} [parse] @returns {any} a JSON object, or undefined */
function parsed(text, parse = JSON.parse) {
  try {
    const value = parse(/** @type {string} */ (text));
    return value !== null && typeof value === 'object' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether it is what an outbox holds. @param {any} value @returns {value is Entry} */
function isEntry(value) {
  return typeof value?.ref === 'string' && value.draft !== null && typeof value.draft === 'object' && !Array.isArray(value.draft);
}

/** Monotonic: a wall clock that is set back must not keep a client from connecting. @type {Clock} */
const systemClock = {
  now: () => performance.now(),
  setTimeout: (task, ms) => setTimeout(task, ms),
  clearTimeout: (timer) => clearTimeout(timer),
};

/** @param {(type: 'online'|'offline'|'visible') => void} report */
function watchPage(report) {
  if (!globalThis.document) return () => {}; // Node
  const online = () => report('online');
  const offline = () => report('offline');
  const visible = () => document.visibilityState === 'visible' && report('visible');
  addEventListener('online', online);
  addEventListener('offline', offline);
  document.addEventListener('visibilitychange', visible);
  return () => {
    removeEventListener('online', online);
    removeEventListener('offline', offline);
    document.removeEventListener('visibilitychange', visible);
  };
}

/** @param {string} owner */
function defaultStorage(owner) {
  return globalThis.indexedDB ? new BrowserStorage(owner) : new MemoryStorage();
}

/** Lives as long as its object, which may be given to one client after another. @implements {OutboxStorage} */
export class MemoryStorage {
  /** @type {Map<string, Entry>} */
  #entries = new Map();

  async load() {
    return [...this.#entries.values()];
  }

  /** @param {Entry} entry */
  async add(entry) {
    this.#entries.set(entry.ref, entry);
  }

  /** @param {string} ref */
  async remove(ref) {
    this.#entries.delete(ref);
  }
}

/**
 * IndexedDB: one store for all classes of this origin, numbered in the order of adding. Transactions on it run in the
 * order in which they were made, so a `remove` never overtakes its `add`, nor a `load` what the page before has added.
 *
 * A page may be left at any moment. So each transaction says all that it wants at once, its commit included: one that has
 * yet to hear something from its page is lost with it, and so are all that wait behind it. Even one that has said all is
 * lost where it waits for another tab's; therefore an entry is jotted down besides until its transaction is complete.
 *
 * @implements {OutboxStorage}
 */
export class BrowserStorage {
  #owner;
  #database;
  #jottings;
  /** Under which number each entry is kept, by ref: to be removed without asking. @type {Map<string, Promise<IDBValidKey|undefined>>} */
  #keys = new Map();

  /** @param {string} owner whose messages: the same for the same user in the same session */
  constructor(owner) {
    this.#owner = owner;
    this.#jottings = new Jottings(owner);
    this.#database = new Promise((resolve, reject) => {
      const opening = indexedDB.open('switchboard', 1);
      opening.onupgradeneeded = () => {
        const outbox = opening.result.createObjectStore('outbox', { autoIncrement: true });
        outbox.createIndex('owner', 'owner');
        outbox.createIndex('entry', ['owner', 'entry.ref'], { unique: true });
      };
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
      // sending waits for what is left in here, and browsers have had bugs by which it never opens
      setTimeout(() => reject(new Error('IndexedDB does not open')), 5_000);
    });
    this.#database.catch(() => {}); // each call says so itself
  }

  async load() {
    const jotted = this.#jottings.left();
    const [keys, rows] = await this.#do('readonly', (outbox) => {
      const own = outbox.index('owner');
      return [own.getAllKeys(this.#owner, MOST_UNANSWERED), own.getAll(this.#owner, MOST_UNANSWERED)];
    });
    /** @type {Entry[]} */
    const saved = [];
    rows.forEach((/** @type {{entry: unknown}} */ { entry }, /** @type {number} */ i) => {
      if (!isEntry(entry)) return; // whoever wrote it
      saved.push(entry);
      this.#keys.set(entry.ref, Promise.resolve(keys[i]));
      this.#jottings.cross(entry.ref);
    });
    const lost = jotted.filter(({ ref }) => !this.#keys.has(ref));
    for (const entry of lost) this.add(entry).catch(() => {}); // it stays jotted down
    return [...saved, ...lost];
  }

  /** @param {Entry} entry */
  async add(entry) {
    this.#jottings.put(entry);
    const adding = this.#do('readwrite', (outbox) => [outbox.add({ owner: this.#owner, entry })]);
    if (!this.#keys.has(entry.ref)) this.#keys.set(entry.ref, adding.then(([key]) => key, () => undefined));
    try {
      await adding;
    } catch (error) {
      const isThere = error instanceof DOMException && error.name === 'ConstraintError';
      if (!isThere) throw error; // and where this ref is there already, the first one wins
    }
    this.#jottings.cross(entry.ref);
  }

  /** @param {string} ref */
  async remove(ref) {
    this.#jottings.cross(ref);
    const key = await this.#keys.get(ref);
    this.#keys.delete(ref);
    // one that could not be added, or was by another tab: whoever finds it sends it again, which does no harm
    if (key === undefined) return;
    await this.#do('readwrite', (outbox) => [outbox.delete(key)]);
  }

  /**
   * @param {IDBTransactionMode} mode
   * @param {(outbox: IDBObjectStore) => IDBRequest<any>[]} ask
   * @returns {Promise<any[]>} the results, once the transaction is complete
   */
  async #do(mode, ask) {
    const transaction = (await this.#database).transaction('outbox', mode);
    const requests = ask(transaction.objectStore('outbox'));
    transaction.commit();
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(requests.map(({ result }) => result));
      transaction.onabort = () => reject(transaction.error);
    });
  }
}

/** `localStorage`, which takes what it is given at once: for the moment until it is safe elsewhere. */
class Jottings {
  #prefix;
  #count = 0;
  /** Where an entry stands, by ref. @type {Map<string, string>} */
  #places = new Map();

  /** @param {string} owner */
  constructor(owner) {
    this.#prefix = `switchboard outbox ${JSON.stringify(owner)} `;
  }

  /** Those that nobody has crossed out, in the order in which they were jotted down. @returns {Entry[]} */
  left() {
    try {
      const places = Object.keys(localStorage).filter((place) => place.startsWith(this.#prefix)).sort();
      const entries = [];
      for (const place of places.slice(0, MOST_UNANSWERED)) {
        const entry = parsed(localStorage.getItem(place));
        if (isEntry(entry)) {
          this.#places.set(entry.ref, place);
          entries.push(entry);
        } else {
          localStorage.removeItem(place); // none of ours, and nothing that could be sent
        }
      }
      return entries;
    } catch {
      return []; // a browser that keeps nothing so
    }
  }

  /** @param {Entry} entry */
  put(entry) {
    if (this.#places.has(entry.ref)) return;
    this.#count += 1;
    const order = `${String(Date.now()).padStart(15, '0')} ${String(this.#count).padStart(9, '0')}`;
    const place = `${this.#prefix}${order} ${entry.ref}`;
    try {
      localStorage.setItem(place, JSON.stringify(entry));
      this.#places.set(entry.ref, place);
    } catch {
      // full, or a browser that keeps nothing so: then there is the transaction alone
    }
  }

  /** It is safe elsewhere, or not needed any more. @param {string} ref */
  cross(ref) {
    const place = this.#places.get(ref);
    if (place === undefined) return;
    this.#places.delete(ref);
    localStorage.removeItem(place);
  }
}
