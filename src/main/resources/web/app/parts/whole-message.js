/**
 * One message, whole, in front of all else.
 *
 * @module parts/whole-message
 *
 * @typedef {import('../main.js').Page} Page
 * @typedef {import('../classroom.js').Classroom} Classroom
 * @typedef {import('../kept.js').Kept} Kept
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { words } from '../words.js';
import { Dialog } from './dialog.js';
import { listOfOptions, sender, time, typeWords, wholeBody } from './message.js';
import { problemWords } from './problems.js';

export class WholeMessage {
  #page;
  #room;
  #dialog;
  /** What is shown: at first what is kept of it. @type {Kept|null} */
  #message = null;
  #loading = false;
  #problem = '';

  /** @param {Page} page @param {Classroom} classroom */
  constructor(page, classroom) {
    this.#page = page;
    this.#room = classroom;
    this.#dialog = new Dialog(page);
  }

  /** Shows what anything inside of it asks to see whole. @param {unknown} content */
  around(content) {
    return html`<div @whole-message=${(/** @type {CustomEvent<Kept>} */ event) => this.#open(event.detail)}>${content}${this.#dialog.template()}</div>`;
  }

  /** @param {Kept} message */
  async #open(message) {
    this.#message = message;
    this.#problem = '';
    this.#loading = message.cut !== undefined;
    this.#dialog.open(words.wholeMessage(message.seq), this.#template);
    if (!this.#loading) return;
    let whole;
    let problem = '';
    try {
      whole = await this.#room.whole(message);
    } catch (error) {
      problem = problemWords(error);
    }
    if (this.#message !== message) return; // another one is shown meanwhile
    if (whole) this.#message = whole;
    this.#problem = problem;
    this.#loading = false;
    this.#page.redraw();
  }

  #template = () => {
    const message = /** @type {Kept} */ (this.#message);
    const { seq, timestamp, to_user: to, type } = message;
    return html`
      <header>${seq} · ${time(timestamp)} · ${sender(this.#room, message)}${to ? html` → <bdi>${this.#room.nameOf(to)}</bdi>` : nothing}
        <small class="tag">${typeWords(type)}</small></header>
      ${wholeBody(message)}
      ${listOfOptions(message)}
      ${this.#loading ? html`<p aria-busy="true">${words.loading}</p>` : nothing}
      ${this.#problem ? html`<p role="alert" class="problem">${this.#problem}</p>` : nothing}
      <footer><button autofocus @click=${this.#dialog.close}>${words.close}</button></footer>`;
  };
}
