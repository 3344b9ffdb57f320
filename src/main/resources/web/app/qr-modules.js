/**
 * QR codes of texts (ISO/IEC 18004): bytes, error correction of level M, as small as the text allows. No browser is needed.
 *
 * @module qr-modules
 *
 * @typedef {{dark: boolean[][], fixed: boolean[][], size: number, version: number}} Grid
 */

/** By version, from 1: of each block the bytes that correct errors, and how many blocks there are. */
const CORRECTING = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26];
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16];

/** @type {((x: number, y: number) => boolean)[]} */
const MASKS = [
  (x, y) => (x + y) % 2 === 0,
  (x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** @param {string} text of up to 666 bytes @returns {boolean[][]} its rows; true is dark */
export function qrModules(text) {
  const bytes = [...new TextEncoder().encode(text)];
  const version = versionFor(bytes.length);
  const grid = emptyGrid(version);
  drawFinders(grid);
  drawAlignments(grid);
  drawVersion(grid);
  drawFormat(grid, 0); // takes its place
  drawBits(grid, withCorrection(dataOf(bytes, version), version));
  const masked = MASKS.map((_, mask) => withMask(grid, mask));
  const [best] = masked.sort((one, other) => penaltyOf(one) - penaltyOf(other));
  return best;
}

/** @param {number} version */
const sizeOf = (version) => version * 4 + 17;

/** @param {number} version where the small squares stand, in both directions */
function alignments(version) {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.ceil((sizeOf(version) - 13) / (count * 2 - 2)) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, i) => sizeOf(version) - 7 - (count - 2 - i) * step)];
}

/** How many bytes there are for data and correction. @param {number} version */
function capacityOf(version) {
  const count = alignments(version).length;
  const bits = (16 * version + 128) * version + 64 - (count ? (25 * count - 10) * count - 55 : 0) - (version >= 7 ? 36 : 0);
  return Math.floor(bits / 8);
}

/** @param {number} version */
const dataBytes = (version) => capacityOf(version) - CORRECTING[version - 1] * BLOCKS[version - 1];

/** @param {number} version of the length, which comes first */
const lengthBits = (version) => (version < 10 ? 8 : 16);

/** @param {number} length */
function versionFor(length) {
  const version = CORRECTING.findIndex((_, i) => 4 + lengthBits(i + 1) + length * 8 <= dataBytes(i + 1) * 8) + 1;
  if (version === 0) throw new RangeError(`${length} bytes (allowed: up to 666)`);
  return version;
}

/** @param {number[]} bytes @param {number} version */
function dataOf(bytes, version) {
  const bits = (/** @type {number} */ value, /** @type {number} */ count) => value.toString(2).padStart(count, '0');
  const all = dataBytes(version);
  const text = `${bits(4, 4)}${bits(bytes.length, lengthBits(version))}${bytes.map((byte) => bits(byte, 8)).join('')}`;
  const ended = text.padEnd(Math.min(text.length + 4, all * 8), '0');
  const data = (ended.padEnd(Math.ceil(ended.length / 8) * 8, '0').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
  const padding = Array.from({ length: all - data.length }, (_, i) => (i % 2 === 0 ? 0xec : 0x11));
  return [...data, ...padding];
}

/** In blocks, of which each byte comes in turn. @param {number[]} data @param {number} version */
function withCorrection(data, version) {
  const count = BLOCKS[version - 1];
  const correcting = CORRECTING[version - 1];
  const short = Math.floor(data.length / count);
  const shortOnes = count - (data.length % count);
  const divisor = divisorOf(correcting);
  let at = 0;
  const blocks = Array.from({ length: count }, (_, i) => data.slice(at, at += short + (i < shortOnes ? 0 : 1)));
  const corrections = blocks.map((block) => remainderOf(block, divisor));
  const inTurn = (/** @type {number[][]} */ lists, /** @type {number} */ length) => Array.from({ length }, (_, i) => lists.map((list) => list[i])).flat();
  return [...inTurn(blocks, short + 1).filter((byte) => byte !== undefined), ...inTurn(corrections, correcting)];
}

/** In the field of 256 elements. @param {number} x @param {number} y */
function times(x, y) {
  let product = 0;
  for (let i = 7; i >= 0; i -= 1) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d);
    product ^= ((y >>> i) & 1) * x;
  }
  return product;
}

/** Reed and Solomon's. @param {number} degree */
function divisorOf(degree) {
  let divisor = [...Array.from({ length: degree - 1 }, () => 0), 1];
  let root = 1;
  for (let i = 0; i < degree; i += 1) {
    divisor = divisor.map((factor, j) => times(factor, root) ^ (divisor[j + 1] ?? 0));
    root = times(root, 2);
  }
  return divisor;
}

