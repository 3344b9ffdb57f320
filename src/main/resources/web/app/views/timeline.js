/** Everything that was said in the class, with filter and search. @module views/timeline */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { live } from '../lib/lit-html/directives/live.js';
import { textOf } from '../class-log.js';
import { csvOf, jsonlOf, offer } from '../export.js';
import { listSeparator, words } from '../words.js';
import '../parts/windowed-list.js';
import { Dialog } from '../parts/dialog.js';
import { body, time } from '../parts/message.js';

const ROW_PX = 44;

export class TimelineView {
  #page;
  #room;
  #type = '';
  #search = '';
  /** What the filter shows of the first {@link #looked} messages. */
  #found = [];
  #looked = 0;
  #dialog;

  constructor(page, classroom) {
    this.#page = page;
    this.#room = classroom;
    this.#dialog = new Dialog(page);
  }

  template() {
    const { messages } = this.#room.log;
    const found = this.#find(messages);
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
        <button class="small secondary" @click=${() => this.#export('csv')}>${words.exportCsv}</button>
        <button class="small secondary" @click=${() => this.#export('jsonl')}>${words.exportJsonl}</button>
      </div>
      <p>${words.messageCount(found.length, messages.length)}</p>
      <windowed-list class="timeline" follows-end aria-label=${words.timeline} .height=${ROW_PX} .row=${this.#row}
        .key=${({ seq }) => seq}
        .items=${found}></windowed-list>
      ${this.#dialog.template()}`;
  }

  #row = (message) => html`
    <button class="line outline secondary" @click=${() => this.#show(message)}>
      ${time(message.timestamp)}
      <strong>${message.from_user}${message.to_user ? html` → ${message.to_user}` : nothing}</strong>
      <small class="tag">${words.types[message.type] ?? message.type}</small>
      <span class="excerpt" dir="auto">${textOf(message).slice(0, 200)}</span>
    </button>`;

  #whole(message) {
    return html`
      <header>${message.seq} · ${time(message.timestamp)} · ${message.from_user}${message.to_user ? ` → ${message.to_user}` : ''}
        <small class="tag">${words.types[message.type] ?? message.type}</small></header>
      ${body(message)}
      <footer><button autofocus @click=${this.#dialog.close}>${words.close}</button></footer>`;
  }

  #show(message) {
    this.#dialog.open(words.wholeMessage(message.seq), () => this.#whole(message));
  }

  #filter(type, search) {
    this.#type = type;
    this.#search = search;
    this.#found = [];
    this.#looked = 0;
    this.#page.redraw();
  }

  /** Looks at what is new only: a class of ten thousand messages is not searched for each that comes. */
  #find(messages) {
    if (this.#type === '' && this.#search === '') return messages;
    const wanted = this.#search.toLowerCase();
    const fits = (message) => (this.#type === '' || message.type === this.#type)
      && (wanted === '' || `${message.from_user} ${message.to_user ?? ''} ${textOf(message)}`.toLowerCase().includes(wanted));
    if (this.#looked < messages.length) {
      this.#found = [...this.#found, ...messages.slice(this.#looked).filter(fits)];
      this.#looked = messages.length;
    }
    return this.#found;
  }

  #export(form) {
    const found = this.#find(this.#room.log.messages);
    const { name } = this.#room.session;
    if (form === 'csv') offer(`${name}.csv`, 'text/csv', csvOf(found, listSeparator));
    else offer(`${name}.jsonl`, 'application/jsonl', jsonlOf(found));
  }
}
