/**
 * The server's rules for what a form asks for (docs/protocol.md), so that a form can say what is wrong while it is being
 * filled in; what is allowed is said in the page's words. The server judges in the end. Only what is the same on every
 * server stands here: how many students a class may have, for example, is a setting, and is said by the refusal.
 *
 * @module rules
 */

export const MAX_CONTENT_BYTES = 65_536;

const ID = /^[A-Za-z0-9_-]{1,50}$/;
const SEPARATORS = /[\s,;]+/;

/** @param {string} id */
export function isId(id) {
  return ID.test(id);
}

/** @param {string} name */
export function isName(name) {
  return name.trim() !== '' && [...name].length <= 200 && !/\p{Cc}/u.test(name);
}

/**
 * The ids in what somebody pasted: one a line, separated by commas, or a column of a table.
 *
 * @param {string} text
 * @returns {{ids: string[], bad: string[], doubled: string[]}} in the order of the text, each once; `bad` are those that
 *   the server would refuse
 */
export function studentsIn(text) {
  const words = text.split(SEPARATORS).map((word) => word.replace(/^"(.*)"$/, '$1')).filter((word) => word !== '');
  const ids = new Set();
  const bad = new Set();
  const doubled = new Set();
  for (const word of words) {
    if (!isId(word)) bad.add(word);
    else if (ids.has(word)) doubled.add(word);
    else ids.add(word);
  }
  return { ids: [...ids], bad: [...bad], doubled: [...doubled] };
}

/** The bytes of a content as the server counts them. @param {object} content */
export function bytesOf(content) {
  return new TextEncoder().encode(JSON.stringify(content)).length;
}
