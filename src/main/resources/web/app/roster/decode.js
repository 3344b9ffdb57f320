/**
 * The text in a file, whatever program wrote it: UTF-8 with and without a byte order mark, UTF-16 of either order,
 * and what is neither as Windows-1252, in which Excel saves "CSV" in Europe and America.
 *
 * @module roster/decode
 */

import { words } from '../words.js';

/** A whole gradebook of thousands of students fits. More would stop the page while it is read. */
export const MOST_BYTES = 5_000_000;

/** How files begin that hold no list of people as text. @type {['picture'|'pdf'|'workbook', number[]][]} */
const SIGNATURES = [
  ['picture', [0x89, 0x50, 0x4e, 0x47]],
  ['picture', [0xff, 0xd8, 0xff]],
  ['picture', [0x47, 0x49, 0x46, 0x38]],
  ['picture', [0x52, 0x49, 0x46, 0x46]],
  ['picture', [0x49, 0x49, 0x2a, 0x00]],
  ['picture', [0x4d, 0x4d, 0x00, 0x2a]],
  ['pdf', [0x25, 0x50, 0x44, 0x46]],
  ['workbook', [0x50, 0x4b, 0x03, 0x04]],
  ['workbook', [0xd0, 0xcf, 0x11, 0xe0]],
  ['workbook', [0x7b, 0x5c, 0x72, 0x74, 0x66]],
];

/** What Windows-1252 has where Latin-1 has control characters. Node's own decoder took the one for the other in some versions. */
const FROM_128 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** So much of a text may be control characters: a stray one does not make it a picture. */
const MOST_CONTROLS = 0.01;
const FEW_CONTROLS = 3;
const CONTROLS = /(?![\t-\r\cZ\u0085])[\p{Cc}\ufffd]/gu;

/** So many bytes tell UTF-16 without a mark from others. */
const SAMPLE = 2_000;

/** @param {number} bytes @returns {string} why a file of this size is not read, or nothing */
export function sizeProblem(bytes) {
  return bytes > MOST_BYTES ? words.fileTooLarge(megabytes(bytes), megabytes(MOST_BYTES)) : '';
}

/**
 * @param {string|ArrayBuffer|Uint8Array} input
 * @returns {{text: string, problem: string}} without text where there is a problem, which says what to do
 */
export function decoded(input) {
  const problem = (/** @type {string} */ said) => ({ text: '', problem: said });
  const size = typeof input === 'string' ? input.length : input.byteLength;
  if (size > MOST_BYTES) return problem(sizeProblem(size));
  if (typeof input === 'string') return isText(input) ? { text: input, problem: '' } : problem(words.notText.binary);
  const bytes = input instanceof Uint8Array ? input : new Uint8Array(input);
  const kind = SIGNATURES.find(([, start]) => start.every((byte, i) => bytes[i] === byte))?.[0]
    ?? (isMedia(bytes) ? 'picture' : '');
  if (kind) return problem(words.notText[kind]);
  const text = textOf(bytes);
  return isText(text) ? { text, problem: '' } : problem(words.notText.binary);
}

/** Photos of phones, and films: the kind stands behind a length. @param {Uint8Array} bytes */
function isMedia(bytes) {
  return String.fromCharCode(...bytes.subarray(4, 8)) === 'ftyp';
}

/** @param {string} text */
function isText(text) {
  return (text.match(CONTROLS)?.length ?? 0) <= Math.max(FEW_CONTROLS, text.length * MOST_CONTROLS);
}

/** @param {Uint8Array} bytes */
function textOf(bytes) {
  const order = utf16Order(bytes);
  if (order) return new TextDecoder(order).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return Array.from(bytes, (byte) => (byte >= 0x80 && byte < 0xa0 ? FROM_128[byte - 0x80] : String.fromCharCode(byte))).join('');
  }
}

/** By its mark; without one by where the zeros are that half of most letters are. @param {Uint8Array} bytes */
function utf16Order(bytes) {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  const sample = bytes.subarray(0, SAMPLE);
  sample.forEach((byte, i) => { if (byte === 0) zeros[i % 2] += 1; });
  const many = sample.length / 2 * 0.3;
  const few = sample.length / 2 * 0.05;
  if (zeros[1] > many && zeros[0] <= few) return 'utf-16le';
  if (zeros[0] > many && zeros[1] <= few) return 'utf-16be';
  return '';
}

/** @param {number} bytes */
function megabytes(bytes) {
  return Math.ceil(bytes / 100_000) / 10;
}
