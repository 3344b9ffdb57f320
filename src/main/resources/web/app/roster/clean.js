/**
 * Texts without what nobody sees and what word processors add: invisible characters, spaces of all widths, quotes around
 * a value, bullets and numbers before a line.
 *
 * @module roster/clean
 */

/** What is not seen, turns what follows around, or has no letter of its own. What joins letters is judged below. */
const UNSEEN = /(?![\u200c\u200d])[\u034f\ufe00-\ufe0f\p{Cf}\p{Cs}\u115f\u1160\u3164\uffa0\u2800]/gu;
/** Persian and the scripts of India need what joins letters and what keeps them apart; elsewhere it came by accident. */
const JOINERS = /(?<![\u0600-\u0fff])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\u0fff])/gu;
const LINE_ENDS = /\r\n|[\r\v\f\u0085\u2028\u2029]/g;
const CONTROLS = /(?![\t\n])\p{Cc}/gu;
const SPACES = /\p{Zs}/gu;

/** Letters of symbol fonts, too, which Word puts before each item of a list. A dash before a tab is an empty cell. */
const BULLET = /^\s*(?:[-+*–—−‒] +|[•‣◦·∙●○■□▪▫▸►▶➢✓✔☐☑→❖◆◇\p{Co}]\s*)/u;
const CHECKBOX = /^\[[ xX✓]?\]\s+/;
/** Of Markdown, before a heading. */
const HEADING = /^#{1,6} +(?=\p{L})/u;
/** What stands before a tab is a cell of its own. */
const NUMBER = /^\s*(?:\(\d{1,4}\)|#?\d{1,4}[.):\]]) +(?=\S)/;

const PAIRS = ['""', '“”', '„“', '„”', '”“', '””', '““', '«»', '»«', '‹›', '›‹', '‘’', '‚‘', '‚’', '’’', '‘‘', "''", '``', '`´', '´´', '＂＂', '「」', '『』', '**'];
const DOUBLE_QUOTES = /["“”„‟«»＂]/g;
const OUTER_QUOTES = /^["“”„‟«»＂]+|["“”„‟«»＂]+$/g;
/** Quotes of a word processor where a file has its own: around a whole cell. */
const SMART_OPENING = /(^|[\t;,|])[ ]*[“”„‟]/gm;
const SMART_CLOSING = /[“”„‟][ ]*(?=$|[\t;,|])/gm;
/** A spreadsheet was told not to take it for a number. */
const FORMULA = /^=(?=")|^'(?=[\d=+])/;
/** So many quotes within quotes are taken away; and none of a text that is no value. */
const MOST_QUOTES = 4;
const MOST_CHARS = 1_000;

/** Of a whole text, line by line as it was. @param {string} text */
export function cleaned(text) {
  return text
    .replace(LINE_ENDS, '\n')
    .replace(UNSEEN, '')
    .replace(JOINERS, '')
    .replace(CONTROLS, '')
    .replace(SPACES, ' ')
    .normalize('NFC');
}

/** With the quotes that a file format knows, where somebody's word processor has made them pretty. @param {string} text */
export function plainQuotes(text) {
  return text.replace(SMART_OPENING, '$1"').replace(SMART_CLOSING, '"');
}

/** @param {string} line @returns {string} without what makes it an item of a list */
export function withoutBullet(line) {
  const item = line.replace(HEADING, '').replace(BULLET, '').replace(CHECKBOX, '');
  return item.replace(NUMBER, '');
}

/** Of one cell: without quotes and emphasis around it, and with one space where there were several. @param {string} cell */
export function trimmed(cell) {
  let value = cell.replace(FORMULA, '').replace(/\s+/g, ' ').trim();
  for (let i = 0; i < MOST_QUOTES && value.length <= MOST_CHARS; i += 1) {
    if (value.length > 1 && PAIRS.includes(value[0] + value.at(-1))) value = value.slice(1, -1).trim();
    if ((value.match(DOUBLE_QUOTES)?.length ?? 0) % 2 === 1) value = value.replace(OUTER_QUOTES, '').trim();
  }
  return value;
}
