/**
 * How to be somebody, where the server asks who this is: by the code of a class and a name of its list, by a card, or, for
 * teachers, by a link.
 *
 * @module views/way-in
 *
 * @typedef {import('../main.js').Page} Page
 * @typedef {import('../switchboard.js').Joinable} Joinable
 * @typedef {import('../switchboard.js').Session} Session
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { placeIn } from '../addresses.js';
import { actingAs, calls, identities } from '../api.js';
import { codeOf } from '../known-codes.js';
import { shownName } from '../names.js';
import { words } from '../words.js';
import { Claiming } from '../parts/claiming.js';
import { CodeField, problemOfCode } from '../parts/code-field.js';
import { problemWords } from '../parts/problems.js';
import { Who } from '../parts/who.js';

export class WayIn {
  #page;
  #id;
  #why;
  #field;
  #card;
  /** @type {Who|null} */
  #who;
  /** Names to choose from, once they are here. @type {Claiming|null} */
  #claiming = null;
  /** Of whose card it is. @type {Session[]} */
  #classes = [];
  #problem = '';
  #busy = false;
  #left = false;

  /**
   * @param {Page} page @param {string} id of the class that somebody wants to join, or empty
   * @param {{code?: string, why?: string}} [known] the code with which a link began; why nobody is signed in any more
   */
  constructor(page, id, { code = '', why = '' } = {}) {
    this.#page = page;
    this.#id = id;
    this.#why = why;
    this.#field = new CodeField(page, code);
    const student = actingAs();
    this.#card = student;
    this.#who = student && new Who(page, student, words.yourCard);
    this.#begin();
  }

  get title() {
    return this.#claiming ? words.joinClass(this.#claiming.className) : words.home;
  }

  leave() {
    this.#left = true;
    this.#field.leave();
    this.#claiming?.leave();
  }

  template() {
    return html`
      <h1 class=${this.#claiming ? '' : 'sr-only'} dir="auto">${this.title}</h1>
      ${this.#why ? html`<p role="alert" class="problem">${this.#why}</p>` : nothing}
      ${this.#problem ? html`<p role="alert" class="problem">${this.#problem}</p>` : nothing}
      ${this.#busy ? html`<p aria-busy="true">${words.loading}</p>` : nothing}
      ${this.#claiming ? this.#claiming.template() : html`
        ${this.#ownClasses()}
        ${this.#field.template()}
        <p>${words.howStudentsGetIn}</p>`}
      <details>
        <summary>${words.asInstructor}</summary>
        <p>${words.howTeachersGetIn}</p>
        <p>${words.howFirstTeacherGetsIn}</p>
      </details>`;
  }

  #ownClasses() {
    if (!this.#card || !this.#who) return nothing;
    return html`
      <p><strong>${words.signedInAs(this.#card.userId)}</strong> ${this.#who.template()}</p>
      <ul class="classes" aria-label=${words.yourClasses}>
        ${this.#classes.map(({ id, name }) => html`
          <li><a class="class-name" dir="auto" href=${placeIn(id, 'student', this.#card?.userId ?? '')}>${shownName(name, id)}</a></li>`)}
      </ul>`;
  }

  async #begin() {
    this.#busy = true;
    try {
      if (!await this.#goIn()) await this.#offerNames();
    } catch (error) {
      this.#problem = problemWords(error);
    }
    this.#busy = false;
    if (!this.#left) this.#page.redraw();
  }

  /** Straight, where it is known who this is. @returns {Promise<boolean>} */
  async #goIn() {
    if (!this.#card) return false;
    if (!this.#id) {
      this.#classes = (await calls.list()).sessions;
      return true;
    }
    const { sessionId, userId } = this.#card;
    const isListed = sessionId === this.#id || await calls.find(this.#id).then(() => true, () => false);
    if (isListed && !this.#left) this.#page.goOn(placeIn(this.#id, 'student', userId));
    return isListed;
  }

  async #offerNames() {
    const code = this.#id && codeOf(this.#id);
    if (!code) return;
    try {
      const found = await calls.findByCode(code);
      if (this.#left || found.session_id !== this.#id) return;
      this.#claiming = new Claiming(this.#page, found, code, (given) => {
        identities.keep(given);
        if (!this.#left) this.#page.goOn(placeIn(this.#id, 'student', given.user_id));
      });
    } catch (error) {
      this.#problem = problemOfCode(error, code);
    }
  }
}
