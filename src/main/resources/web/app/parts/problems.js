/** What is said where a call did not succeed. @module parts/problems */

import { CallError } from '../switchboard.js';
import { words } from '../words.js';

/** @param {unknown} error @returns {string} */
export function problemWords(error) {
  switch (error instanceof CallError && error.reason) {
    case 'unreachable': return words.notReached;
    case 'session_not_found': return words.classNotFound;
    case 'invalid_session_id': return words.classNotFound;
    // The server's own words, which name what is wrong and what is allowed.
    default: return error instanceof Error ? error.message : String(error);
  }
}

/** Whether the server asks who this is. @param {unknown} error */
export function isUnknown(error) {
  return error instanceof CallError && error.reason === 'unauthorized';
}
