/**
 * The join code by which this tab came to a class: with it a name is claimed there.
 *
 * @module known-codes
 */

const PREFIX = 'switchboard code ';

/** Where the browser keeps nothing. @type {Map<string, string>} */
const memory = new Map();

/** @param {string} session @param {string} code */
export function rememberCode(session, code) {
  memory.set(session, code);
  try {
    sessionStorage.setItem(PREFIX + session, code);
  } catch {
    // until the page is loaded anew
  }
}

/** @param {string} session @returns {string} empty where none is known */
export function codeOf(session) {
  try {
    return memory.get(session) ?? sessionStorage.getItem(PREFIX + session) ?? '';
  } catch {
    return '';
  }
}
