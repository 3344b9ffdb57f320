/**
 * The REST calls about classes (docs/protocol.md). Messages are `switchboard.js`'s.
 *
 * @module api
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
 * @property {number} [connection_count]
 *
 * @typedef {{member: string, index: number, value: string, message: string}} MemberProblem  of a list, at a place of it; of an object's member its name is the value
 *
 * @typedef {object} Listing  a page of a list of sessions, newest first
 * @property {Session[]} sessions
 * @property {string} [next]     `after` of the next page
 * @property {boolean} [listed]  false where this server lists none
 *
 * @typedef {{code?: string, open: boolean}} JoinCode  of a session; without a code where nobody joins by one
 *
 * @callback Take
 * @param {import('./switchboard.js').Message[]} messages
 * @param {string} page the server's answer, in which they stand as they were written
 * @returns {void}
 */

import { parsed } from './literals.js';

/** The server answers within 10 s. */
const TIMEOUT_MS = 12_000;

/** What the server said to a call that it refused, or `unreachable` where it said nothing. */
export class CallError extends Error {
  /**
   * @param {string} reason the server's stable code
   * @param {string} message its words
   * @param {MemberProblem[]} [problems] each one, where it says them one by one
   * @param {number} [retryAfterMs] when to try again, where waiting helps
   */
  constructor(reason, message, problems = [], retryAfterMs = undefined) {
    super(message);
    this.name = 'CallError';
    this.reason = reason;
    this.problems = problems;
    this.retryAfterMs = retryAfterMs;
  }
}

/** @param {{name: string, instructor_id: string, student_ids: string[], names?: Record<string, string>}} draft @returns {Promise<Session>} */
export async function createSession(draft) {
  return (await call('POST', 'api/sessions', draft)).session;
}

/** The active ones. @param {{limit: number, after?: string}} page @returns {Promise<Listing>} */
export function activeSessions({ limit, after }) {
  const query = new URLSearchParams({ limit: String(limit), ...(after && { after }) });
  return call('GET', `api/sessions?${query}`);
}

/**
 * Those that a user has created.
 *
 * @param {string} creator @param {'active'|'ended'|'all'} status @param {{limit: number, after?: string}} page
 * @returns {Promise<Listing>}
 */
export function sessionsOf(creator, status, { limit, after }) {
  const query = new URLSearchParams({ created_by: creator, status, limit: String(limit), ...(after && { after }) });
  return call('GET', `api/sessions?${query}`);
}

/** @param {string} id @returns {Promise<JoinCode>} */
export function joinCode(id) {
  return call('GET', joinCodePath(id));
}

/** Makes a new one; the one before is void at once. @param {string} id @returns {Promise<JoinCode>} */
export function makeJoinCode(id) {
  return call('POST', joinCodePath(id));
}

/** From now on nobody joins by a code. @param {string} id @returns {Promise<JoinCode>} */
export function closeJoinCode(id) {
  return call('DELETE', joinCodePath(id));
}

/** @param {string} id */
function joinCodePath(id) {
  return `api/sessions/${encodeURIComponent(id)}/join-code`;
}

/** @param {string} code as it is written @returns {Promise<string>} the id of the session that has it */
export async function sessionOfCode(code) {
  return (await call('GET', `api/join/${encodeURIComponent(code)}`)).session_id;
}

/** @param {string} id @returns {Promise<Session>} active or ended */
export async function findSession(id) {
  const { session, connection_count } = await call('GET', `api/sessions/${encodeURIComponent(id)}`);
  return { ...session, connection_count };
}

/**
 * Adds who is not in the list yet, and sets the names that are given.
 *
 * @param {string} id @param {{user_id: string, name?: string}[]} students @returns {Promise<Session>} as it is now
 */
export async function addStudents(id, students) {
  return (await call('POST', `api/sessions/${encodeURIComponent(id)}/students`, { students })).session;
}

/** Takes a student out of the list. @param {string} id @param {string} userId @returns {Promise<Session>} as it is now */
export async function removeStudent(id, userId) {
  return (await call('DELETE', `api/sessions/${encodeURIComponent(id)}/students/${encodeURIComponent(userId)}`)).session;
}

/** @param {string} id */
export async function endSession(id) {
  await call('DELETE', `api/sessions/${encodeURIComponent(id)}`);
}

/**
 * What a user may see of a class, page by page, up to now; the class may have ended.
 *
 * @param {string} id @param {string} userId @param {string} role
 * @param {Take} take is given each page
 * @param {number} [newest] of the places of the log no more than the last so many
 * @returns {Promise<{head: number, skipped: number}>} the seq up to which everything was read, and the one behind which it began
 */
export async function readMessages(id, userId, role, take, newest = Infinity) {
  let after = 0;
  let skipped = 0;
  for (;;) {
    const { messages, next_after: next, head_seq: head, text } = await page(id, userId, role, after, 1_000);
    if (after === 0 && head > newest) {
      skipped = after = head - newest;
      continue;
    }
    take(messages, text);
    if (next === null) return { head, skipped };
    after = next;
  }
}

/** @param {string} id @param {string} userId @param {string} role @param {number} seq @returns {Promise<import('./switchboard.js').Message|undefined>} */
export async function readMessage(id, userId, role, seq) {
  const { messages } = await page(id, userId, role, seq - 1, 1);
  return messages.find((message) => message.seq === seq);
}

/**
 * @param {string} id @param {string} userId @param {string} role @param {number} after @param {number} limit
 * @returns {Promise<import('./switchboard.js').Page & {next_after: number|null, text: string}>} `text` is the answer as it came
 */
function page(id, userId, role, after, limit) {
  const query = new URLSearchParams({ user_id: userId, role, after: String(after), limit: String(limit) });
  return call('GET', `api/sessions/${encodeURIComponent(id)}/messages?${query}`, undefined, (text) => ({ ...parsed(text), text }));
}

/**
 * @param {string} method @param {string} path @param {object} [body] @param {(text: string) => any} [read]
 * @returns {Promise<any>} what the path promises
 */
async function call(method, path, body, read = JSON.parse) {
  const init = body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), TIMEOUT_MS);
  let response;
  let answer;
  try {
    response = await fetch(new URL(path, document.baseURI), { method, cache: 'no-store', signal: giveUp.signal, ...init });
    answer = read(await response.text());
  } catch (error) {
    throw new CallError('unreachable', String(error));
  } finally {
    clearTimeout(timer);
  }
  if (!response.ok) {
    const { reason, message, problems, retry_after_ms: retryAfterMs } = answer;
    throw new CallError(reason ?? String(response.status), message ?? response.statusText, problems, retryAfterMs);
  }
  return answer;
}
