/**
 * The field for a join code, typed from the screen of the class or brought by a link, and the way from it to the class.
 *
 * @module parts/code-field
 *
 * @typedef {import('../main.js').Page} Page
 * @typedef {import('../main.js').FieldEvent} FieldEvent
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { live } from '../lib/lit-html/directives/live.js';
import { calls } from '../api.js';
import { rememberCode } from '../known-codes.js';
import { joinCodeIn } from '../rules.js';
import { CallError } from '../switchboard.js';
import { durationOf, shortened, words } from '../words.js';
import { problemWords } from './problems.js';

export class CodeField {
  #page;
  #typed;
  #problem = '';
  #busy = false;
  #left = false;

  /** @param {Page} page @param {string} code with which a link begins: it is looked for at once; or empty */
  constructor(page, code) {
    this.#page = page;
    this.#typed = code;
    if (code) setTimeout(() => this.#find()); // once it is to be seen
  }

  leave() {
    this.#left = true;
  }

  template() {
    return html`
      <form class="code-field" @submit=${this.#submitted} novalidate>
        <label for="code">${words.codeField}</label>
        <div class="with-button">
          <input id="code" autocomplete="off" autocapitalize="characters" spellcheck="false" placeholder=${words.codeExample}
            enterkeyhint="go" .value=${live(this.#typed)} aria-invalid=${this.#problem ? 'true' : nothing}
            aria-describedby="code-help" @input=${this.#changed}>
          <button class="small" aria-busy=${this.#busy ? 'true' : nothing}>${words.join}</button>
        </div>
        <small id="code-help" role="status">${this.#problem ? html`<span class="problem">${this.#problem}</span>` : nothing}</small>
      </form>`;
  }

  /** @param {FieldEvent} event */
  #changed = (event) => {
    this.#typed = event.target.value;
    this.#problem = '';
    this.#page.redraw();
  };

  /** @param {Event} event */
  #submitted = (event) => {
    event.preventDefault();
    this.#find();
  };

  async #find() {
    if (this.#busy) return;
    const code = joinCodeIn(this.#typed);
    if (code) await this.#open(code);
    else this.#problem = this.#typed.trim() ? words.noSuchCode(shortened(this.#typed)) : words.codeNeeded;
    if (this.#left) return;
    this.#page.redraw();
    if (this.#problem) document.getElementById('code')?.focus();
  }

  /** @param {string} code */
  async #open(code) {
    this.#busy = true;
    this.#problem = '';
    this.#page.redraw();
    try {
      const { session_id: id } = await calls.findByCode(code);
      if (this.#left) return;
      rememberCode(id, code);
      this.#page.isAt('#/'); // who goes back is not led here again
      this.#page.go(`#/class/${id}`);
    } catch (error) {
      this.#problem = problemOfCode(error, code);
    } finally {
      this.#busy = false;
    }
  }
}

/** @param {unknown} error @param {string} code @returns {string} */
export function problemOfCode(error, code) {
  if (!(error instanceof CallError)) return problemWords(error);
  switch (error.reason) {
    case 'unknown_code': return words.unknownCode(code);
    case 'rate_limited': return words.tooManyCodes(durationOf(error.retryAfterMs ?? 0));
    default: return problemWords(error);
  }
}
