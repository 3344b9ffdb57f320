/**
 * Ids that the protocol allows, for people who have none: made of what is known of them, the same for the same text.
 *
 * @module roster/ids
 */

import { MOST_ID_CHARS } from '../rules.js';
import { transliterated } from './transliterate.js';

const APOSTROPHES = /['’‘`´ʼʻʹ׳]/g;

/** @param {string} text a login, the local part of an address, or a name @returns {string} empty where nothing of it can be seen */
export function madeId(text) {
  return allowed(transliterated(text.replace(APOSTROPHES, ''))) || allowed(numbers(text));
}

/** @param {string} text */
function allowed(text) {
  return text.replace(/[^a-z0-9_]+/g, '-').replace(/^-+/, '').slice(0, MOST_ID_CHARS).replace(/-+$/, '');
}

/** Of what has no letters, such as an emoji. @param {string} text */
function numbers(text) {
  return [...text].filter((char) => /\S/.test(char)).map((char) => /** @type {number} */ (char.codePointAt(0)).toString(16)).join('');
}

/** Hands out ids, each once: of two that differ by nothing, or by upper and lower case alone, the second has a number. */
export class Ids {
  /** How many begin like this, by the id in lower case. @type {Map<string, number>} */
  #taken = new Map();

  /** Of somebody who has it already. @param {string} id */
  take(id) {
    const key = id.toLowerCase();
    this.#taken.set(key, this.#taken.get(key) ?? 1);
  }

  /** @param {string} base @returns {string} it, or what follows it: `lena-2` */
  free(base) {
    let id = base;
    let count = this.#taken.get(base.toLowerCase()) ?? 0;
    while (this.#taken.has(id.toLowerCase())) {
      count += 1;
      const suffix = `-${count}`;
      id = base.slice(0, MOST_ID_CHARS - suffix.length).replace(/-+$/, '') + suffix;
    }
    this.#taken.set(base.toLowerCase(), Math.max(count, 1));
    this.take(id);
    return id;
  }
}
