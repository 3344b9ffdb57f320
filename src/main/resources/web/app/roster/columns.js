/**
 * What the columns of a table are: by what its first line calls them, otherwise by what their cells look like.
 *
 * @module roster/columns
 *
 * @typedef {'id'|'email'|'first'|'last'|'full'|'group'|'role'|''} Role
 * @typedef {import('./rows.js').Row} Row
 */

import { isGivenName } from './given-names.js';
import { folded, meaningOf } from './header-words.js';
import { isOrdinal, lookOf, share } from './looks.js';

/** What a column can be. @type {readonly Role[]} */
export const ROLES = ['', 'id', 'email', 'first', 'last', 'full', 'group', 'role'];

/** So far down reports begin with what they are about. */
const FIRST_ROWS = 30;
/** A list of one column has at most a heading before the name of the column. */
const FIRST_LINES = 3;
const TELLING = ['first', 'last', 'full', 'email', 'login'];
const ADDRESS = /\S@\S/;

/** @param {readonly Row[]} rows @returns {number} which of them names the columns, or -1 */
export function headerAt(rows) {
  const width = widthOf(rows);
  const most = width === 1 ? FIRST_LINES : FIRST_ROWS;
  let found = -1;
  let best = 0;
  rows.slice(0, most).forEach(({ cells }, i) => {
    const score = width === 1 ? singleScore(cells[0], i) : headerScore(cells);
    if (score > best) [found, best] = [i, score];
  });
  return found;
}

/** @param {readonly Row[]} rows */
function widthOf(rows) {
  return rows.reduce((width, { cells }) => Math.max(width, cells.length), 0);
}

/** @param {string} cell @param {number} i its line */
function singleScore(cell, i) {
  const meaning = meaningOf(cell);
  return meaning?.exact && meaning.meaning !== 'other' && (i === 0 || meaning.strong) ? 1 : 0;
}

/** @param {readonly string[]} cells @returns {number} how many are names of columns, where that is not chance */
export function headerScore(cells) {
  const meanings = cells.map(meaningOf).filter((meaning) => meaning !== null);
  const exact = meanings.filter((meaning) => meaning.exact);
  const alike = meanings.filter((meaning) => !meaning.exact && TELLING.includes(meaning.meaning));
  const isSure = exact.length > 1 || alike.length > 1 || exact.some(({ strong }) => strong);
  if (!isSure || cells.some((cell) => ADDRESS.test(cell))) return 0;
  const telling = exact.some(({ meaning, strong }) => strong && TELLING.includes(meaning));
  return meanings.length > 1 || telling ? meanings.length : 0;
}

/**
 * @param {readonly string[]|null} header
 * @param {readonly Row[]} body
 * @param {boolean} commas whether a comma and a space stand between the cells, as in "Schmidt, Lena"
 * @returns {Role[]} of each column
 */
export function rolesOf(header, body, commas) {
  const width = Math.max(header?.length ?? 0, widthOf(body));
  const columns = Array.from({ length: width }, (_, i) => body.map(({ cells }) => cells[i] ?? ''));
  const named = header ? rolesByName(header, columns) : columns.map(() => /** @type {Role} */ (''));
  if (named.some((role) => ['id', 'email', 'first', 'last', 'full'].includes(role))) return named;
  const known = (/** @type {number} */ i) => header !== null && (meaningOf(header[i] ?? '') !== null);
  return rolesByLook(columns, commas, named, known);
}

