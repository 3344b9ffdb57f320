/**
 * A field for something to send: keeps what is typed until it is sent, says when it is too long.
 *
 * @module parts/composer
 *
 * @typedef {import('../main.js').Page} Page
 * @typedef {import('../main.js').FieldEvent} FieldEvent
 * @typedef {import('../classroom.js').Classroom} Classroom
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { live } from '../lib/lit-html/directives/live.js';
import { draft, keepDraft, placesOfDrafts } from '../drafts.js';
import { bytesOf, MAX_CONTENT_BYTES } from '../rules.js';
import { words } from '../words.js';
import { CodeKeys } from './code-keys.js';
import { obstacleTo } from './connection.js';

/** @typedef {{text?: string, code?: string}} Typed  what is sent of a field */

/** Room for what the views add to it. */
const MOST_BYTES = MAX_CONTENT_BYTES - 200;

class Composer {
  #page;
  #place;
  #text;
  /** What it began with, which nobody has typed here. */
  #begun = '';
  #keys = new CodeKeys();
  /** Whether somebody has tried to send what cannot be sent as it is. */
  #tried = false;

  /**
   * @param {Page} page @param {string} place under which the text is kept, such as the class, the user and the field
   */
  constructor(page, place) {
    this.#page = page;
    this.#place = place;
    this.#text = draft(place);
  }

  /** Whether something was typed that is neither sent nor taken back. */
  get isUsed() {
    return this.#text !== this.#begun;
  }

  /** Puts something there to be changed. It is kept only once it is. @param {string} text */
  begin(text) {
    this.#text = this.#begun = text;
  }

  /** Whatever is there is wanted no more. */
  clear() {
    this.begin('');
    this.#tried = false;
    keepDraft(this.#place, '');
  }

  /**
   * @param {object} field
   * @param {string} field.id of the element
   * @param {string} field.label
   * @param {string} field.button
   * @param {(content: Typed) => void} field.send takes what was typed
   * @param {boolean} [field.code] whether it is code rather than text
   * @param {number} [field.rows]
   * @param {string} [field.obstacle] why it cannot be sent now, said when somebody tries
   * @param {unknown} [field.more] what else the form asks for
   * @param {number} [field.besides] bytes of what is sent with it
   * @param {string} [field.next] id of the element that has the focus when it is sent; by default it stays
   */
  template({ id, label, button, send, code = false, rows = 2, obstacle = '', more = nothing, besides = 0, next = '' }) {
    const problem = this.#tried ? this.#problem(code, obstacle, besides) : '';
    const submit = (/** @type {Event} */ event) => {
      event.preventDefault();
      this.#submit(id, code, send, obstacle, besides, next);
    };
    const byKey = (/** @type {KeyboardEvent} */ event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
      else if (code) this.#keys.pressed(event);
    };
    return html`
      <form class="composer" @submit=${submit} novalidate>
        <label for=${id}>${label}</label>
        <textarea id=${id} rows=${rows} class=${code ? 'code' : ''} dir="auto" spellcheck=${code ? 'false' : 'true'}
          autocapitalize=${code ? 'none' : 'sentences'} .value=${live(this.#text)} aria-describedby="${id}-keys ${id}-help"
          aria-invalid=${problem ? 'true' : nothing} @input=${(/** @type {FieldEvent} */ event) => this.#typed(event)} @keydown=${byKey}></textarea>
        <small id="${id}-keys">${code ? words.codeKeys : nothing}</small>
        <small id="${id}-help">${problem ? html`<span class="problem">${problem}</span>` : nothing}</small>
        ${more}
        <button>${button}</button>
      </form>`;
  }

  /** @param {FieldEvent} event */
  #typed(event) {
    this.#text = event.target.value;
    this.#tried = false;
    keepDraft(this.#place, this.isUsed ? this.#text : '');
    this.#page.redraw();
  }

  /** @param {boolean} code @returns {Typed} */
  #content(code) {
    return code ? { code: this.#text } : { text: this.#text };
  }

  /** Why it cannot be sent as it is. @param {boolean} code @param {string} obstacle @param {number} besides */
  #problem(code, obstacle, besides) {
    const bytes = bytesOf(this.#content(code));
    const most = MOST_BYTES - besides;
    return bytes > most ? words.tooLong(bytes, most) : obstacle;
  }

  /**
   * @param {string} id @param {boolean} code @param {(content: Typed) => void} send @param {string} obstacle
   * @param {number} besides @param {string} next
   */
  #submit(id, code, send, obstacle, besides, next) {
    const blank = this.#text.trim() === '';
    this.#tried = !blank && this.#problem(code, obstacle, besides) !== '';
    const sends = !blank && !this.#tried;
    if (sends) {
      const content = this.#content(code);
      this.clear();
      send(content);
    }
    this.#page.redraw();
    const focused = sends ? next : id;
    if (focused) document.getElementById(focused)?.focus();
  }
}

/** The fields of a class, by what they are for; what was typed into one is there again after a reload. */
export class Composers {
  #page;
  #room;
  #place;
  /** @type {Map<string, Composer>} */
  #all = new Map();

  /** @param {Page} page @param {Classroom} classroom */
  constructor(page, classroom) {
    this.#page = page;
    this.#room = classroom;
    this.#place = `${classroom.session.id} ${classroom.userId} `;
    for (const place of placesOfDrafts(this.#place)) this.#of(place.slice(this.#place.length));
  }

  /** What those are for where something is typed. @returns {string[]} */
  get used() {
    return [...this.#all.keys()].filter((purpose) => this.isUsed(purpose));
  }

  /** Whether something is typed there. @param {string} purpose */
  isUsed(purpose) {
    return this.#all.get(purpose)?.isUsed ?? false;
  }

  /** What the field begins with, unless something is typed there. @param {string} purpose @param {string} text */
  begin(purpose, text) {
    if (!this.isUsed(purpose)) this.#of(purpose).begin(text);
  }

  /** Lets go of what is there. @param {string} purpose */
  clear(purpose) {
    this.#of(purpose).clear();
  }

  /**
   * The field; in a class that has ended only where something was typed, which can be taken from there.
   *
   * @param {string} purpose @param {Parameters<Composer['template']>[0]} field
   */
  template(purpose, field) {
    if (this.#room.ended && !this.isUsed(purpose)) return nothing;
    return this.#of(purpose).template({ ...field, obstacle: obstacleTo(this.#room) || field.obstacle });
  }

  /** @param {string} purpose */
  #of(purpose) {
    let composer = this.#all.get(purpose);
    if (!composer) this.#all.set(purpose, composer = new Composer(this.#page, this.#place + purpose));
    return composer;
  }
}
