/**
 * Files in one, as zip. The browser compresses: its gzip has the same bytes and the check sum that a zip asks for.
 *
 * @module zip
 */

import { words } from './words.js';

const GZIP_HEAD = 10;
/** Check sum and length. */
const GZIP_TAIL = 8;
const GREATEST = 0xffff_ffff;

const LOCAL = 0x0403_4b50;
const CENTRAL = 0x0201_4b50;
const END = 0x0605_4b50;
const VERSION = 20;
const NAMES_ARE_UTF8 = 0x0800;
const DEFLATED = 8;
/** The first day that a zip knows: what is in it tells when it was said. */
const DAY = 0x21;

/** @typedef {readonly (readonly [width: number, value: number])[]} Numbers  each of two bytes, or of four */

/** @param {readonly {name: string, content: Blob}[]} files @returns {Promise<Blob>} @throws {RangeError} if they have more than 4 GiB */
export async function zipped(files) {
  const parts = [];
  const entries = [];
  let at = 0;
  for (const { name, content } of files) {
    const { data, sum } = await compressed(content);
    const nameBytes = new TextEncoder().encode(name);
    /** @type {Numbers} */
    const about = [[2, NAMES_ARE_UTF8], [2, DEFLATED], [2, 0], [2, DAY], [4, sum], [4, data.size], [4, content.size],
      [2, nameBytes.length], [2, 0]];
    const head = fields([[4, LOCAL], [2, VERSION], ...about]);
    entries.push(fields([[4, CENTRAL], [2, VERSION], [2, VERSION], ...about, [2, 0], [2, 0], [2, 0], [4, 0], [4, at]]), nameBytes);
    parts.push(head, nameBytes, data);
    at += head.length + nameBytes.length + data.size;
    if (at > GREATEST || content.size > GREATEST) throw new RangeError(words.zipIsFull);
  }
  const size = entries.reduce((bytes, { length }) => bytes + length, 0);
  const { length } = files;
  const end = fields([[4, END], [2, 0], [2, 0], [2, length], [2, length], [4, size], [4, at], [2, 0]]);
  return new Blob([...parts, ...entries, end]);
}

/** @param {Blob} content @returns {Promise<{data: Blob, sum: number}>} */
async function compressed(content) {
  const gzip = await new Response(content.stream().pipeThrough(new CompressionStream('gzip'))).blob();
  const tail = new DataView(await gzip.slice(-GZIP_TAIL).arrayBuffer());
  return { data: gzip.slice(GZIP_HEAD, -GZIP_TAIL), sum: tail.getUint32(0, true) };
}

/** Numbers of so many bytes, the lowest first. @param {Numbers} values */
function fields(values) {
  const bytes = new Uint8Array(values.reduce((sum, [width]) => sum + width, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [width, value] of values) {
    if (width === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += width;
  }
  return bytes;
}
