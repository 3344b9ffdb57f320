/**
 * The server's rules for what a form asks for (docs/protocol.md), so that a form can say what is wrong while it is being
 * filled in; what is allowed is said in the page's words. The server judges in the end. Only what is the same on every
 * server stands here: how many students a class may have, for example, is a setting, and is said by the refusal.
 *
 * @module rules
 */

export const MOST_ID_CHARS = 50;
/** Of a person. */
export const MOST_PERSON_NAME_CHARS = 100;
export const MAX_CONTENT_BYTES = 65_536;
/** Of a question to choose an answer to; the page's own convention (docs/protocol.md, section 10). */
export const LEAST_OPTIONS = 2;
export const MOST_OPTIONS = 12;
export const MOST_OPTION_CHARS = 200;

const ID = /^[A-Za-z0-9_-]{1,50}$/;
/** Turns around what follows. */
const BIDI_OVERRIDES = /[\u202a-\u202e\u2066-\u2069]/;

/** None of its letters and digits is taken for another one. */
const JOIN_CODE = /^[2-9A-HJKMNP-TV-Z]{6}$/;
/** Word processors and telephones have dashes and spaces of their own. */
const BETWEEN = /[\s\p{Z}\p{Pd}\p{Cf}\u2212]/gu;
const LINK_WITH_CODE = /\/(?:j|join)\/([^/?#]*)/i;

/**
 * The join code that somebody typed or pasted, by itself or in a link, as it is written.
 *
 * @param {string} typed @returns {string} empty where it is none
 */
export function joinCodeIn(typed) {
  const [, code] = LINK_WITH_CODE.exec(typed) ?? ['', typed];
  const plain = code.replace(BETWEEN, '').toUpperCase();
  return JOIN_CODE.test(plain) ? `${plain.slice(0, 3)}-${plain.slice(3)}` : '';
}

/** @param {string} id */
export function isId(id) {
  return ID.test(id);
}

/** @param {string} name */
export function isName(name) {
  return name.trim() !== '' && [...name].length <= 200 && !/\p{Cc}/u.test(name);
}

/** How a person may be shown. @param {string} name */
export function isPersonName(name) {
  return name.trim() !== '' && [...name.trim()].length <= MOST_PERSON_NAME_CHARS && !/\p{Cc}/u.test(name) && !BIDI_OVERRIDES.test(name);
}

/** The bytes of a content as the server counts them. @param {object} content */
export function bytesOf(content) {
  return new TextEncoder().encode(JSON.stringify(content)).length;
}
