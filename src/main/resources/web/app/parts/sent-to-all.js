/**
 * What was said to the whole class, for those who teach it: the last of it, and the rest when somebody asks.
 *
 * @module parts/sent-to-all
 *
 * @typedef {import('../main.js').Page} Page
 * @typedef {import('../main.js').DetailsEvent} DetailsEvent
 * @typedef {import('../classroom.js').Classroom} Classroom
 * @typedef {import('../kept.js').Kept} Kept
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { repeat } from '../lib/lit-html/directives/repeat.js';
import { STATUS } from '../question-state.js';
import { words } from '../words.js';
import { body, own, savedMark, sender, sharedTag, time } from './message.js';
import { ShortLists } from './short-lists.js';

const SHOWN = 10;

export class SentToAll {
  #page;
  #room;
  #lists;
  #showsAll = false;

  /** @param {Page} page @param {Classroom} classroom */
  constructor(page, classroom) {
    this.#page = page;
    this.#room = classroom;
    this.#lists = new ShortLists(page, SHOWN);
  }

  template() {
    const unsaved = this.#room.unsaved.filter(({ draft }) => draft.type === 'instructor_broadcast' && draft.context !== STATUS);
    const last = this.#room.log.said.findLast(isToAll);
    return html`
      ${repeat(unsaved, ({ ref }) => ref, ({ draft }) => own(draft, false))}
      ${last ? this.#sent(last) : nothing}`;
  }

  /** @param {Kept} last */
  #sent(last) {
    const all = this.#showsAll ? this.#room.log.said.filter(isToAll).reverse() : [];
    return html`
      <div class="sent-to-all">
        ${this.#one(last)}
        <details .open=${this.#showsAll} @toggle=${this.#toggled}>
          <summary>${words.allSent}</summary>
          ${repeat(this.#lists.of('sent', all), ({ id }) => id, (message) => this.#one(message))}
          ${this.#lists.more('sent', all)}
        </details>
      </div>`;
  }

  /** @param {Kept} message */
  #one(message) {
    return html`
      <div class="reply">
        <small>${sender(this.#room, message)} ${words.toAll} ${time(message.timestamp)} ${sharedTag(this.#room, message)}
          ${message.from_user === this.#room.userId ? savedMark(true) : nothing}</small>
        ${body(message)}
      </div>`;
  }

  /** @param {DetailsEvent} event */
  #toggled = (event) => {
    if (this.#showsAll === event.target.open) return;
    this.#showsAll = event.target.open;
    this.#page.redraw();
  };
}

/** @param {Kept} message */
function isToAll({ type }) {
  return type === 'instructor_broadcast';
}
