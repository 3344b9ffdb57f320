/** Everything that was said in the class, with filter and search. @module views/timeline */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { live } from '../lib/lit-html/directives/live.js';
import { textOf } from '../kept.js';
import { csvHead, csvOf, jsonlOf, offer } from '../export.js';
import { listSeparator, words } from '../words.js';
import '../parts/windowed-list.js';
import { showWhole, time } from '../parts/message.js';
import { problemWords } from '../parts/problems.js';

const ROW_PX = 44;

export class TimelineView {
  #page;
  #room;
  #type = '';
  #search = '';
  /** What the filter shows of the messages up to {@link #looked}. */
  #found = [];
  #looked = 0;
  /** How many had been let go by then. */
  #gone = 0;
  #exporting = false;
  #problem = '';

  constructor(page, classroom) {
    this.#page = page;
    this.#room = classroom;
  }

  template() {
    const { messages, gone } = this.#room.log;
    const found = this.#find(messages, gone);
    return html`
      <div class="filter">
        <div><label for="search">${words.search}</label>
          <input id="search" type="search" autocomplete="off" .value=${live(this.#search)}
            @input=${(event) => this.#filter(this.#type, event.target.value)}></div>
        <div><label for="type">${words.ofType}</label>
          <select id="type" @change=${(event) => this.#filter(event.target.value, this.#search)}>
            <option value="" ?selected=${this.#type === ''}>${words.allTypes}</option>
            ${Object.entries(words.types).map(([type, name]) => html`<option value=${type} ?selected=${type === this.#type}>${name}</option>`)}
          </select></div>
        <button class="small secondary" ?disabled=${this.#exporting} @click=${() => this.#export('csv')}>${words.exportCsv}</button>
        <button class="small secondary" ?disabled=${this.#exporting} @click=${() => this.#export('jsonl')}>${words.exportJsonl}</button>
      </div>
      ${this.#exporting ? html`<p aria-busy="true">${words.loading}</p>` : nothing}
      ${this.#problem ? html`<p role="alert" class="problem">${this.#problem}</p>` : nothing}
      <p>${words.messageCount(found.length, messages.length)}</p>
      ${gone ? html`<p><small>${words.goneCount(gone)}</small></p>` : nothing}
      <windowed-list class="timeline" follows-end aria-label=${words.timeline} .height=${ROW_PX} .row=${this.#row}
        .key=${({ seq }) => seq}
        .items=${found}></windowed-list>`;
  }

  #row = (message) => html`
    <button class="line outline secondary" @click=${(event) => showWhole(event, message)}>
      ${time(message.timestamp)}
      <strong>${message.from_user}${message.to_user ? html` → ${message.to_user}` : nothing}</strong>
      <small class="tag">${words.types[message.type] ?? message.type}</small>
      <span class="excerpt" dir="auto">${textOf(message).slice(0, 200)}</span>
    </button>`;

  #filter(type, search) {
    this.#type = type;
    this.#search = search;
    this.#found = [];
    this.#looked = 0;
    this.#page.redraw();
  }

  /** Looks at what is new only: a class of ten thousand messages is not searched for each that comes. */
  #find(messages, gone) {
    if (this.#type === '' && this.#search === '') return messages;
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

  /** Whether the filter shows a message. @returns {(message: import('../kept.js').Kept) => boolean} */
  #fits() {
    const type = this.#type;
    const wanted = this.#search.toLowerCase();
    return (message) => (type === '' || message.type === type)
      && (wanted === '' || `${message.from_user} ${message.to_user ?? ''} ${textOf(message)}`.toLowerCase().includes(wanted));
  }

  /** From the server, which has all of it, whole; what was read goes to the browser's disk page by page. */
  async #export(form) {
    const fits = this.#fits();
    const parts = form === 'csv' ? [csvHead(listSeparator)] : [];
    const linesOf = form === 'csv' ? (messages) => csvOf(messages, listSeparator) : jsonlOf;
    this.#exporting = true;
    this.#problem = '';
    this.#page.redraw();
    try {
      await this.#room.readAll((messages) => parts.push(new Blob([linesOf(messages.filter(fits))])));
      offer(`${this.#room.session.name}.${form}`, form === 'csv' ? 'text/csv' : 'application/jsonl', parts);
    } catch (error) {
      this.#problem = problemWords(error);
    }
    this.#exporting = false;
    this.#page.redraw();
  }
}
