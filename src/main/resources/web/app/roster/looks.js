/**
 * What the cells of a column look like, where nothing says what they are.
 *
 * @module roster/looks
 *
 * @typedef {'email'|'ordinal'|'group'|'number'|'login'|'lower'|'word'|'words'|'mark'|'text'|'other'} Look
 *   `lower`: one word of small letters, as a login or a name; `word`, `words`: as names are written; `mark`: what is given
 *   or said of people, such as a date, a grade or a gender
 */

const MOST = 0.8;
const EMAIL = /^\S+@\S+$/;
const MARK = /^(?:[mfwdhx]|male|female|männlich|weiblich|divers|masculin|féminin|hombre|mujer|[+-]?\d+[.,]\d+|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}.*|\+?[\d /()-]{7,}|ja|nein|yes|no|oui|non|sí|true|false|[-–—xX✓✗])$/iu;
const GROUP = /^(?:\d{1,2}[./ -]?[a-z]{1,2}\d?|\d{1,2}[./-]\d{1,2})$/i;
const GROUP_OR_LOGIN = /^[a-z]{1,3}[-. ]?\d{1,2}[a-z]?$|^\d{1,2}$/i;
const NUMBER = /^#?\d{3,}$/;
const LOWER = /^[a-z][a-z.-]*$/;
const LOGIN = /^[\w.\\#-]+$/;
const NAME = /^[\p{L}\p{M}'’`(][\p{L}\p{M}'’`.,()\- ]*$/u;

/** @param {readonly string[]} cells @param {RegExp} pattern @returns {number} 0 to 1 */
export function share(cells, pattern) {
  return cells.length === 0 ? 0 : cells.filter((cell) => pattern.test(cell)).length / cells.length;
}

/** 1, 2, 3 … @param {readonly string[]} cells */
export function isOrdinal(cells) {
  return cells.length > 0 && cells.every((cell, i) => /^\d{1,4}[.)]?$/.test(cell) && !/^0\d/.test(cell) && parseInt(cell, 10) === parseInt(cells[0], 10) + i)
    && parseInt(cells[0], 10) <= 1;
}

/** @param {readonly string[]} cells without empty ones @returns {Look} */
export function lookOf(cells) {
  if (cells.length === 0) return 'mark';
  const most = (/** @type {RegExp} */ pattern) => share(cells, pattern) >= MOST;
  const distinct = new Set(cells).size === cells.length && cells.length > 1;
  if (most(EMAIL)) return 'email';
  if (isOrdinal(cells)) return 'ordinal';
  if (most(GROUP) || (most(GROUP_OR_LOGIN) && !distinct)) return 'group';
  if (most(MARK) && !most(NUMBER)) return 'mark';
  if (most(NUMBER)) return distinct || cells.length === 1 ? 'number' : 'mark';
  if (most(LOWER)) return 'lower';
  if (most(NAME)) return share(cells, /[\s,]/) >= 0.6 ? 'words' : 'word';
  if (most(LOGIN)) return distinct || cells.length === 1 ? 'login' : 'mark';
  return 'text';
}
