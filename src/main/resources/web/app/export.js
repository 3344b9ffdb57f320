/** Messages as files. @module export */

import { textOf } from './kept.js';

const COLUMNS = ['seq', 'timestamp', 'type', 'context', 'from_user', 'to_user', 'text', 'content'];

/** @param {readonly any[]} messages */
export function jsonlOf(messages) {
  return messages.map((message) => `${JSON.stringify(message)}\n`).join('');
}

/** The first line of RFC 4180, with a mark that tells spreadsheets that it is UTF-8. @param {','|';'} separator which they expect by the language that they are set to */
export function csvHead(separator) {
  return `\uFEFF${COLUMNS.join(separator)}\r\n`;
}

/** The lines that follow. @param {readonly any[]} messages @param {','|';'} separator */
export function csvOf(messages, separator) {
  return messages.map((message) => {
    const values = { ...message, text: textOf(message), content: JSON.stringify(message.content) };
    return `${COLUMNS.map((column) => cell(values[column])).join(separator)}\r\n`;
  }).join('');
}

/** A spreadsheet would compute what begins so: a student must not be able to write a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** @param {unknown} value */
function cell(value) {
  const said = String(value ?? '');
  const text = typeof value === 'string' && FORMULA.test(said) ? `'${said}` : said;
  return `"${text.replaceAll('"', '""')}"`;
}

/** Gives the browser a file to save. @param {string} name @param {string} type @param {BlobPart[]} parts */
export function offer(name, type, parts) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(parts, { type }));
  link.download = name.replaceAll(/[^\p{L}\p{N} ._-]/gu, '_');
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
