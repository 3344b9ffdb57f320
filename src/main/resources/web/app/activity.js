/**
 * The numbers that students' programs send of themselves, for small plots. Whatever comes, so much is kept of one student
 * and of all, and of what is left out it is known that there is more.
 *
 * @module activity
 *
 * @typedef {{at: number, value: number}} Sample
 * @typedef {{numbers: Map<string, Sample[]>, more: number}} Measured  the numbers by name; how many others the last message
 *   that had too many of them has
 */

/** A plot shows no more than this. */
const SAMPLES = 200;
/** Of a student; the first that come. */
const NUMBERS = 12;
const NAME_CHARS = 50;
/** A greater one is no measure of anything, and none that can be drawn. */
const GREATEST = 1e15;
/** Of all students: 300 with seven numbers each. Whoever has the most loses the older half. */
const ALL_SAMPLES = 400_000;

export class Activity {
  /** @type {Map<string, Measured>} */
  #byStudent = new Map();
  #count = 0;
  #most;

  constructor(most = ALL_SAMPLES) {
    this.#most = most;
  }

  /** Those of whom there is something. @returns {string[]} */
  get students() {
    return [...this.#byStudent.keys()].sort();
  }

  /** @param {string} student @returns {Measured} */
  of(student) {
    return this.#byStudent.get(student) ?? { numbers: new Map(), more: 0 };
  }

  /** @param {import('./switchboard.js').Message} message as it came, whole */
  add({ from_user: student, timestamp, content }) {
    const at = Date.parse(timestamp);
    let measured = this.#byStudent.get(student);
    let left = 0;
    for (const name in content) {
      const value = content[name];
      if (typeof value !== 'number' || !(Math.abs(value) <= GREATEST)) continue;
      if (!measured) this.#byStudent.set(student, measured = { numbers: new Map(), more: 0 });
      if (!this.#take(measured.numbers, name, { at, value })) left += 1;
    }
    if (measured && left > 0) measured.more = left;
    while (this.#count > this.#most) this.#halveTheMost();
  }

  /** @param {Map<string, Sample[]>} numbers @param {string} name @param {Sample} sample @returns {boolean} whether there was room */
  #take(numbers, name, sample) {
    let samples = numbers.get(name);
    if (!samples) {
      if (numbers.size === NUMBERS || name.length > NAME_CHARS) return false;
      numbers.set(name, samples = []);
    }
    samples.push(sample);
    this.#count += 1;
    if (samples.length > SAMPLES) {
      samples.shift();
      this.#count -= 1;
    }
    return true;
  }

  #halveTheMost() {
    let [most] = this.#byStudent;
    for (const one of this.#byStudent) if (samplesOf(one[1]) > samplesOf(most[1])) most = one;
    const [student, { numbers }] = most;
    for (const [name, samples] of numbers) {
      this.#count -= samples.splice(0, Math.ceil(samples.length / 2)).length;
      if (samples.length === 0) numbers.delete(name);
    }
    if (numbers.size === 0) this.#byStudent.delete(student);
  }
}

/** @param {Measured} measured */
function samplesOf({ numbers }) {
  let count = 0;
  for (const samples of numbers.values()) count += samples.length;
  return count;
}
