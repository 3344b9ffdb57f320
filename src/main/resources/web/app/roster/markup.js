/**
 * Rows of what programs write for programs: JSON, and tables of HTML, which some school systems call "Excel".
 *
 * @module roster/markup
 *
 * @typedef {import('./rows.js').Row} Row
 */

import { cleaned, trimmed } from './clean.js';
import { meaningOf } from './header-words.js';

/** Texts first, so that a number in one of them is left alone. */
const TEXT_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** How deep in an answer of a server its list may stand. */
const DEPTH = 4;
/** What is said of a person, in a list or by itself. */
const NO_PEOPLE = ['group', 'year', 'role', 'other', 'email'];
const TELLING = ['login', 'number', 'email', 'first', 'last', 'full'];
/** @type {Record<string, string>} */
const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', shy: '', szlig: 'ß', aelig: 'æ', oslash: 'ø', rsquo: '’' };
/** `&uuml;` is a u with a mark. @type {Record<string, string>} */
const MARKS = { uml: '\u0308', acute: '\u0301', grave: '\u0300', circ: '\u0302', tilde: '\u0303', cedil: '\u0327', ring: '\u030a', caron: '\u030c' };

/** @param {string} text @returns {{rows: Row[], headLine?: number}|null} null for what is no JSON */
export function rowsOfJson(text) {
  if (!/^\s*[[{]/.test(text)) return null;
  const value = read(text) ?? text.trim().split('\n').map(read);
  const list = listIn(value, DEPTH) ?? peopleIn(value);
  if (!list || list.includes(undefined)) return null;
  if (!list.some(isObject)) return { rows: numbered(list.map((entry) => [cellOf(entry)])) };
  if (list.every(Array.isArray)) return { rows: numbered(list.map((cells) => cells.map(cellOf))) };
  const people = list.map((entry) => flattened(entry, ''));
  const keys = [...new Set(people.flatMap((person) => [...person.keys()]))];
  const rows = numbered(people.map((person) => keys.map((key) => person.get(key) ?? '')));
  return { rows: [{ line: 0, cells: keys.map(shortKey) }, ...rows], headLine: 0 };
}

/**
 * With every number as it is written: `0042` is none, and long ones would be rounded.
 *
 * @param {string} text @returns {unknown}
 */
function read(text) {
  try {
    return JSON.parse(text.replace(TEXT_OR_NUMBER, (found) => (found[0] === '"' ? found : `"${found}"`)));
  } catch {
    return undefined; // no JSON: somebody's text in brackets
  }
}

/**
 * The list of people: the value, or the first list in it that is not of something else.
 *
 * @param {unknown} value @param {number} depth @returns {unknown[]|undefined}
 */
function listIn(value, depth) {
  if (Array.isArray(value)) return value;
  if (!isObject(value) || depth === 0) return undefined;
  return Object.entries(value)
    .filter(([key, inside]) => isObject(inside) && !NO_PEOPLE.includes(meaningOf(key)?.meaning ?? ''))
    .map(([, inside]) => listIn(inside, depth - 1))
    .find((list) => list?.length);
}

/**
 * One person alone; or people by their ids, with the name of each or what else is known.
 *
 * @param {unknown} value @returns {unknown[]|undefined}
 */
function peopleIn(value) {
  if (!isObject(value)) return undefined;
  const inside = Object.values(value);
  const tells = (/** @type {[string, unknown]} */ [key, one]) => !isObject(one) && TELLING.includes(meaningOf(key)?.meaning ?? '');
  if (Object.entries(value).some(tells)) return [value];
  if (inside.every(isObject)) return Object.entries(value).map(([id, person]) => ({ id, ...person }));
  return inside.every((one) => typeof one === 'string') ? Object.entries(value).map(([id, name]) => ({ id, name })) : undefined;
}

/** @param {unknown} value @returns {value is object} */
function isObject(value) {
  return value !== null && typeof value === 'object';
}

/** @param {unknown} entry @param {string} path @returns {Map<string, string>} */
function flattened(entry, path) {
  /** @type {Map<string, string>} */
  const cells = new Map();
  if (!isObject(entry) || Array.isArray(entry)) return cells.set(path || 'name', cellOf(entry));
  for (const [key, value] of Object.entries(entry)) {
    const place = path ? `${path}.${key}` : key;
    if (isObject(value) && !Array.isArray(value)) flattened(value, place).forEach((cell, at) => cells.set(at, cell));
    else cells.set(place, cellOf(value));
  }
  return cells;
}

/** `profile.name.givenName` is a given name. @param {string} key */
function shortKey(key) {
  const last = key.slice(key.lastIndexOf('.') + 1);
  return !meaningOf(key)?.exact && meaningOf(last)?.exact && last !== 'name' && last !== 'id' ? last : key;
}

/** @param {unknown} value @returns {string} */
function cellOf(value) {
  if (Array.isArray(value)) return value.filter((one) => !isObject(one)).map(cellOf).join(', ');
  return isObject(value) || value === null ? '' : trimmed(cleaned(String(value)));
}

/** @param {string[][]} lists @returns {Row[]} */
function numbered(lists) {
  return lists.map((cells, i) => ({ line: i + 1, cells }));
}

/** @param {string} text @returns {{rows: Row[], headLine?: number}|null} null for what has no table */
export function rowsOfHtml(text) {
  if (!/^\s*</.test(text) || !/<t[dh]\b/i.test(text)) return null;
  /** @type {Row[]} */
  const rows = [];
  for (const found of text.matchAll(/<tr\b[^>]*>(.*?)(?=<tr\b|<\/tr>|<\/table>|$)/gis)) {
    const cells = [...found[1].matchAll(/<t[dh]\b[^>]*>(.*?)(?=<t[dh]\b|<\/t[dhr]>|$)/gis)].map(([, cell]) => trimmed(cleaned(plain(cell))));
    const line = text.slice(0, found.index).split('\n').length;
    if (cells.some(Boolean)) rows.push({ line, cells });
  }
  return { rows };
}

/** @param {string} html */
function plain(html) {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(x?)([0-9a-f]{1,6});/gi, (_, hex, code) => characterOf(parseInt(code, hex ? 16 : 10)))
    .replace(/&([A-Za-z])(uml|acute|grave|circ|tilde|cedil|ring|caron);/g, (_, base, mark) => base + MARKS[mark])
    .replace(/&(\w+);/g, (whole, name) => ENTITIES[name] ?? whole);
}

/** @param {number} code */
function characterOf(code) {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