/** @param {readonly string[]} header @param {readonly string[][]} columns @returns {Role[]} */
function rolesByName(header, columns) {
  const meanings = header.map(meaningOf);
  /** @param {import('./header-words.js').Meaning} wanted @param {(cells: readonly string[]) => boolean} [fits] */
  const best = (wanted, fits = () => true) => meanings
    .flatMap((meaning, i) => (meaning?.meaning === wanted ? [{ rank: meaning.rank, i }] : []))
    .filter(({ i }) => columns[i]?.some(Boolean) && fits(columns[i]))
    .sort((one, other) => one.rank - other.rank)[0]?.i ?? -1;
  const called = (/** @type {number} */ i, /** @type {string[]} */ ...names) => i >= 0 && names.includes(folded(header[i]));

  let [first, last, full] = [best('first'), best('last'), best('full')];
  let login = best('login', tellsApart);
  if (first >= 0 && last < 0 && called(full, 'name')) [last, full] = [full, -1];
  else if (last >= 0 && first < 0 && called(full, 'name')) [first, full] = [full, -1];
  else if (first >= 0 && last >= 0 && full >= 0 && login < 0 && isOneWord(columns[full]) && tellsApart(columns[full])) [login, full] = [full, -1];
  if (first < 0 || last < 0) [full, first, last] = [full >= 0 ? full : Math.max(first, last), -1, -1];

  const named = first >= 0 || last >= 0 || full >= 0;
  const number = best('number', (cells) => tellsApart(cells) && !(named && isOrdinal(cells.filter(Boolean))));
  const group = best('group');
  /** @type {Role[]} */
  const roles = header.map(() => '');
  const set = (/** @type {number} */ i, /** @type {Role} */ role) => { if (i >= 0) roles[i] = role; };
  set(group >= 0 ? group : best('year'), 'group');
  set(best('role'), 'role');
  set(best('email'), 'email');
  set(login >= 0 ? login : number, 'id');
  set(first, 'first');
  set(last, 'last');
  if (last >= 0) set(best('last2'), 'last');
  if (first < 0 && last < 0) set(full, 'full');
  return roles;
}

/** Whether half of them and more have one, and of these half and more one of their own: what is wrong there is said later. @param {readonly string[]} cells */
function tellsApart(cells) {
  const filled = cells.filter(Boolean);
  return filled.length >= cells.length / 2 && new Set(filled).size >= filled.length / 2;
}

/** @param {readonly string[]} cells */
function isOneWord(cells) {
  return share(cells.filter(Boolean), /^[^\s,]+$/) === 1;
}

/**
 * @param {readonly string[][]} columns @param {boolean} commas @param {Role[]} named what is known already
 * @param {(column: number) => boolean} known whether the column has a name that says what it is
 * @returns {Role[]}
 */
function rolesByLook(columns, commas, named, known) {
  const roles = [...named];
  const looks = columns.map((cells, i) => (named[i] || known(i) ? 'other' : lookOf(cells.filter(Boolean))));
  const all = (/** @type {import('./looks.js').Look[]} */ ...wanted) => looks.flatMap((look, i) => (wanted.includes(look) ? [i] : []));
  const set = (/** @type {number|undefined} */ i, /** @type {Role} */ role) => { if (i !== undefined) roles[i] = role; };

  let names = all('word', 'words');
  let [login] = all('login');
  const lower = all('lower');
  if (names.length === 0 && lower.length > 1) names = lower.slice(0, 2);
  else if (login === undefined) [login] = lower;
  set(all('email')[0], 'email');
  set(login ?? all('number')[0], 'id');
  if (!roles.includes('group')) set(all('group')[0], 'group');
  if (names.length > 1 && !(looks[names[0]] === 'words' && repeats(columns[names[1]]))) {
    const [one, other] = names;
    const turned = isLastFirst(columns[one], columns[other], commas);
    roles[one] = turned ? 'last' : 'first';
    roles[other] = turned ? 'first' : 'last';
  } else if (names.length > 0) {
    roles[names[0]] = 'full';
  } else if (!roles.some((role) => role === 'id' || role === 'email')) {
    set(all('other', 'text')[0] ?? all('group', 'ordinal', 'mark')[0], 'full');
  }
  return roles;
}

/** As towns and states do, of which there are few. @param {readonly string[]} cells */
function repeats(cells) {
  return cells.length >= 4 && new Set(cells).size < cells.length * 0.6;
}

/** @param {readonly string[]} one @param {readonly string[]} other @param {boolean} commas */
function isLastFirst(one, other, commas) {
  const capitals = (/** @type {readonly string[]} */ cells) => share(cells.filter(Boolean), /^\p{Lu}[\p{Lu}\p{M}'’ -]+$/u) > 0.7;
  if (capitals(one) !== capitals(other)) return capitals(one);
  const given = (/** @type {readonly string[]} */ cells) => cells.filter(isGivenName).length;
  const [inOne, inOther] = [given(one), given(other)];
  return commas ? inOne <= 2 * inOther + 1 : inOther > inOne;
}
