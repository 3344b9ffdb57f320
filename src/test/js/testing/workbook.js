import assert from 'node:assert/strict';
import { gzipSync, inflateRawSync } from 'node:zlib';

/** A workbook as a spreadsheet reads it. */

/** The files of a zip by their names; check sums and lengths are those of the contents. @param {Buffer} bytes @returns {Record<string, string>} */
export function unzipped(bytes) {
  const end = bytes.length - 22;
  assert.equal(bytes.readUInt32LE(end), 0x06054b50);
  const count = bytes.readUInt16LE(end + 10);
  const files = {};
  let at = bytes.readUInt32LE(end + 16);
  for (let i = 0; i < count; i += 1) {
    assert.equal(bytes.readUInt32LE(at), 0x02014b50);
    const [sum, packed, size] = [16, 20, 24].map((offset) => bytes.readUInt32LE(at + offset));
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const local = bytes.readUInt32LE(at + 42);
    assert.equal(bytes.readUInt32LE(local), 0x04034b50);
    assert.equal(bytes.toString('utf8', local + 30, local + 30 + nameLength), name);
    const data = bytes.subarray(local + 30 + nameLength, local + 30 + nameLength + packed);
    const content = inflateRawSync(data);
    assert.equal(content.length, size, name);
    const gzip = gzipSync(content);
    assert.equal(gzip.readUInt32LE(gzip.length - 8), sum, name);
    files[name] = content.toString('utf8');
    at += 46 + nameLength;
  }
  assert.equal(at, end);
  return files;
}

/** What stands in the cells of a sheet, row by row; moments as days since the end of 1899. @param {string} xml @returns {unknown[][]} */
export function cellsOf(xml) {
  return [...xml.matchAll(/<row r="(\d+)">(.*?)<\/row>/gs)].map(([, number, row], i) => {
    assert.equal(Number(number), i + 1);
    const cells = [];
    for (const [, column, attributes, content] of row.matchAll(/<c r="([A-Z]+)\d+"([^>]*)>(.*?)<\/c>/gs)) {
      const [, text] = /<t xml:space="preserve">(.*)<\/t>/s.exec(content) ?? [];
      const [, value] = /<v>(.*)<\/v>/.exec(content) ?? [];
      cells[placeOf(column)] = text === undefined ? { value: Number(value), style: /s="(\d)"/.exec(attributes)?.[1] } : unescaped(text);
    }
    return cells;
  });
}

function placeOf(column) {
  return [...column].reduce((place, letter) => place * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function unescaped(text) {
  const marks = { lt: '<', gt: '>', amp: '&', quot: '"' };
  return text.replaceAll(/&(\w+);/g, (_, name) => marks[name])
    .replaceAll(/_x([\dA-F]{4})_/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
}
