/**
 * Who this browser is, at servers that want to know: what it was given by links, codes and cards, and tokens for it. One
 * for each role, and one for each class in which a name was claimed, so a pupil's link leaves the teacher who she is.
 * Secrets are kept until somebody signs out; tokens only as long as the page lives.
 *
 * @module identities
 *
 * @typedef {import('./classroom.js').Role} Role
 *
 * @typedef {object} Identity
 * @property {string} secret
 * @property {string} userId
 * @property {Role} role
 * @property {string} [name]  how a teacher is shown
 * @property {string} [sessionId]  where a name was claimed: it holds in this class alone
 *
 * @typedef {object} Given  what the server answers to whom it lets in
 * @property {string} [secret]
 * @property {string} token
 * @property {string} expires_at
 * @property {string} user_id
 * @property {Role} role
 * @property {string} [session_id]
 * @property {string} [name]
 *
 * @typedef {{token: string, untilMs: number}} Token
 */

const PREFIX = 'switchboard identity ';
/** So long before a token expires, another one is asked for. */
const EARLY_MS = 60_000;

export class Identities {
  /** Whether the server has asked who this is. */
  asked = false;
  /** Is told of one that the server does not know any more. @type {(identity: Identity) => void} */
  onLost = () => {};

  #base;
  #fetch;
  #storage;
  #now;
  /** Where the browser keeps nothing. @type {Map<string, string>} */
  #memory = new Map();
  /** By secret; of those under way as well, so that nobody asks twice. @type {Map<string, Promise<Token>>} */
  #tokens = new Map();
  /** Secrets that are of no use here. @type {Set<string>} */
  #void = new Set();

  /**
   * @param {object} world
   * @param {string} world.base of the server: what is known of one is never told to another
   * @param {typeof fetch} [world.fetch] @param {Storage} [world.storage] @param {() => number} [world.now]
   */
  constructor({ base, fetch = (...request) => globalThis.fetch(...request), storage = storageOfBrowser(), now = Date.now }) {
    this.#base = base;
    this.#fetch = fetch;
    this.#storage = storage;
    this.#now = now;
  }

  /**
   * Whoever has claimed a name in this class goes before whoever came by a card.
   *
   * @param {Role} role @param {string} [sessionId] @param {string} [userId] nobody else is wanted
   * @returns {Identity|null}
   */
  find(role, sessionId, userId) {
    const claimed = sessionId === undefined || role === 'instructor' ? null : this.#read(this.#place(role, sessionId));
    const fits = (/** @type {Identity|null} */ one) => one !== null && (userId === undefined || one.userId === userId);
    return [claimed, this.#read(this.#place(role))].find(fits) ?? null;
  }

  /** What the server has given: kept in the place of what was known for the same. @param {Given & {secret: string}} given @returns {Identity} */
  keep(given) {
    const { secret, user_id: userId, role, session_id: sessionId, name } = given;
    /** @type {Identity} */
    const identity = { secret, userId, role, ...(sessionId !== undefined && { sessionId }), ...(name !== undefined && { name }) };
    const place = this.#place(role, sessionId);
    const text = JSON.stringify(identity);
    this.#void.delete(secret);
    try {
      if (!this.#storage) throw new Error('this browser keeps nothing');
      this.#storage.setItem(place, text);
      this.#memory.delete(place);
    } catch {
      this.#memory.set(place, text); // until the page goes
    }
    this.#tokens.set(secret, Promise.resolve(this.#tokenIn(given, this.#now())));
    return identity;
  }

  /** @param {Identity} identity */
  forget({ secret, role, sessionId }) {
    this.#void.add(secret);
    this.#tokens.delete(secret);
    const place = this.#place(role, sessionId);
    if (!this.#text(place)?.includes(secret)) return; // another tab knows another one meanwhile
    this.#memory.delete(place);
    this.#storage?.removeItem(place);
  }

  /** The server does not take it as it is: it stays for later, and is not used until the page is loaded anew. @param {Identity} identity */
  setAside({ secret }) {
    this.#void.add(secret);
  }

  /** Whether there is no use of it any more. @param {Identity} identity */
  isVoid({ secret }) {
    return this.#void.has(secret);
  }

  /**
   * One that holds. Empty where the server hands out none: it believes who one says one is.
   *
   * @param {Identity} identity @param {string} [refused] one that the server has not taken
   * @returns {Promise<string>} rejects where the server is not reached, and where the identity is void
   */
  async token(identity, refused) {
    const { secret } = identity;
    if (this.#void.has(secret)) throw new Error('signed out');
    const known = this.#tokens.get(secret);
    const held = await known?.catch(() => null);
    if (held && held.token !== refused && held.untilMs > this.#now()) return held.token;
    if (this.#tokens.get(secret) === known) this.#tokens.set(secret, this.#ask(identity));
    return (await /** @type {Promise<Token>} */ (this.#tokens.get(secret))).token;
  }

  /** For a client, which asks again when it needs another one than the last. @param {Identity} identity @returns {() => Promise<string>} */
  issuer(identity) {
    /** @type {string|undefined} */
    let last;
    return async () => {
      last = await this.token(identity, last);
      return last;
    };
  }

  /** @param {Identity} identity @returns {Promise<Token>} */
  async #ask(identity) {
    const answer = await this.#fetch(new URL('api/tokens', this.#base), {
      method: 'POST',
      cache: 'no-store',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ secret: identity.secret }),
    });
    const body = await answer.json().catch(() => ({}));
    // What stands between may answer so as well, in its own form.
    if (answer.status === 401 && body.reason === 'unauthorized') {
      this.forget(identity);
      this.onLost(identity);
    }
    if (answer.status === 404 && typeof body.reason === 'string') return { token: '', untilMs: Infinity };
    if (!answer.ok || typeof body.token !== 'string') throw new Error(`no token (${answer.status})`);
    return this.#tokenIn(body, Date.parse(answer.headers.get('Date') ?? '') || this.#now());
  }

  /** For how long it holds is reckoned by the server's clock. @param {Given} given @param {number} there what that clock says now @returns {Token} */
  #tokenIn({ token, expires_at: at }, there) {
    const leftMs = Date.parse(at) - there;
    return { token, untilMs: this.#now() + Math.max(leftMs - EARLY_MS, leftMs / 2) };
  }

  /** @param {string} role @param {string} [sessionId] */
  #place(role, sessionId) {
    return `${PREFIX}${this.#base} ${role}${sessionId === undefined ? '' : ` ${sessionId}`}`;
  }

  /** @param {string} place */
  #text(place) {
    try {
      return this.#memory.get(place) ?? this.#storage?.getItem(place) ?? null;
    } catch {
      return null; // a browser that keeps nothing
    }
  }

  /** Whatever stands there: somebody else may have written it. @param {string} place @returns {Identity|null} */
  #read(place) {
    try {
      const found = JSON.parse(this.#text(place) ?? 'null');
      const isOne = typeof found?.secret === 'string' && typeof found.userId === 'string' && place.includes(` ${found.role}`);
      return isOne && !this.#void.has(found.secret) ? found : null;
    } catch {
      return null; // no JSON is none of ours
    }
  }
}

/** @returns {Storage|undefined} */
function storageOfBrowser() {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}
