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
export function initialState({ role, afterSeq, sockets, online, renews, timing, now }: {
    role: "student" | "instructor";
    afterSeq?: number;
    sockets?: boolean;
    online?: boolean;
    renews?: boolean;
    timing?: Partial<typeof TIMING>;
    now?: number;
}): {
    role: "student" | "instructor";
    sockets: boolean;
    renews: boolean;
    timing: {
        firstCeilingMs: number;
        lastCeilingMs: number;
        steadyMs: number;
        welcomeMs: number;
        answerMs: number;
        quietMs: number;
        lateMs: number;
        floodedMs: number;
        presenceMs: number;
        pollSeconds: number;
        renewMs: number;
        requestMs: number;
        pageSize: number;
    };
    /** Everything that this user may see up to here has been handed to the app. */
    cursor: number;
    /** The cursor at which a gap was found and is being read again. */
    gapAt: number | null;
    /** What the browser says; it decides how a loss is called and how eagerly to try, never whether to try. */
    online: boolean;
    /** Whether the server was ever reached. */
    reached: boolean;
    /** The socket that is opening or open. */
    socket: SocketState | null;
    /** Sockets that came to nothing in a row. */
    attempts: number;
    /** The server has asked not to be tried before. */
    notBefore: number;
    /** The poll loop, which runs while no socket can be opened. */
    poll: PollState | null;
    /** Number of the read that checks a silent socket. */
    check: number | null;
    /** In the order in which they were given; those that are sent behind go when there are no others. */
    outbox: Entry[];
    /** Whether what an earlier page load left in the outbox is here; it goes first. */
    restored: boolean;
    inFlight: null | {
        ref: string;
        via: "socket" | "post";
        id: number;
    };
    /** Tries of the first in the outbox that were answered "not now" or not at all. */
    sendFailures: number;
    /** Not known before the server has said it. */
    rate: Rate | null;
    /** When those of the last window were answered: these count, whatever became of them. @type {number[]} */
    counted: number[];
    /** Until then others may have used the rate: an earlier page load, or another program of this user. */
    unsureUntil: number | null;
    /** When something is to be done, by name; `tick` does what is due. */
    due: Record<string, number | null>;
    lastId: number;
    stopped: null | {
        name: StatusName;
        code: string;
        message: string;
    };
    status: Status;
};
/** @typedef {ReturnType<typeof initialState>} State */
/** When the next `tick` has something to do; `Infinity` if nothing is planned. @param {State} state */
export function nextDue(state: State): number;
/**
 * When a message of the outbox is expected to go out, if nothing is added and the server is reached.
 *
 * @param {State} state @param {string} ref @param {number} now
 * @returns {number} `now` for what goes out at once, and for what is not in the outbox
 */
export function expectedAt(state: State, ref: string, now: number): number;
/**
 * The state machine: pure, and total (an event that no longer matters changes nothing).
 *
 * @param {State} state never changed
 * @param {Event} event
 * @param {{now: number, random: number}} chance `now` in milliseconds of a clock that never goes back; `random` in [0, 1)
 * @returns {{state: State, effects: Effect[]}} the effects in the order in which to perform them
 */
export function step(state: State, event: Event, { now, random }: {
    now: number;
    random: number;
}): {
    state: State;
    effects: Effect[];
};
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
export function connect(options: Options): Client;
/**
 * A name for one message that nobody else uses: the time, which is what the server finds refs by the fastest, and 80 random
 * bits. Not `crypto.randomUUID`, which plain http pages do not have.
 */
