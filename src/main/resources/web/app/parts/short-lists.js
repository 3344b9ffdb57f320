/**
 * Long lists of which the first are shown, and more when asked for.
 *
 * @module parts/short-lists
 *
 * @typedef {import('../main.js').Page} Page
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { words } from '../words.js';

export class ShortLists {
  #page;
  #step;
  /** How many of a list are shown, by its name, where somebody asked for more. @type {Map<string, number>} */
  #shown = new Map();

  /** @param {Page} page @param {number} step so many at first, and so many more each time */
  constructor(page, step) {
    this.#page = page;
    this.#step = step;
  }

  /**
   * What of it is shown.
   *
   * @template T @param {string} name @param {readonly T[]} items @param {(item: T) => boolean} [always] what is shown wherever it is
   * @returns {T[]}
   */
  of(name, items, always) {
    const limit = this.limit(name);
    return always ? items.filter((item, i) => i < limit || always(item)) : items.slice(0, limit);
  }

  /** The button for more, where there are more. @param {string} name @param {readonly unknown[]} items */
  more(name, items) {
    return this.button(name, items.length, words.showMore(Math.min(items.length - this.limit(name), this.#step)));
  }

  /** The same for a list that somebody else counts. @param {string} name @param {number} count @param {string} label */
  button(name, count, label) {
    const limit = this.limit(name);
    if (count <= limit) return nothing;
    const more = () => {
      this.#shown.set(name, limit + this.#step);
      this.#page.redraw();
    };
    return html`<button type="button" class="secondary outline" @click=${more}>${label}</button>`;
  }

  /** How many of it are shown. @param {string} name */
  limit(name) {
    return this.#shown.get(name) ?? this.#step;
  }
}
