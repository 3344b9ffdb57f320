/**
 * Tables as CSV (RFC 4180), such that a spreadsheet that opens the file changes nothing: what people wrote and it would take for
 * a number, a date or a formula begins with an apostrophe, by which it is text. Whoever reads the file by a program takes that
 * off again: what began with one has two.
 *
 * @module csv
 *
 * @typedef {string|number|Date|undefined} Cell a text, a number, a moment, or nothing
 * @typedef {{name: string, width: number}} Column  its width in characters
 */

import { localText, readersLocale } from './region.js';

/** Tells spreadsheets that it is UTF-8. */
export const CSV_BEGINS = '\uFEFF';

/** @param {readonly (readonly Cell[])[]} rows @param {','|';'} separator */
export function csvOf(rows, separator) {
  return rows.map((row) => `${row.map(quoted).join(separator)}\r\n`).join('');
}

/** @param {Cell} cell */
function quoted(cell) {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  if (cell instanceof Date) return localText(cell);
  const text = isTakenForMore(cell) ? `'${cell}` : cell;
  return `"${text.replaceAll('"', '""')}"`;
}

/** What computes something, also in a spreadsheet of East Asia, or names an error. */
const FORMULA = /^[=+\-@\t\r'＝＋－＠]|^#[\p{Lu}\d/!?]+$/u;
const NUMBER = /^[\p{Nd}\s.,:/%+\-−'’()\p{Sc}]*\p{Nd}[\p{Nd}\s.,:/%+\-−'’()\p{Sc}]*$/u;
const EXPONENT = /^\s*[\d.,]+\s*e[-+]?\d+\s*$/i;
const TIME = /^\s*\d[\d:.\s]*[ap]\.?\s?m?\.?\s*$/i;
const ISO_TIME = /^\s*\d[\d\-.]*t[\d:.,]+\s*(z|[+-][\d:]+)?\s*$/i;
const TRUTH = /^\s*(true|false|wahr|falsch|vrai|faux|verdadero|falso|vero)\s*$/i;
/** Longer than any number or date that a spreadsheet reads; without it a long row of digits would be looked at again and again. */
const MOST_CHARS = 60;

/** Whether a spreadsheet would make something else of a text. @param {string} text */
export function isTakenForMore(text) {
  if (FORMULA.test(text)) return true;
  return text.length <= MOST_CHARS && [NUMBER, EXPONENT, TIME, ISO_TIME, TRUTH, dates()].some((pattern) => pattern.test(text));
}

/** Numbers around a month, in the languages that a reader may have. @type {RegExp|undefined} */
let named;

function dates() {
  if (named) return named;
  const lengths = /** @type {const} */ (['short', 'long']);
  const months = ['en', 'de', 'fr', 'es', readersLocale].flatMap((locale) => lengths.flatMap((month) => {
    const format = new Intl.DateTimeFormat(locale, { month, timeZone: 'UTC' });
    return Array.from({ length: 12 }, (_, i) => format.format(Date.UTC(2020, i)).replace(/\.$/, ''));
  }));
  const some = [...new Set([...months, 'sep', 'mrz'])].map((name) => name.replaceAll(/[^\p{L}\p{M}\p{Nd}]/gu, '.')).join('|');
  named = new RegExp(`^(?=.*\\d)[\\d\\s.,/'’-]*(${some})\\.?[\\d\\s.,/:'’-]*$`, 'iu');
  return named;
}