export function newRef(): string;
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
export const SUBPROTOCOL: "switchboard.v2";
/** How long things may take. Pass other values as `timing`. */
export const TIMING: Readonly<{
    /** Delays are random between 0 and a ceiling, so that a class that lost its server does not come back in one moment. */
    firstCeilingMs: number;
    /** The ceiling doubles with each attempt up to this. */
    lastCeilingMs: number;
    /** A connection that was live for so long was a good one: the ceiling starts anew. */
    steadyMs: number;
    /** From opening a socket to `welcome`; some networks let the upgrade pass and then nothing. */
    welcomeMs: number;
    /** From a frame to its answer. The server answers within 10 s, so a longer silence means a dead socket. */
    answerMs: number;
    /** A socket that says nothing for so long is checked by REST: a browser cannot see pings. */
    quietMs: number;
    /** How much later than REST a socket may bring a message before it counts as dead. */
    lateMs: number;
    /** The wait after a close for flooding that names none. */
    floodedMs: number;
    /** How often an instructor who polls asks who is here. */
    presenceMs: number;
    /** How long a poll may stay open: below the 30 s after which proxies like to cut. */
    pollSeconds: number;
    /** So long before a token expires the next one is taken, if there may be another. */
    renewMs: number;
    /** From a request (and its wait) to its answer. */
    requestMs: number;
    /** Messages per poll; the server's limit is 1,000. */
    pageSize: number;
}>;
/**
 * No more messages wait to be saved; one more is refused with `outbox_full`, which is this client's own word. Enough for a request
 * to everybody in each of five classes of 2,000.
 */