/** @param {number[]} data @param {number[]} divisor */
function remainderOf(data, divisor) {
  let remainder = divisor.map(() => 0);
  for (const byte of data) {
    const factor = byte ^ remainder[0];
    remainder = [...remainder.slice(1), 0].map((one, i) => one ^ times(divisor[i], factor));
  }
  return remainder;
}

/** @param {number} version @returns {Grid} */
function emptyGrid(version) {
  const size = sizeOf(version);
  const rows = () => Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  return { dark: rows(), fixed: rows(), size, version };
}

/** @param {Grid} grid @param {number} x @param {number} y @param {boolean} isDark */
function set({ dark, fixed, size }, x, y, isDark) {
  if (x < 0 || y < 0 || x >= size || y >= size) return;
  dark[y][x] = isDark;
  fixed[y][x] = true;
}

/** @param {Grid} grid */
function drawFinders(grid) {
  const { size } = grid;
  for (let i = 0; i < size; i += 1) {
    set(grid, 6, i, i % 2 === 0);
    set(grid, i, 6, i % 2 === 0);
  }
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]]) drawSquares(grid, x, y, 4, [0, 1, 3]);
}

/** @param {Grid} grid */
function drawAlignments(grid) {
  const places = alignments(grid.version);
  const last = places.length - 1;
  places.forEach((x, i) => places.forEach((y, j) => {
    const isFinder = (i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0);
    if (!isFinder) drawSquares(grid, x, y, 2, [0, 2]);
  }));
}

/** One in the other. @param {Grid} grid @param {number} atX @param {number} atY @param {number} radius @param {number[]} darkOnes by their distance */
function drawSquares(grid, atX, atY, radius, darkOnes) {
  for (let y = -radius; y <= radius; y += 1) {
    for (let x = -radius; x <= radius; x += 1) set(grid, atX + x, atY + y, darkOnes.includes(Math.max(Math.abs(x), Math.abs(y))));
  }
}

/** With what corrects it. @param {number} data @param {number} bits @param {number} generator */
function checked(data, bits, generator) {
  let rest = data;
  for (let i = 0; i < bits; i += 1) rest = (rest << 1) ^ ((rest >>> (bits - 1)) * generator);
  return (data << bits) | rest;
}

/** @param {Grid} grid */
function drawVersion(grid) {
  if (grid.version < 7) return;
  const bits = checked(grid.version, 12, 0x1f25);
  for (let i = 0; i < 18; i += 1) {
    const [x, y] = [grid.size - 11 + (i % 3), Math.floor(i / 3)];
    set(grid, x, y, ((bits >>> i) & 1) === 1);
    set(grid, y, x, ((bits >>> i) & 1) === 1);
  }
}

/** @param {Grid} grid @param {number} mask */
function drawFormat(grid, mask) {
  const bits = checked(mask, 10, 0x537) ^ 0x5412; // level M is 0
  const { size } = grid;
  for (let i = 0; i < 15; i += 1) {
    const isDark = ((bits >>> i) & 1) === 1;
    const near = i < 6 ? i : i + 1; // past the line of dots
    if (i < 8) set(grid, 8, near, isDark);
    else set(grid, i === 8 ? 7 : 14 - i, 8, isDark);
    if (i < 8) set(grid, size - 1 - i, 8, isDark);
    else set(grid, 8, size - 15 + i, isDark);
  }
  set(grid, 8, size - 8, true);
}

/** Up and down in pairs of columns, from the right. @param {Grid} grid @param {number[]} bytes */
function drawBits({ dark, fixed, size }, bytes) {
  let at = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step += 1) {
      const isUpward = ((right + 1) & 2) === 0;
      const y = isUpward ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (fixed[y][x]) continue;
        dark[y][x] = (((bytes[at >>> 3] ?? 0) >>> (7 - (at & 7))) & 1) === 1;
        at += 1;
      }
    }
  }
}

/** @param {Grid} grid @param {number} mask */
function withMask(grid, mask) {
  const dark = grid.dark.map((row, y) => row.map((isDark, x) => (grid.fixed[y][x] ? isDark : isDark !== MASKS[mask](x, y))));
  drawFormat({ ...grid, dark }, mask);
  return dark;
}

/** How hard it is to read. @param {boolean[][]} rows */
function penaltyOf(rows) {
  const columns = rows.map((_, x) => rows.map((row) => row[x]));
  const lines = [...rows, ...columns].map((line) => line.map(Number).join(''));
  let penalty = 0;
  for (const line of lines) {
    for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) penalty += run.length - 2;
    penalty += 40 * [...line.matchAll(/(?=00001011101|10111010000)/g)].length;
  }
  let dark = 0;
  rows.forEach((row, y) => row.forEach((isDark, x) => {
    if (isDark) dark += 1;
    if (x && y && isDark === row[x - 1] && isDark === rows[y - 1][x] && isDark === rows[y - 1][x - 1]) penalty += 3;
  }));
  return penalty + 10 * Math.floor(Math.abs((dark * 20) / rows.length ** 2 - 10));
}
