/** Messages as files. @module export */

import { textOf } from './class-log.js';

const COLUMNS = ['seq', 'timestamp', 'type', 'context', 'from_user', 'to_user', 'text', 'content'];

/** @param {readonly any[]} messages */
export function jsonlOf(messages) {
  return messages.map((message) => `${JSON.stringify(message)}\n`).join('');
}

/**
 * RFC 4180, with a mark that tells spreadsheets that it is UTF-8.
 *
 * @param {readonly any[]} messages
 * @param {','|';'} separator which spreadsheets expect by the language that they are set to
 */
export function csvOf(messages, separator) {
  const rows = messages.map((message) => {
    const values = { ...message, text: textOf(message), content: JSON.stringify(message.content) };
    return COLUMNS.map((column) => cell(values[column])).join(separator);
  });
  return `\uFEFF${[COLUMNS.join(separator), ...rows].join('\r\n')}\r\n`;
}

/** A spreadsheet would compute what begins so: a student must not be able to write a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** @param {unknown} value */
function cell(value) {
  const said = String(value ?? '');
  const text = typeof value === 'string' && FORMULA.test(said) ? `'${said}` : said;
  return `"${text.replaceAll('"', '""')}"`;
}

/** Gives the browser a file to save. @param {string} name @param {string} type @param {string} text */
export function offer(name, type, text) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name.replaceAll(/[^\p{L}\p{N} ._-]/gu, '_');
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