export const MOST_UNANSWERED: 10000;
/** Why a message was not saved: `code` is the server's (docs/protocol.md), the name of the final status, or `outbox_full`. */
export class SendError extends Error {
    /** @param {string} ref @param {Refusal} refusal @param {boolean} kept */
    constructor(ref: string, refusal: Refusal, kept: boolean);
    ref: string;
    code: string;
    /** Whether it is still in the outbox, and goes out when this user next joins this class. */
    kept: boolean;
    /** All that the server said. */
    refusal: Refusal;
}
/** @typedef {(() => void) & {socket?: Socket}} Running  ends what an effect has started */
/** @typedef {{promise: Promise<Receipt>, resolve: (receipt: Receipt) => void, reject: (error: SendError) => void}} Promised */
export class Client {
    /** @param {Options} options */
    constructor(options: Options);
    /** @returns {{name: StatusName, since: Date, code?: string, message?: string}} */
    get status(): {
        name: StatusName;
        since: Date;
        code?: string;
        message?: string;
    };
    /** When the next attempt to reach the server is planned, while it is not reached. @returns {Date|null} */
    get nextAttempt(): Date | null;
    /** The highest `seq` up to which the app has been handed everything; a later client may continue here (`afterSeq`). */
    get cursor(): number;
    /** What is not saved on the server yet, in the order in which it was given to `send`. @returns {readonly Entry[]} */
    get outbox(): readonly Entry[];
    /**
     * How long until a message of the outbox is expected to go out, in milliseconds: for what is sent behind, as far as the
     * server's rate is known. 0 for what goes at once or is not in the outbox.
     *
     * @param {string} ref
     */
    expectedIn(ref: string): number;
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
    send(draft: Draft, ref?: string, { behind }?: {
        behind?: boolean;
    }): Promise<Receipt>;
    /** Leaves. No handler is called any more, pending promises reject; what is unanswered stays saved for the next client. */
    close(): void;
    #private;
}
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
    constructor(reason: string, message: string, { status, problems, retryAfterMs, cause }?: {
        status?: number;
        problems?: MemberProblem[];
        retryAfterMs?: number;
        cause?: unknown;
    });
    /** The server's stable code (docs/protocol.md), or `unreachable`: it said nothing, and may have done it or not. */
    reason: string;
    /** Of the answer, where the server has answered. */
    status: number | undefined;
    /** The wrong entries of a list, where the server names them one by one. */
    problems: MemberProblem[];
    /** When to try again, where waiting helps. */
    retryAfterMs: number | undefined;
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
    /** @param {CallOptions} [options] */
    constructor(options?: CallOptions);
    /** @param {SessionDraft} draft @returns {Promise<Session>} */
    create(draft: SessionDraft): Promise<Session>;
    /** Active or ended. @param {string} sessionId @returns {Promise<Session>} with its `connection_count` */
    find(sessionId: string): Promise<Session>;
    /**
     * @param {{status?: 'active'|'ended'|'all', createdBy?: string, limit?: number, after?: string}} [which] by default those
     *   that are active, of everybody; `after` is the `next` of the page before
     * @returns {Promise<SessionList>}
     */
    list({ status, createdBy, limit, after }?: {
        status?: "active" | "ended" | "all";
        createdBy?: string;
        limit?: number;
        after?: string;
    }): Promise<SessionList>;
    /**
     * Adds who is not in the list yet, and sets the names that are given.
     *
     * @param {string} sessionId @param {Student[]} students @returns {Promise<Session>} as it is now
     */
    addStudents(sessionId: string, students: Student[]): Promise<Session>;
    /**
     * Takes a student out of the list.
     *
     * @param {string} sessionId @param {string} userId @returns {Promise<Session>} as it is now
     */
    removeStudent(sessionId: string, userId: string): Promise<Session>;
    /** For good. @param {string} sessionId @returns {Promise<Session>} as it is now */
    end(sessionId: string): Promise<Session>;
    /** @param {string} sessionId @returns {Promise<JoinCode>} */
    joinCode(sessionId: string): Promise<JoinCode>;
    /** Makes a new one; the one before is void at once. @param {string} sessionId @returns {Promise<JoinCode>} */
    makeJoinCode(sessionId: string): Promise<JoinCode>;
    /** From now on nobody joins by a code. @param {string} sessionId @returns {Promise<JoinCode>} */
    closeJoinCode(sessionId: string): Promise<JoinCode>;
    /** The session that has a join code. @param {string} code as somebody has typed it @returns {Promise<Joinable>} */
    findByCode(code: string): Promise<Joinable>;
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
    messages<P extends Page = Page>(sessionId: string, { userId, role, after, limit, parse }: {
        userId: string;
        role: "student" | "instructor";
        after?: number;
        limit?: number;
        parse?: (text: string) => P;
    }): Promise<P>;
    #private;
}
/** Lives as long as its object, which may be given to one client after another. @implements {OutboxStorage} */
export class MemoryStorage implements OutboxStorage {
    load(): Promise<Entry[]>;
    /** @param {Entry} entry */
    add(entry: Entry): Promise<void>;
    /** @param {string} ref */
    remove(ref: string): Promise<void>;
    #private;
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
export class BrowserStorage implements OutboxStorage {
    /** @param {string} owner whose messages: the same for the same user in the same session */
    constructor(owner: string);
    load(): Promise<Entry[]>;
    /** @param {Entry} entry */
    add(entry: Entry): Promise<void>;
    /** @param {string} ref */
    remove(ref: string): Promise<void>;
    #private;
}
export type SocketState = {
    id: number;
    /**
     * the cursor it was opened with
     */
    after: number;
    welcomed: boolean;
    /**
     * when the replay was complete
     */
    liveAt: number | null;
    /**
     * when the last frame came
     */
    heardAt: number;
    /**
     * REST has shown a message up to here, so the socket must bring it
     */
    expects: number;
};
export type PollState = {
    /**
     * no contact; reading page after page; waiting for news
     */
    phase: "trying" | "behind" | "current";
    /**
     * id of the open read, null between two
     */
    read: number | null;
    /**
     * the cursor it was asked with
     */
    after: number;
    /**
     * when it was asked
     */
    readAt: number;
    /**
     * whether the server may keep it open
     */
    waits: boolean;
    /**
     * in a row
     */
    failures: number;
};
/**
 * what the server takes of this user
 */
export type Rate = {
    /**
     * in any window
     */
    messages: number;
    windowMs: number;
};
export type State = ReturnType<typeof initialState>;
export type Options = {
    /**
     * where the server is, `https://host[:port][/path]`; in a browser the page's own origin
     */
    url?: string | undefined;
    sessionId: string;
    userId: string;
    role: "student" | "instructor";
    /**
     * where the server checks identity. A function is asked for another one
     * a minute before it expires, and when the server does not take it; with a text this client stops then
     */
    token?: string | (() => string | Promise<string>) | undefined;
    /**
     * the messages up to this one are not wanted; default 0, all
     */
    afterSeq?: number | undefined;
    /**
     * reads what the server sends; default `JSON.parse`, which rounds large numbers
     */
    parse?: ((text: string) => any) | undefined;
    /**
     * all that this user may see, own ones included, exactly once, in order
     */
    onMessage?: ((message: Message) => void) | undefined;
    onStatus?: ((status: {
        name: StatusName;
        since: Date;
        code?: string;
        message?: string;
    }) => void) | undefined;
    /**
     * by `notice.event`: `welcome`, and to instructors `user_joined`, `user_left`,
     * `participants` (replaces what was known); `recipient_offline`; also events that this version does not know
     */
    onNotice?: ((notice: Notice) => void) | undefined;
    /**
     * a message is saved, also one sent before a reload
     */
    onAccepted?: ((receipt: Receipt, draft: Draft) => void) | undefined;
    onRefused?: ((error: SendError, draft: Draft) => void) | undefined;
    /**
     * what is not saved yet, whenever that changes
     */
    onOutbox?: ((entries: readonly Entry[]) => void) | undefined;
    onProblem?: ((problem: Problem) => void) | undefined;
    /**
     * default: IndexedDB where there is one, else memory
     */
    storage?: OutboxStorage | undefined;
    /**
     * default: the global one. Without any (Node 20, or `null`) the client polls
     */
    WebSocket?: (new (address: string, protocols: string[]) => Socket) | null | undefined;
    fetch?: typeof fetch | undefined;
    timing?: Partial<Readonly<{
        /** Delays are random between 0 and a ceiling, so that a class that lost its server does not come back in one moment. */
        firstCeilingMs: number;
        /** The ceiling doubles with each attempt up to this. */
        lastCeilingMs: number;
        /** A connection that was live for so long was a good one: the ceiling starts anew. */
        steadyMs: number;
        /** From opening a socket to `welcome`; some networks let the upgrade pass and then nothing. */
        welcomeMs: number;
        /** From a frame to its answer. The server answers within 10 s, so a longer silence means a dead socket. */
        answerMs: number;
        /** A socket that says nothing for so long is checked by REST: a browser cannot see pings. */
        quietMs: number;
        /** How much later than REST a socket may bring a message before it counts as dead. */
        lateMs: number;
        /** The wait after a close for flooding that names none. */
        floodedMs: number;
        /** How often an instructor who polls asks who is here. */
        presenceMs: number;
        /** How long a poll may stay open: below the 30 s after which proxies like to cut. */
        pollSeconds: number;
        /** So long before a token expires the next one is taken, if there may be another. */
        renewMs: number;
        /** From a request (and its wait) to its answer. */
        requestMs: number;
        /** Messages per poll; the server's limit is 1,000. */
        pageSize: number;
    }>> | undefined;
    clock?: Clock | undefined;
    random?: (() => number) | undefined;
    /**
     * reports until the
     * function that it returns is called
     */
    watchPage?: ((report: (type: "online" | "offline" | "visible") => void) => () => void) | undefined;
};
/**
 * what the client uses of a WebSocket, which need not be a browser's
 */
export type Socket = {
    protocol: string;
    onopen: ((event: any) => void) | null;
    onmessage: ((event: any) => void) | null;
    onclose: ((event: any) => void) | null;
    onerror: ((event: any) => void) | null;
    send: (text: string) => void;
    close: () => void;
};
export type Clock = {
    /**
     * milliseconds; never goes back
     */
    now: () => number;
    setTimeout: (task: () => void, ms: number) => any;
    clearTimeout: (timer: any) => void;
};
/**
 * keeps one user's unanswered messages of one session
 */
export type OutboxStorage = {
    /**
     * in the order in which they were added
     */
    load: () => Promise<Entry[]>;
    add: (entry: Entry) => Promise<void>;
    remove: (ref: string) => Promise<void>;
};
/**
 * what clients say to each other: the server takes any JSON object
 */
export type Content = {
    [name: string]: any;
};
/**
 * a message as it comes from the server
 */
export type Message = {
    id: string;
    session_id: string;
    type: string;
    context: string;
    from_user: string;
    to_user?: string | undefined;
    content: Content;
    timestamp: string;
    /**
     * its place in the class
     */
    seq: number;
    /**
     * on one's own messages
     */
    ref?: string | undefined;
};
/**
 * a message to send
 */
export type Draft = {
    type: string;
    context?: string | undefined;
    to_user?: string | undefined;
    content?: Content | undefined;
};
/**
 * what the outbox holds
 */
export type Entry = {
    ref: string;
    draft: Draft;
    /**
     * it lets all others go first
     */
    behind?: true | undefined;
};
/**
 * what a sender gets once the message is on the server's disk
 */
export type Receipt = {
    ref: string;
    id: string;
    seq: number;
    timestamp: string;
    /**
     * connections that get it
     */
    recipients?: number | undefined;
    /**
     * an earlier attempt had already been stored
     */
    duplicate?: boolean | undefined;
};
/**
 * - `connecting`: not reached yet
 * - `replaying`: reached, earlier messages are coming
 * - `live`: up to date, by WebSocket
 * - `polling`: up to date, by long poll, because no WebSocket can be opened; goes back to `live` by itself
 * - `reconnecting`: contact lost, trying again
 * - `offline`: contact lost, and the browser says that there is no network
 * - final: `ended` (the class), `replaced` (the same user joined elsewhere), `refused` (not allowed in, or the token has
 * expired: `code` says why), `closed` (by `close()`)
 */
export type StatusName = "connecting" | "replaying" | "live" | "polling" | "reconnecting" | "offline" | "ended" | "replaced" | "refused" | "closed";
export type Status = {
    name: StatusName;
    /**
     * in the machine milliseconds of its clock, for the app a Date; of `reconnecting` and
     * `offline` the moment contact was lost
     */
    since: number | Date;
    code?: string | undefined;
    message?: string | undefined;
};
/**
 * something the app may want to tell
 */
export type Problem = {
    code: "gap" | "log_rewound" | "outbox_not_saved" | "unexpected_error";
    message: string;
};
/**
 * an event of docs/protocol.md, with the members that it has there
 */
export type Notice = {
    event: string;
    [name: string]: any;
};
export type Participant = {
    user_id: string;
    role: "student" | "instructor";
    online: boolean;
    joined_at?: string | undefined;
};
/**
 * messages that cannot be read any more
 */
export type Gap = {
    first_seq: number;
    last_seq: number;
};
/**
 * of the log, as the server answers
 */
export type Page = {
    messages: Message[];
    head_seq: number;
    /**
     * behind which there may be more
     */
    next_after: number | null;
    damaged?: Gap[] | undefined;
};
/**
 * all that the server said of a message
 */
export type Refusal = {
    code: string;
    message: string;
    [name: string]: any;
};
/**
 * why a request did not succeed: all members absent where the server was not reached
 */
export type Failure = {
    status?: number | undefined;
    reason?: string | undefined;
    message?: string | undefined;
    retryAfterMs?: number | undefined;
    /**
     * with `rate_limited`: how many messages it takes in so many seconds
     */
    limit?: number | undefined;
    windowSeconds?: number | undefined;
    /**
     * where the server names the wrong entries of a list one by one
     */
    problems?: MemberProblem[] | undefined;
};
/**
 * What happened. `id` is the number that the effect carried which started the socket, read or post: news of one that was
 * given up meanwhile is recognised by it and ignored.
 */
export type Event = {
    type: "start";
} | {
    type: "stop";
} | {
    type: "tick";
} | {
    type: "online";
} | {
    type: "offline";
} | {
    type: "visible";
} | {
    type: "restored";
    entries: Entry[];
} | {
    type: "send";
    entry: Entry;
} | {
    type: "frame";
    id: number;
    frame: {
        [name: string]: any;
    };
} | {
    type: "closed";
    id: number;
    code: number;
} | {
    type: "page";
    id: number;
    page: Page;
} | {
    type: "unread";
    id: number;
    failure: Failure;
} | {
    type: "posted";
    id: number;
    receipt: Receipt;
} | {
    type: "unposted";
    id: number;
    failure: Failure;
} | {
    type: "present";
    participants: Participant[];
};
/**
 * What to do.
 */
export type Effect = {
    do: "open";
    id: number;
    after: number;
} | {
    do: "drop";
    id: number;
} | {
    do: "transmit";
    id: number;
    entry: Entry;
} | {
    do: "read";
    id: number;
    after: number;
    waitSeconds: number;
    limit: number;
} | {
    do: "post";
    id: number;
    entry: Entry;
} | {
    do: "renew";
} | {
    do: "ask_presence";
} | {
    do: "save";
    entry: Entry;
} | {
    do: "forget";
    ref: string;
} | {
    do: "deliver";
    message: Message;
} | {
    do: "notify";
    notice: Notice;
} | {
    do: "tell_status";
    status: Status;
} | {
    do: "tell_problem";
    problem: Problem;
} | {
    do: "tell_accepted";
    entry: Entry;
    receipt: Receipt;
} | {
    do: "tell_refused";
    entry: Entry;
    refusal: Refusal;
    kept: boolean;
};
/**
 * ends what an effect has started
 */
export type Running = (() => void) & {
    socket?: Socket;
};
export type Promised = {
    promise: Promise<Receipt>;
    resolve: (receipt: Receipt) => void;
    reject: (error: SendError) => void;
};
export type CallOptions = {
    /**
     * where the server is, `https://host[:port][/path]`; in a browser the page's own origin
     */
    url?: string | undefined;
    /**
     * where the server checks identity. A function is asked for
     * another one when the server does not take it
     */
    token?: string | (() => string | Promise<string>) | undefined;
    fetch?: typeof fetch | undefined;
    /**
     * how long an answer may take; default as in `TIMING`
     */
    timing?: {
        requestMs?: number;
    } | undefined;
};
export type Session = {
    id: string;
    name: string;
    created_by: string;
    student_ids: string[];
    /**
     * how people are shown, by user id
     */
    names?: Record<string, string> | undefined;
    start_time: string;
    end_time?: string | undefined;
    status: "active" | "ended";
    /**
     * where it was asked for, and in a list
     */
    connection_count?: number | undefined;
};
/**
 * a session to create
 */
export type SessionDraft = {
    name: string;
    instructor_id: string;
    student_ids: string[];
    names?: Record<string, string> | undefined;
};
/**
 * a page of it, newest first
 */
export type SessionList = {
    sessions: Session[];
    /**
     * `after` of the next page
     */
    next?: string | undefined;
    /**
     * false where this server lists none
     */
    listed?: boolean | undefined;
};
export type Student = {
    user_id: string;
    name?: string;
};
/**
 * of a session; without a code where nobody joins by one
 */
export type JoinCode = {
    code?: string;
    open: boolean;
};
/**
 * what a join code leads to
 */
export type Joinable = {
    session_id: string;
    name: string;
    /**
     * to choose oneself from
     */
    students: (Student & {
        claimed: boolean;
    })[];
};
/**
 * of a list, at a place of it; of an object's member its name is the value
 */
export type MemberProblem = {
    member: string;
    index: number;
    value: string;
    message: string;
};
export type Answer = {
    /**
     * of a call that succeeded
     */
    body?: any;
    /**
     * of any other
     */
    failure?: Failure | undefined;
    /**
     * why the server was not reached
     */
    cause?: unknown;
    /**
     * with which it was refused
     */
    token?: string | undefined;
};
export type Asked = {
    method?: string | undefined;
    /**
     * what is sent, as JSON
     */
    body?: object | undefined;
    /**
     * how much longer than others the answer may take
     */
    waitMs?: number | undefined;
    abort?: AbortController | undefined;
    parse?: ((text: string) => any) | undefined;
};
