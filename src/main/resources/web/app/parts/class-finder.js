/**
 * Finding the class that the address names.
 *
 * @module parts/class-finder
 *
 * @typedef {import('../main.js').Page} Page
 * @typedef {import('../switchboard.js').Session} Session
 */

import { html } from '../lib/lit-html/lit-html.js';
import { calls } from '../api.js';
import { CallError } from '../switchboard.js';
import { words } from '../words.js';
import { isUnknown, problemWords } from './problems.js';

const TRY_AGAIN_MS = 3_000;

/** Says why a class was not found, and looks again by itself while the server is away: nobody need press anything. */
export class ClassFinder {
  #page;
  #id;
  #found;
  #problem = '';
  #again = 0;
  #looking = false;
  #left = false;

  /**
   * Begins at once.
   *
   * @param {Page} page
   * @param {string} id
   * @param {(session: Session) => Promise<string|void>|void} found what to do with it; may have an
   *   objection, in words
   */
  constructor(page, id, found) {
    this.#page = page;
    this.#id = id;
    this.#found = found;
    this.look();
  }

  /** Whether whoever asked for it has gone. */
  get left() {
    return this.#left;
  }

  leave() {
    this.#left = true;
    clearTimeout(this.#again);
  }

  look = async () => {
    if (this.#looking) return;
    this.#looking = true;
    clearTimeout(this.#again);
    try {
      const session = await calls.find(this.#id);
      if (this.#left) return;
      this.#problem = await this.#found(session) ?? '';
    } catch (error) {
      if (isUnknown(error) && !this.#left) return this.#page.signIn();
      this.#problem = problemWords(error);
      const isAway = error instanceof CallError && error.reason === 'unreachable';
      if (isAway && !this.#left) this.#again = setTimeout(this.look, TRY_AGAIN_MS);
    } finally {
      this.#looking = false;
    }
    if (!this.#left) this.#page.redraw();
  };

  /** What is to be seen until the class is there. @param {unknown} wayOut a link to where else one could go */
  template(wayOut) {
    if (!this.#problem) return html`<p aria-busy="true">${words.loading}</p>`;
    return html`
      <h1>${words.join}</h1>
      <p role="alert" class="problem">${this.#problem}</p>
      <button @click=${this.look}>${words.tryAgain}</button> ${wayOut}`;
  }
}
