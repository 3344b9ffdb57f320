/**
 * Reads what a school's system exports, or what somebody typed: which people there are, and what is wrong with the rest.
 * Runs without a browser, changes nothing, and gives the same for the same input.
 *
 * @module roster-import
 *
 * @typedef {import('./roster/people.js').Person} Person
 * @typedef {import('./roster/check.js').Problem} Problem
 * @typedef {import('./roster/columns.js').Role} Role
 * @typedef {import('./roster/rows.js').Row} Row
 *
 * @typedef {object} Roster
 * @property {Person[]} people      in the order of the text
 * @property {Problem[]} problems   all of them, in the order of the text
 * @property {Problem[]} leftOut    those of what became nobody
 * @property {{name: string, sample: string, role: Role}[]} columns  of a table; none of a plain list
 * @property {boolean} headed       whether a line names the columns
 */

import { cleaned } from './roster/clean.js';
import { check } from './roster/check.js';
import { headerAt, rolesOf } from './roster/columns.js';
import { decoded } from './roster/decode.js';
import { meaningOf } from './roster/header-words.js';
import { peopleOf } from './roster/people.js';
import { rowsOf } from './roster/rows.js';
import { shortened, words } from './words.js';

/** As ids and logins are written, with and without an address. */
const ID_LIKE = /^[\w.\\@#+-]+$/;
const NO_NAME = /[\d_.\\@#]/;

/**
 * @param {string|ArrayBuffer|Uint8Array} input
 * @param {{roles?: readonly Role[], headed?: boolean}} [choices] of somebody who knows better
 * @returns {Roster}
 */
export function readRoster(input, choices = {}) {
  const { text: raw, problem } = decoded(input);
  if (problem) return { people: [], columns: [], headed: false, ...found([whole('unreadable', problem)], []) };
  const text = cleaned(raw);
  const { rows, headLine, commas } = rowsOf(text);
  const at = headOf(rows, headLine, choices.headed);
  const header = at < 0 ? null : rows[at].cells;
  const above = rows.slice(0, Math.max(at, 0)).map((row) => noted(row, 'above', words.importProblems.above));
  const { body, after } = withoutMore(header, rows.slice(at + 1));
  const roles = choices.roles ?? rolesIn(header, body, commas);
  const { people, leftOut } = peopleOf(body, roles);
  const notes = [...unseenLines(raw, text), ...above, ...leftOut, ...after].sort((one, other) => one.line - other.line);
  if (people.length === 0 && notes.length === 0 && text.trim()) notes.push(whole('nobody', words.importProblems.nobody));
  const isTable = header !== null || roles.length > 1 || choices.headed !== undefined;
  return { people, columns: isTable ? columnsOf(header, body, roles) : [], headed: header !== null, ...found(notes, check(people)) };
}

/**
 * Which row names the columns, or -1.
 *
 * @param {Row[]} rows @param {number|undefined} headLine @param {boolean|undefined} headed
 */
function headOf(rows, headLine, headed) {
  if (rows.length === 0) return -1;
  if (headed !== undefined) return headed ? Math.max(0, headerAt(rows)) : -1;
  return headLine === undefined ? headerAt(rows) : rows.findIndex(({ line }) => line === headLine);
}

/**
 * Cells beyond the header's come of a name with a comma that is not quoted; another header begins another table.
 *
 * @param {string[]|null} header @param {Row[]} rows @returns {{body: Row[], after: Problem[]}}
 */
function withoutMore(header, rows) {
  if (header === null) return { body: rows, after: [] };
  const same = (/** @type {string[]} */ cells) => cells.join('\n') === header.join('\n');
  const header2 = rows.findIndex(({ cells }, i) => i > 0 && !same(cells) && cells.filter(Boolean).length > 2
    && meaningOf(/** @type {string} */ (cells.find(Boolean)))?.exact && headerAt([{ line: 0, cells }]) === 0);
  const begins = header2 > 0 && rows[header2 - 1].cells.filter(Boolean).length === 1 ? header2 - 1 : header2;
  const own = begins < 0 ? rows : rows.slice(0, begins);
  const after = begins < 0 ? [] : rows.slice(begins).map((row) => noted(row, 'second_table', words.importProblems.secondTable));
  const repeated = own.filter(({ cells }) => same(cells)).map((row) => noted(row, 'aside', words.importProblems.aside(shortened(row.cells.join(', ')))));
  const full = header.findIndex((cell) => meaningOf(cell)?.meaning === 'full');
  const body = own.filter(({ cells }) => !same(cells)).map((row) => (full >= 0 && row.cells.length === header.length + 1
    ? { line: row.line, cells: [...row.cells.slice(0, full), `${row.cells[full]}, ${row.cells[full + 1]}`, ...row.cells.slice(full + 2)] } : row));
  return { body, after: [...repeated, ...after] };
}

/** @param {string[]|null} header @param {Row[]} body @param {boolean} commas @returns {Role[]} */
function rolesIn(header, body, commas) {
  const roles = rolesOf(header, body, commas);
  const isList = roles.length === 1 && roles[0] !== 'email' && body.every(({ cells }) => ID_LIKE.test(cells[0]));
  return isList && (header === null || body.some(({ cells }) => NO_NAME.test(cells[0]))) ? ['id'] : roles;
}

/**
 * Lines of which nothing is left without what nobody can see.
 *
 * @param {string} raw @param {string} text @returns {Problem[]}
 */
function unseenLines(raw, text) {
  const lines = text.split('\n');
  return raw.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/).flatMap((line, i) => (/\S/.test(line) && lines[i]?.trim() === ''
    ? [{ ...whole('unseen', words.importProblems.unseen), line: i + 1 }] : []));
}

/** @param {string[]|null} header @param {Row[]} body @param {readonly Role[]} roles */
function columnsOf(header, body, roles) {
  return roles.map((role, i) => ({
    name: header?.[i] ?? '',
    sample: body.map(({ cells }) => cells[i] ?? '').filter(Boolean).slice(0, 2).join(', '),
    role,
  }));
}

/** @param {Row} row @param {string} code @param {string} message @returns {Problem} */
function noted({ line, cells }, code, message) {
  return { line, value: shortened(cells.filter(Boolean).join(', ')), message, code, blocks: false };
}

/** @param {string} code @param {string} message @returns {Problem} of the whole */
function whole(code, message) {
  return { line: 0, value: '', message, code, blocks: false };
}

/** @param {Problem[]} leftOut @param {Problem[]} others */
function found(leftOut, others) {
  return { leftOut, problems: [...leftOut, ...others].sort((one, other) => one.line - other.line) };
}
