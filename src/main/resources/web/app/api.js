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
import { parsed } from './literals.js';

/** Where the page came from, below whatever path a proxy has put it. */
export const SERVER = new URL('.', document.baseURI).href;

export const calls = new SessionCalls({ url: SERVER });

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
