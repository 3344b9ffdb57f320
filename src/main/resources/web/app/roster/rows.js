/**
 * The rows and cells of a text: of a table, whatever separates its cells, or of a list. One line is one person, but for a
 * list that somebody wrote in one line, or with several ids in each.
 *
 * @module roster/rows
 *
 * @typedef {object} Row
 * @property {number} line  where it begins; of JSON which entry it is
 * @property {string[]} cells
 *
 * @typedef {object} Rows
 * @property {Row[]} rows  without empty ones
 * @property {number} [headLine]  the line that names the columns, where the text says so by its form
 * @property {boolean} commas  whether what separates the cells is a comma and a space
 */

import Papa from '../lib/papaparse/papaparse.js';
import { headerScore } from './columns.js';
import { plainQuotes, trimmed, withoutBullet } from './clean.js';
import { rowsOfHtml, rowsOfJson } from './markup.js';
import { share } from './looks.js';

/** In the order in which they are less and less likely to stand in a name. */
const SEPARATORS = ['\t', ';', '|', ','];
/** So many of the rows have the same number of cells. A comma stands in lists of names, too. */
/** @type {Record<string, number>} */
const AGREEMENT = { '\t': 0.6, ';': 0.6, '|': 0.6, ',': 0.8 };
const SAMPLE_LINES = 300;
/** Such as `|---|:--:|` and `+----+`. */
const RULE = /^[\s|+:=_\-–—─━═┼│├┤┌┐└┘┬┴╔╗╚╝║╠╣╦╩╬]{3,}$/;
const RULE_OF_TABLE = /[|+┼│]/;
const DIRECTIVE = /^"?sep=(.)"?$/i;
const GAPS = / {2,}/;
const ID_LIKE = /^(?:[a-z0-9._+-]+|[A-Za-z]{1,8}[-_]?\d+|\S+@\S+)$/;
/** What has a digit, before or behind a name. */
const CODE_FIRST = /^(\S*\d\S*)\s+(\p{L}.*)$/u;
const CODE_LAST = /^(\p{L}\D*?)\s+(\S*\d\S*)$/u;
const ONE_WORD = /^[^\s\d]+$/;
/** Such as `Schmidt, Lena <lena@school.example>`, as programs for e-mail write whom it is to. */
const RECIPIENT = /<[^<>\s]+@[^<>\s]+>[\s,;]*$/;
const QUOTED = /^\s*["“„][^"“”„]*["”“]\s*$/;
const RECIPIENT_ENDS = /(?<=<[^<>\s]+@[^<>\s]+>)\s*[;,]\s*/;

/** @param {string} text as `cleaned` leaves it @returns {Rows} */
export function rowsOf(text) {
  const marked = rowsOfJson(text) ?? rowsOfHtml(text);
  if (marked) return { ...marked, commas: false };
  const lines = text.split('\n');
  const [, given] = DIRECTIVE.exec(lines[0].trim()) ?? [];
  if (given) lines[0] = '';
  const headLine = withoutRules(lines);
  withoutItems(lines);
  withoutFrames(lines);
  const separator = given ?? separatorOf(lines);
  if (separator === undefined) return { rows: gapRows(lines) ?? withCodes(listRows(lines)), headLine, commas: false };
  const rows = tidied(parsed(lines.join('\n'), separator));
  if (isListOfIds(rows)) return { rows: flat(rows), commas: false };
  const commas = separator === ',' && share(lines.filter((line) => line.includes(',')), /, /) > 0.5;
  return { rows, headLine, commas };
}

/**
 * Makes lines empty that are drawn.
 *
 * @param {string[]} lines @returns {number|undefined} the line that names the columns: there is a rule below it
 */
function withoutRules(lines) {
  const isRule = (/** @type {string} */ line) => RULE.test(line) && /[-=_–—─━═]/.test(line);
  const rules = lines.flatMap((line, i) => (isRule(line) ? [{ i, line }] : []));
  for (const { i } of rules) lines[i] = '';
  const last = lines.findLastIndex((line) => line.trim());
  const inside = rules.filter(({ i, line }) => RULE_OF_TABLE.test(line) && lines[i - 1]?.trim() && i < last);
  return (inside.length === 1 ? inside[0] : inside.find(({ line }) => /[=═]/.test(line)))?.i;
}

/**
 * Takes bullets and numbers away. Numbers alone, such as `12 Lena`, only where all lines are counted.
 *
 * @param {string[]} lines
 */
function withoutItems(lines) {
  lines.forEach((line, i) => { lines[i] = withoutBullet(line); });
  const counted = lines.map((line) => /^ *(\d{1,4}) +(?=[\p{L}"'])/u.exec(line));
  const filled = lines.flatMap((line, i) => (line.trim() ? [i] : []));
  const [first, ...rest] = filled;
  const from = rest.length > 1 && !counted[first] ? rest : filled;
  const start = Number(counted[from[0]]?.[1] ?? NaN);
  const isCounted = from.length > 1 && start <= 1 && from.every((i, n) => Number(counted[i]?.[1]) === start + n);
  if (isCounted) from.forEach((i) => { lines[i] = lines[i].slice(counted[i]?.[0].length); });
}

/** Takes the lines at both sides of a table away. @param {string[]} lines */
function withoutFrames(lines) {
  const filled = lines.filter((line) => line.trim());
  if (share(filled, /^\s*[|│║]/) < 0.5) return;
  lines.forEach((line, i) => { lines[i] = line.replace(/[│║]/g, '|').replace(/^\s*\|/, '').replace(/\|\s*$/, ''); });
}

/** @param {string[]} lines @returns {string|undefined} */
function separatorOf(lines) {
  const filled = lines.filter((line) => line.trim());
  if (filled.length === 1 && itemsOf(filled[0]).length > 1) return undefined;
  if (share(filled, RECIPIENT) > 0.5) return undefined;
  const sample = lines.slice(0, SAMPLE_LINES).join('\n');
  const tried = SEPARATORS.map((separator) => {
    const rows = tidied(parsed(sample, separator));
    const counts = rows.map(({ cells }) => lengthOf(cells));
    const usual = mode(counts);
    return {
      separator,
      known: Math.max(0, ...rows.slice(0, 30).map(({ cells }) => (lengthOf(cells) > 1 ? headerScore(cells) : 0))),
      agrees: usual > 1 && counts.filter((count) => count === usual).length >= counts.length * AGREEMENT[separator],
    };
  });
  const [byName] = tried.filter(({ known }) => known > 1).sort((one, other) => other.known - one.known);
  return (byName ?? tried.find(({ agrees }) => agrees))?.separator;
}

/** What is there most often. @param {number[]} counts @returns {number} */
function mode(counts) {
  /** @type {Map<number, number>} */
  const times = new Map();
  for (const count of counts) times.set(count, (times.get(count) ?? 0) + 1);
  return [...times].sort(([, one], [, other]) => other - one)[0]?.[0] ?? 0;
}

/** Without the empty cells at its end. @param {string[]} cells */
function lengthOf(cells) {
  return cells.findLastIndex(Boolean) + 1;
}

/** @param {string} text @param {string} separator @returns {Row[]} */
function parsed(text, separator) {
  const quoted = plainQuotes(text).replace(/([\t;,|]) +(?=")/g, '$1');
  const config = { delimiter: separator, newline: '\n' };
  let { data, errors } = Papa.parse(quoted, config);
  // A quote that never ends would take all lines to the end for one cell: then quotes mean nothing.
  if (errors.some(({ type }) => type === 'Quotes')) data = Papa.parse(text, { ...config, fastMode: true }).data;
  let next = 1;
  return data.map((cells) => {
    const line = next;
    next += 1 + cells.reduce((ends, cell) => ends + cell.split('\n').length - 1, 0);
    return { line, cells };
  });
}

/** Without empty rows and columns. @param {Row[]} rows @returns {Row[]} */
function tidied(rows) {
  const filled = rows
    .map(({ line, cells }) => ({ line, cells: cells.map(trimmed) }))
    .filter(({ cells }) => cells.some(Boolean));
  const used = new Set(filled.flatMap(({ cells }) => cells.flatMap((cell, i) => (cell ? [i] : []))));
  return filled.map(({ line, cells }) => ({ line, cells: cells.filter((_, i) => used.has(i)) }));
}

/** Three and more columns of nothing but small letters are no table. @param {Row[]} rows */
function isListOfIds(rows) {
  return rows.length > 0 && rows.every(({ cells }) => cells.length > 2 && cells.every((cell) => /^[a-z]+$/.test(cell)));
}

/** @param {Row[]} rows @returns {Row[]} */
function flat(rows) {
  return rows.flatMap(({ line, cells }) => cells.map((cell) => ({ line, cells: [cell] })));
}

/**
 * Of a table that has nothing but spaces between its columns, as PDFs and terminals have.
 *
 * @param {string[]} lines @returns {Row[]|null}
 */
function gapRows(lines) {
  const rows = lines
    .map((line, i) => ({ line: i + 1, cells: line.trim().split(GAPS).map(trimmed) }))
    .filter(({ cells }) => cells.some(Boolean));
  const counts = rows.map(({ cells }) => cells.length);
  const usual = mode(counts);
  const agrees = usual > 1 && rows.length > 1 && counts.filter((count) => count === usual).length >= counts.length * 0.8;
  return agrees ? rows : null;
}

/** @param {string[]} lines @returns {Row[]} */
function listRows(lines) {
  const filled = lines.map((text, i) => ({ line: i + 1, text: withoutTail(text) })).filter(({ text }) => text.trim());
  const items = filled.map(({ text }) => itemsOf(text));
  const cells = filled.flatMap(({ text }) => text.split(/[,;]/).map((cell) => cell.trim()));
  const areLists = items.some((one) => one.length > 2) && filled.every(({ text }, i) => !/[,;]/.test(text) || items[i].length > 1);
  const severalEach = filled.length === 1 || areLists || cells.every((cell) => ID_LIKE.test(cell));
  return filled.flatMap(({ line, text }, i) => (severalEach ? items[i] : [text])
    .map((item) => ({ line, cells: [trimmed(item)] }))
    .filter((row) => /[^\p{P}\s]/u.test(row.cells[0])));
}

/** Of `4711 Lena Schmidt` and `Lena Schmidt 10b` two cells each, where most lines are so. @param {Row[]} rows @returns {Row[]} */
function withCodes(rows) {
  const texts = rows.map(({ cells }) => cells[0]);
  const pattern = [CODE_FIRST, CODE_LAST].find((one) => rows.length > 1 && share(texts, one) >= 0.8);
  if (!pattern) return rows;
  return rows.map(({ line, cells: [text] }) => {
    const [, one, other] = pattern.exec(text) ?? [];
    if (one !== undefined) return { line, cells: [one, other] };
    return { line, cells: pattern === CODE_FIRST ? ['', text] : [text, ''] };
  });
}

/** Without separators at its end. @param {string} line */
function withoutTail(line) {
  let end = line.length;
  while (end > 0 && ' \t,;'.includes(line[end - 1])) end -= 1;
  return line.slice(0, end);
}

/** The people in one line: one, unless it is a list of the same kind of things. @param {string} line @returns {string[]} */
function itemsOf(line) {
  const recipients = line.split(RECIPIENT_ENDS);
  if (recipients.length > 1) return recipients;
  if (QUOTED.test(line)) return [line];
  const bare = /^\s*[[(].*[\])]\s*$/.test(line) ? line.trim().slice(1, -1) : line;
  for (const separator of [';', ',']) {
    const items = bare.split(separator).map((item) => item.trim()).filter(Boolean);
    if (items.length > 1 && !bare.includes('\t') && areAlike(items.map(trimmed), separator)) return items;
  }
  return [line];
}

/** @param {string[]} items @param {string} separator */
function areAlike(items, separator) {
  if (items.every((item) => ID_LIKE.test(item))) return true;
  if (separator === ';') return items.every((item) => /[\s,]/.test(item)) || (items.length > 2 && items.every((item) => ONE_WORD.test(item)));
  return items.every((item) => /\S\s+\S/.test(item)) || (items.length > 2 && items.every((item) => ONE_WORD.test(item)))
    || (items.length > 3 && items.every((item) => !/\d/.test(item)));
}
