/**
 * How the page asks its server: the calls of `switchboard.js`, and reading what was said in a class.
 *
 * @module api
 *
 * @typedef {import('./classroom.js').Role} Role
 *
 * @callback Take
 * @param {import('./switchboard.js').Message[]} messages
 * @param {string} page the server's answer, in which they stand as they were written
 * @returns {void}
 */

import { SessionCalls } from './switchboard.js';
import { Identities } from './identities.js';
import { parsed } from './literals.js';

/** Where the page came from, below whatever path a proxy has put it. */
export const SERVER = new URL('.', document.baseURI).href;

export const identities = new Identities({ base: SERVER });

/** As whom the page asks; nobody in particular where the server believes what one says, or has not asked yet. @type {import('./identities.js').Identity|null} */
let actor = null;

/** From now on all calls are made as this one. @param {import('./identities.js').Identity|null} identity */
export function actAs(identity) {
  actor = identity;
}

export function actingAs() {
  return actor;
}

/** As `fetch`, with a token of whom the page acts as. @type {typeof fetch} */
export const fetchAsActor = async (address, init = {}) => {
  const identity = actor;
  if (!identity) return fetch(address, init);
  const send = (/** @type {string} */ token) => {
    const headers = new Headers(init.headers);
    if (token) headers.set('Authorization', `Bearer ${token}`);
    return fetch(address, { ...init, headers });
  };
  const token = await identities.token(identity);
  const answer = await send(token);
  return answer.status === 401 ? send(await identities.token(identity, token)) : answer;
};

export const calls = new SessionCalls({ url: SERVER, fetch: fetchAsActor });

/**
 * What a user may see of a class, page by page, up to now; the class may have ended.
 *
 * @param {string} id @param {string} userId @param {Role} role
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

/** @param {string} id @param {string} userId @param {Role} role @param {number} seq @returns {Promise<import('./switchboard.js').Message|undefined>} */
export async function readMessage(id, userId, role, seq) {
  const { messages } = await page(id, userId, role, seq - 1, 1);
  return messages.find((message) => message.seq === seq);
}

/**
 * @param {string} id @param {string} userId @param {Role} role @param {number} after @param {number} limit
 * @returns {Promise<import('./switchboard.js').Page & {text: string}>} `text` is the answer as it came
 */
function page(id, userId, role, after, limit) {
  return calls.messages(id, { userId, role, after, limit, parse: (text) => ({ ...parsed(text), text }) });
}
