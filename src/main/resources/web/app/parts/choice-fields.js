/** What a task asks for besides its text, where it has options to choose from. @module parts/choice-fields */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { live } from '../lib/lit-html/directives/live.js';
import { readOptions } from '../choice.js';
import { draft, keepDraft } from '../drafts.js';
import { LEAST_OPTIONS, MOST_OPTION_CHARS, MOST_OPTIONS } from '../rules.js';
import { shortened, words } from '../words.js';

export class ChoiceFields {
  #page;
  #place;
  #text;

  /** @param {{redraw: () => void}} page @param {import('../classroom.js').Classroom} classroom */
  constructor(page, classroom) {
    this.#page = page;
    this.#place = `options ${classroom.session.id} ${classroom.userId}`;
    this.#text = draft(this.#place);
  }

  /** What was typed, one a line. @returns {string[]} */
  get options() {
    return readOptions(this.#text).options;
  }

  /** Why nobody could choose from them; empty where everybody can. @returns {string} */
  get problem() {
    const { options, doubled, long } = readOptions(this.#text);
    if (options.length < LEAST_OPTIONS) return words.tooFewOptions(options.length, LEAST_OPTIONS);
    if (options.length > MOST_OPTIONS) return words.tooManyOptions(options.length, MOST_OPTIONS);
    if (doubled.length) return words.doubledOptions(doubled.map(shortened).join(', '));
    if (long.length) return words.longOption(shortened(long[0]), [...long[0]].length, MOST_OPTION_CHARS);
    return '';
  }

  template() {
    const tooFew = this.options.length < LEAST_OPTIONS; // nobody has typed all of them at once
    const problem = tooFew ? '' : this.problem;
    return html`
      <div class="choice-fields">
        <label for="options">${words.options}</label>
        <textarea id="options" rows="3" dir="auto" .value=${live(this.#text)} aria-describedby="options-help" aria-invalid=${problem ? 'true' : nothing}
          @input=${(/** @type {any} */ event) => this.#set(event.target.value)}></textarea>
        <small id="options-help">${problem ? html`<span class="problem">${problem}</span>` : words.optionsHelp}</small>
        <button type="button" class="small secondary outline" @click=${() => this.#set(`${words.yes}\n${words.no}`)}>${words.yesNo}</button>
      </div>`;
  }

  /** They are asked. */
  clear() {
    this.#set('');
  }

  /** @param {string} text */
  #set(text) {
    this.#text = text;
    keepDraft(this.#place, text);
    this.#page.redraw();
  }
}
