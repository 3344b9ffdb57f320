/** Long lists of which the first are shown, and more when asked for. @module parts/short-lists */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { words } from '../words.js';

export class ShortLists {
  #page;
  #step;
  /** How many of a list are shown, by its name, where somebody asked for more. @type {Map<string, number>} */
  #shown = new Map();

  /** @param {any} page @param {number} step so many at first, and so many more each time */
  constructor(page, step) {
    this.#page = page;
    this.#step = step;
  }

  /**
   * What of it is shown.
   *
   * @template T @param {string} name @param {T[]} items @param {(item: T) => boolean} [always] what is shown wherever it is
   * @returns {T[]}
   */
  of(name, items, always = () => false) {
    const limit = this.#limit(name);
    return items.filter((item, i) => i < limit || always(item));
  }

  /** The button for more, where there are more. @param {string} name @param {unknown[]} items */
  more(name, items) {
    const limit = this.#limit(name);
    if (items.length <= limit) return nothing;
    const more = () => {
      this.#shown.set(name, limit + this.#step);
      this.#page.redraw();
    };
    return html`<button class="secondary outline" @click=${more}>${words.showMore(Math.min(items.length - limit, this.#step))}</button>`;
  }

  #limit(name) {
    return this.#shown.get(name) ?? this.#step;
  }
}
