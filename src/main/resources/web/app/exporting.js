/**
 * What was said in a class, as a file: all of it from the server, which has it whole. What was read goes to the browser's disk
 * page by page. The page loads this module, and those that only it needs, when somebody exports something.
 *
 * @module exporting
 *
 * @typedef {'csv'|'jsonl'|'xlsx'} Form
 *
 * @typedef {{message: import('./switchboard.js').Message, written: string}} Said a message, and its JSON as it came
 * @typedef {Record<string, string>|undefined} Names  how people are shown, by user id
 *
 * @typedef {object} MessageFile
 * @property {(said: readonly Said[], names: Names) => void} add
 * @property {() => BlobPart[]|Promise<BlobPart[]>} parts
 *
 * @typedef {object} Filter
 * @property {(message: import('./switchboard.js').Message) => boolean} fits
 * @property {string} name  what it lets through, in words
 *
 * @typedef {import('./csv.js').Cell} Cell
 * @typedef {import('./csv.js').Column} Column
 */

import { AnswersTable } from './answers-table.js';
import { CSV_BEGINS, csvOf } from './csv.js';
import { textOf } from './kept.js';
import { contentIn, messagesIn } from './literals.js';
import { nameIn } from './names.js';
import { listSeparatorFor, readersLocale, timeZone } from './region.js';
import { Spreadsheet } from './spreadsheet.js';
import { shortened, words } from './words.js';

const TYPES = {
  csv: 'text/csv',
  jsonl: 'application/jsonl',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

const COLUMNS = [
  { name: 'seq', width: 8 },
  { name: `time (${timeZone})`, width: 22 },
  { name: 'type', width: 20 },
  { name: 'context', width: 12 },
  { name: 'from_user', width: 20 },
  { name: 'from_name', width: 24 },
  { name: 'to_user', width: 20 },
  { name: 'to_name', width: 24 },
  { name: 'text', width: 60 },
  { name: 'content', width: 40 },
];

/** @type {Filter} */
const ALL = { fits: () => true, name: '' };

/** @param {import('./classroom.js').Classroom} room @param {Form} form @param {Filter} [filter] */
export async function exportMessages(room, form, filter = ALL) {
  const { session } = room;
  const answers = form === 'xlsx' && filter === ALL ? new AnswersTable(session) : undefined;
  /** @type {MessageFile} */
  const file = FILES[form](words.sheetMessages, COLUMNS);
  await room.readAll((messages, page) => {
    const written = messagesIn(page);
    const said = messages.map((message, i) => ({ message, written: written[i] })).filter(({ message }) => filter.fits(message));
    file.add(said, session.names);
    answers?.add(messages);
  });
  if (answers && !answers.isEmpty && file instanceof XlsxFile) file.addTable(words.sheetAnswers, answers);
  const name = filter.name ? words.filtered(session.name, shortened(filter.name)) : session.name;
  offer(`${name}.${form}`, TYPES[form], await file.parts());
}

/** A table of students and tasks. @param {import('./classroom.js').Classroom} room @param {'csv'|'xlsx'} form */
export async function exportAnswers(room, form) {
  const answers = new AnswersTable(room.session);
  await room.readAll((messages) => answers.add(messages));
  const file = FILES[form](words.sheetAnswers, answers.columns);
  file.addRows(answers.rows);
  offer(`${room.session.name} - ${words.sheetAnswers}.${form}`, TYPES[form], await file.parts());
}

const FILES = {
  csv: (/** @type {string} */ _, /** @type {readonly Column[]} */ columns) => new CsvFile(columns),
  jsonl: () => new JsonlFile(),
  xlsx: (/** @type {string} */ name, /** @type {readonly Column[]} */ columns) => new XlsxFile(name, columns),
};

/** Each line is a message, exactly as the server keeps it. */
class JsonlFile {
  /** @type {BlobPart[]} */
  #parts = [];

  /** @param {readonly Said[]} said */
  add(said) {
    this.#parts.push(new Blob(said.map(({ written }) => `${written}\n`)));
  }

  parts() {
    return this.#parts;
  }
}

class CsvFile {
  #separator = listSeparatorFor(readersLocale);
  /** @type {BlobPart[]} */
  #parts;

  /** @param {readonly Column[]} columns */
  constructor(columns) {
    this.#parts = [CSV_BEGINS, csvOf([columns.map(({ name }) => name)], this.#separator)];
  }

  /** @param {readonly Said[]} said @param {Names} names */
  add(said, names) {
    this.addRows(rowsOf(said, names));
  }

  /** @param {readonly (readonly Cell[])[]} rows */
  addRows(rows) {
    this.#parts.push(new Blob([csvOf(rows, this.#separator)]));
  }

  parts() {
    return this.#parts;
  }
}

class XlsxFile {
  #workbook = new Spreadsheet();
  #sheet;

  /** @param {string} name @param {readonly Column[]} columns */
  constructor(name, columns) {
    if (!('CompressionStream' in globalThis)) throw new Error(words.noXlsx);
    this.#sheet = this.#workbook.sheet(name, columns);
  }

  /** @param {readonly Said[]} said @param {Names} names */
  add(said, names) {
    this.addRows(rowsOf(said, names));
  }

  /** @param {readonly (readonly Cell[])[]} rows */
  addRows(rows) {
    this.#sheet.add(rows);
  }

  /** @param {string} name @param {{columns: readonly Column[], rows: readonly (readonly Cell[])[]}} table */
  addTable(name, { columns, rows }) {
    this.#workbook.sheet(name, columns).add(rows);
  }

  async parts() {
    return [await this.#workbook.toBlob()];
  }
}

/** @param {readonly Said[]} said @param {Names} names @returns {Cell[][]} */
export function rowsOf(said, names) {
  return said.map(({ message, written }) => {
    const { seq, timestamp, type, context, from_user: from, to_user: to = '' } = message;
    return [seq, new Date(timestamp), type, context, from, nameIn(names, from), to, nameIn(names, to), textOf(message), contentIn(written)];
  });
}

/** Gives the browser a file to save. @param {string} name @param {string} type @param {BlobPart[]} parts */
function offer(name, type, parts) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(parts, { type }));
  link.download = name.replaceAll(/[^\p{L}\p{M}\p{N} .,()_-]/gu, '_');
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
