/** What is said where a call did not succeed. @module parts/problems */

import { words } from '../words.js';

/** @param {any} error @returns {string} */
export function problemWords(error) {
  switch (error.reason) {
    case 'unreachable': return words.notReached;
    case 'session_not_found': return words.classNotFound;
    case 'invalid_session_id': return words.classNotFound;
    default: return error.message; // the server's own words, which name what is wrong and what is allowed
  }
}
