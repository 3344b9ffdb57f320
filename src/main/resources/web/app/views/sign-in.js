/**
 * What a link for a teacher or a student's card leads to: becoming somebody here. The secret is known to this view alone.
 *
 * @module views/sign-in
 *
 * @typedef {import('../main.js').Page} Page
 * @typedef {import('../main.js').FieldEvent} FieldEvent
 * @typedef {import('../switchboard.js').Session} Session
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { live } from '../lib/lit-html/directives/live.js';
import { placeIn } from '../addresses.js';
import { actAs, calls, identities } from '../api.js';
import { shownName } from '../names.js';
import { become, tokenOf } from '../people-calls.js';
import { madeId } from '../roster/ids.js';
import { isId, isPersonName } from '../rules.js';
import { CallError } from '../switchboard.js';
import { durationOf, shortened, words } from '../words.js';
import { problemWords } from '../parts/problems.js';

export class SignIn {
  #page;
  #way;
  #secret;
  /** @type {'asking'|'form'|'classes'|'over'|'away'} */
  #state = 'asking';
  #name = '';
  /** Null until somebody has typed one: then it is made of the name. @type {string|null} */
  #id = null;
  #problem = '';
  #busy = false;
  #left = false;
  /** Of whose card it is. @type {Session[]} */
  #classes = [];
  #user = '';

  /** @param {Page} page @param {'setup'|'teach'|'card'} way @param {string} secret empty where the page was loaded anew */
  constructor(page, way, secret) {
    this.#page = page;
    this.#way = way;
    this.#secret = secret;
    if (secret) this.#begin();
    else this.#state = 'over';
  }

  get title() {
    return this.#way === 'card' ? words.yourCard : words.becomeTeacher;
  }

  leave() {
    this.#left = true;
    this.#secret = '';
  }

  template() {
    return html`<h1>${this.title}</h1>${this.#content()}`;
  }

  #content() {
    switch (this.#state) {
      case 'asking': return html`<p aria-busy="true">${words.loading}</p>`;
      case 'form': return this.#form();
      case 'classes': return this.#list();
      case 'over': return html`
        <p role="alert" class="problem">${this.#secret ? this.#overWords() : words.openLinkAgain}</p>
        <p><a href="#/">${words.back}</a></p>`;
      default: return html`
        <p role="alert" class="problem">${this.#problem}</p>
        <p><button @click=${this.#begin}>${words.tryAgain}</button> <a href="#/">${words.back}</a></p>`;
    }
  }

  #overWords() {
    return { setup: words.setupOver, teach: words.inviteOver, card: words.cardOver }[this.#way];
  }

  get #proposed() {
    return this.#id ?? madeId(this.#name.trim());
  }

  #form() {
    const id = this.#proposed;
    const wrongId = id !== '' && !isId(id);
    const wrongName = this.#name !== '' && !isPersonName(this.#name);
    return html`
      <p>${this.#way === 'setup' ? words.setupIntro : words.inviteAccept}</p>
      <form class="sign-in" @submit=${this.#submit} novalidate>
        <label for="person">${words.yourName}</label>
        <input id="person" autocomplete="name" .value=${live(this.#name)} aria-invalid=${wrongName ? 'true' : nothing}
          aria-describedby="person-help" @input=${this.#typed}>
        <small id="person-help">${wrongName ? html`<span class="problem">${words.notAllowed(shortened(this.#name), words.personNameAllowed)}</span>` : words.nameSeen}</small>
        <label for="person-id">${words.yourId}</label>
        <input id="person-id" autocomplete="username" autocapitalize="none" spellcheck="false" .value=${live(id)}
          aria-invalid=${wrongId ? 'true' : nothing} aria-describedby="person-id-help" @input=${this.#typed}>
        <small id="person-id-help">${wrongId ? html`<span class="problem">${words.notAllowed(shortened(id), words.idAllowed)}</span>` : words.idStays}</small>
        ${this.#problem ? html`<p role="alert" class="problem">${this.#problem}</p>` : nothing}
        <button aria-busy=${this.#busy ? 'true' : nothing}>${words.signInHere}</button>
      </form>`;
  }

  #list() {
    if (this.#classes.length === 0) return html`<p role="status">${words.noClassForCard}</p><p><button @click=${this.#showClasses}>${words.refresh}</button></p>`;
    return html`
      <p>${words.chooseClass}</p>
      <ul class="classes" aria-label=${words.yourClasses}>
        ${this.#classes.map(({ id, name }) => html`<li><a class="class-name" dir="auto" href=${placeIn(id, 'student', this.#user)}>${shownName(name, id)}</a></li>`)}
      </ul>`;
  }

  /** With the secret alone: a further device of a teacher is let in so, and a link that is void says so before anybody types. */
  #begin = () => this.#attempt('away', async () => {
    if (this.#way === 'card') await this.#takeCard();
    else await this.#become({ secret: this.#secret });
  });

  async #takeCard() {
    const given = await tokenOf(this.#secret);
    actAs(identities.keep({ secret: this.#secret, ...given }));
    this.#user = given.user_id;
    await this.#showClasses();
  }

  #showClasses = async () => {
    const { sessions } = await calls.list();
    this.#classes = sessions;
    if (this.#left) return;
    if (sessions.length === 1) this.#page.goOn(placeIn(sessions[0].id, 'student', this.#user));
    else this.#state = 'classes';
    this.#page.redraw();
  };

  /** @param {{secret: string, user_id?: string, name?: string}} who */
  async #become(who) {
    const given = await become(this.#way === 'setup' ? 'setup' : 'accept', who);
    identities.keep(given);
    if (!this.#left) this.#page.goOn('#/');
  }

  /** @param {'away'|'form'} otherwise what is shown where it does not succeed @param {() => Promise<void>} attempt */
  async #attempt(otherwise, attempt) {
    if (this.#busy) return;
    this.#busy = true;
    this.#problem = '';
    if (otherwise === 'away') this.#state = 'asking';
    this.#page.redraw();
    try {
      await attempt();
    } catch (error) {
      this.#refused(error, otherwise);
    }
    this.#busy = false;
    if (!this.#left) this.#page.redraw();
  }

  /** @param {unknown} error @param {'away'|'form'} otherwise */
  #refused(error, otherwise) {
    const { reason = '', retryAfterMs = 0 } = error instanceof CallError ? error : {};
    const isFirst = otherwise === 'away';
    if (reason === 'unauthorized' || reason === 'invalid_secret') this.#state = 'over';
    else if (isFirst && (reason === 'invalid_user_id' || reason === 'invalid_name')) this.#state = 'form';
    else {
      this.#state = otherwise;
      this.#problem = problemOf(reason, retryAfterMs, this.#proposed) || problemWords(error);
    }
  }

  /** @param {FieldEvent} event */
  #typed = (event) => {
    const { id, value } = event.target;
    if (id === 'person') this.#name = value;
    else this.#id = value;
    this.#problem = '';
    this.#page.redraw();
  };

  /** @param {Event} event */
  #submit = (event) => {
    event.preventDefault();
    const id = this.#proposed;
    const name = this.#name.trim();
    const wrong = isPersonName(name) ? (isId(id) ? '' : 'person-id') : 'person';
    if (wrong) {
      this.#problem = wrong === 'person' ? words.needed(words.personNameAllowed) : words.needed(words.idAllowed);
      this.#page.redraw();
      document.getElementById(wrong)?.focus();
    } else this.#attempt('form', () => this.#become({ secret: this.#secret, user_id: id, name }));
  };
}

/** @param {string} reason @param {number} retryAfterMs @param {string} id @returns {string} empty where others' words do */
function problemOf(reason, retryAfterMs, id) {
  switch (reason) {
    case 'user_id_taken': return words.idTaken(id);
    case 'rate_limited': return words.tooManyTries(durationOf(retryAfterMs));
    default: return '';
  }
}
