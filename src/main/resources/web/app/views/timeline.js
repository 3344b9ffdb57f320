/**
 * Everything that was said in the class, with filter and search.
 *
 * @module views/timeline
 *
 * @typedef {import('../main.js').Page} Page
 * @typedef {import('../main.js').FieldEvent} FieldEvent
 * @typedef {import('../classroom.js').Classroom} Classroom
 * @typedef {import('../kept.js').Kept} Kept
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { live } from '../lib/lit-html/directives/live.js';
import { textOf } from '../kept.js';
import { words } from '../words.js';
import '../parts/windowed-list.js';
import { ExportButtons } from '../parts/export-buttons.js';
import { agentTag, excerptOf, showWhole, time, typeWords } from '../parts/message.js';

const ROW_PX = 44;
/** On a phone what was said stands below who said it. */
const NARROW_ROW_PX = 64;
const NARROW = matchMedia('(max-width: 30rem)');

export class TimelineView {
  #page;
  #room;
  #type = '';
  #search = '';
  /** What the filter shows of the messages up to {@link #looked}. @type {Kept[]} */
  #found = [];
  #looked = 0;
  /** How many had been let go by then. */
  #gone = 0;
  #exports;
  /** Whether only what the filter shows is exported. */
  #exportsFiltered = false;

  /** @param {Page} page @param {Classroom} classroom */
  constructor(page, classroom) {
    this.#page = page;
    this.#room = classroom;
    this.#exports = new ExportButtons(page);
  }

  template() {
    const { messages, gone } = this.#room.log;
    const found = this.#find(messages, gone);
    return html`
      <div class="filter">
        <div><label for="search">${words.search}</label>
          <input id="search" type="search" autocomplete="off" .value=${live(this.#search)}
            @input=${(/** @type {FieldEvent} */ event) => this.#filter(this.#type, event.target.value)}></div>
        <div><label for="type">${words.ofType}</label>
          <select id="type" @change=${(/** @type {FieldEvent} */ event) => this.#filter(event.target.value, this.#search)}>
            <option value="" ?selected=${this.#type === ''}>${words.allTypes}</option>
            ${Object.entries(words.types).map(([type, name]) => html`<option value=${type} ?selected=${type === this.#type}>${name}</option>`)}
          </select></div>
      </div>
      ${this.#exports.template([
        [words.exportXlsx, async ({ exporting }) => this.#export(await exporting(), 'xlsx')],
        [words.exportCsv, async ({ exporting }) => this.#export(await exporting(), 'csv')],
        [words.exportJsonl, async ({ exporting }) => this.#export(await exporting(), 'jsonl')],
        [words.print, async ({ printing }) => (await printing()).printMessages(this.#room, this.#chosen())],
      ], this.#isFiltered ? this.#choice() : nothing)}
      <p class="only-on-paper">${words.printByButton}</p>
      <p>${words.messageCount(found.length, messages.length)}</p>
      ${gone ? html`<p><small>${words.goneCount(gone)}</small></p>` : nothing}
      <windowed-list class="timeline" follows-end aria-label=${words.timeline} .height=${NARROW.matches ? NARROW_ROW_PX : ROW_PX} .row=${this.#row}
        .key=${(/** @type {Kept} */ { seq }) => seq}
        .items=${found}></windowed-list>`;
  }

  /** @param {Kept} message */
  #row = (message) => html`
    <button class="line outline secondary" @click=${(/** @type {Event} */ event) => showWhole(event, message)}>
      ${time(message.timestamp)}
      <strong><bdi>${this.#room.nameOf(message.from_user)}</bdi>${message.to_user ? html` → <bdi>${this.#room.nameOf(message.to_user)}</bdi>` : nothing}</strong>
      ${agentTag(message)}
      <small class="tag">${typeWords(message.type)}</small>
      <span class="excerpt" dir="auto">${excerptOf(message)}</span>
    </button>`;

  get #isFiltered() {
    return this.#type !== '' || this.#search !== '';
  }

  #choice() {
    const changed = (/** @type {FieldEvent} */ event) => {
      this.#exportsFiltered = event.target.checked;
      this.#page.redraw();
    };
    return html`<label><input type="checkbox" .checked=${live(this.#exportsFiltered)} @change=${changed}> ${words.exportFiltered}</label>`;
  }

  /** @param {string} type @param {string} search */
  #filter(type, search) {
    this.#type = type;
    this.#search = search;
    this.#found = [];
    this.#looked = 0;
    this.#page.redraw();
  }

  /**
   * Looks at what is new only: a class of ten thousand messages is not searched for each that comes.
   *
   * @param {readonly Kept[]} messages @param {number} gone
   */
  #find(messages, gone) {
    if (!this.#isFiltered) return messages;
    if (this.#gone !== gone) {
      this.#found = [];
      this.#looked = 0;
      this.#gone = gone;
    }
    const fits = this.#fits();
    let i = messages.length;
    while (i > 0 && messages[i - 1].seq > this.#looked) i -= 1;
    for (const message of messages.slice(i)) if (fits(message)) this.#found.push(message);
    this.#looked = messages.at(-1)?.seq ?? 0;
    return this.#found;
  }

  /** Whether the filter shows a message. @returns {(message: Kept) => boolean} */
  #fits() {
    const type = this.#type;
    const wanted = this.#search.toLowerCase();
    return (message) => (type === '' || message.type === type)
      && (wanted === '' || `${this.#peopleOf(message)} ${textOf(message)}`.toLowerCase().includes(wanted));
  }

  /** Whose it is and who gets it, by all that they are called. @param {import('../switchboard.js').Message} message */
  #peopleOf({ from_user: from, to_user: to }) {
    return [from, to].map((user) => (user ? `${user} ${this.#room.nameOf(user)}` : '')).join(' ');
  }

  /**
   * All that was said, unless only a part of it is asked for: then the file's name says so.
   *
   * @param {typeof import('../exporting.js')} exporting @param {import('../exporting.js').Form} form
   */
  #export({ exportMessages }, form) {
    const chosen = this.#chosen();
    return exportMessages(this.#room, form, chosen.name ? chosen : undefined);
  }

  /** What is exported or printed. @returns {import('../exporting.js').Filter} */
  #chosen() {
    if (!this.#isFiltered || !this.#exportsFiltered) return { fits: () => true, name: '' };
    return { fits: this.#fits(), name: [this.#type && typeWords(this.#type), this.#search].filter(Boolean).join(', ') };
  }
}
