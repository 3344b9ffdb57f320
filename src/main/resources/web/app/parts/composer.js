/** A field for something to send: keeps what is typed until it is sent, says when it is too long. @module parts/composer */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { live } from '../lib/lit-html/directives/live.js';
import { draft, keepDraft, placesOfDrafts } from '../drafts.js';
import { bytesOf, MAX_CONTENT_BYTES } from '../rules.js';
import { words } from '../words.js';

export class Composer {
  #page;
  #place;
  #text;
  #problem = '';

  /** @param {any} page @param {string} place under which the text is kept, such as the class, the user and the field */
  constructor(page, place) {
    this.#page = page;
    this.#place = place;
    this.#text = draft(place);
  }

  get text() {
    return this.#text;
  }

  /**
   * @param {object} field
   * @param {string} field.id of the element
   * @param {string} field.label
   * @param {string} field.button
   * @param {(content: {text?: string, code?: string}) => void} field.send takes what was typed
   * @param {boolean} [field.code] whether it is code rather than text
   * @param {number} [field.rows]
   * @param {string} [field.obstacle] why it cannot be sent now, said when somebody tries
   * @param {unknown} [field.more] what else the form asks for
   */
  template({ id, label, button, send, code = false, rows = 2, obstacle = '', more = nothing }) {
    const submit = (event) => {
      event.preventDefault();
      this.#submit(code, send, obstacle);
    };
    const byKey = (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
    };
    return html`
      <form class="composer" @submit=${submit} novalidate>
        <label for=${id}>${label}</label>
        <textarea id=${id} rows=${rows} class=${code ? 'code' : ''} spellcheck=${code ? 'false' : 'true'}
          autocapitalize=${code ? 'none' : 'sentences'} .value=${live(this.#text)} aria-describedby="${id}-help"
          aria-invalid=${this.#problem ? 'true' : nothing} @input=${(event) => this.#typed(event)} @keydown=${byKey}></textarea>
        <small id="${id}-help">${this.#problem ? html`<span class="problem">${this.#problem}</span>` : nothing}</small>
        ${more}
        <button>${button}</button>
      </form>`;
  }

  #typed(event) {
    this.#text = event.target.value;
    this.#problem = '';
    keepDraft(this.#place, this.#text);
    this.#page.redraw();
  }

  #submit(code, send, obstacle) {
    if (this.#text.trim() === '') return;
    const content = code ? { code: this.#text } : { text: this.#text };
    const bytes = bytesOf(content);
    // Room for what the views add to it.
    const most = MAX_CONTENT_BYTES - 200;
    this.#problem = bytes > most ? words.tooLong(bytes, most) : obstacle;
    if (!this.#problem) {
      this.#text = '';
      keepDraft(this.#place, '');
      send(content);
    }
    this.#page.redraw();
  }
}

/** Composers by what they are for, each made when it is first asked for, or where something typed was kept. */
export class Composers {
  #page;
  #place;
  /** @type {Map<string, Composer>} */
  #all = new Map();

  /** @param {any} page @param {import('../classroom.js').Classroom} classroom */
  constructor(page, classroom) {
    this.#page = page;
    this.#place = `${classroom.session.id} ${classroom.userId} `;
    for (const place of placesOfDrafts(this.#place)) this.of(place.slice(this.#place.length));
  }

  /** Whether something is typed there. @param {string} purpose */
  isUsed(purpose) {
    return (this.#all.get(purpose)?.text ?? '') !== '';
  }

  /** @param {string} purpose @returns {Composer} */
  of(purpose) {
    let composer = this.#all.get(purpose);
    if (!composer) this.#all.set(purpose, composer = new Composer(this.#page, this.#place + purpose));
    return composer;
  }
}
