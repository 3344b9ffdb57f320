/**
 * Leaving who one is on this device: "Not me" for students, "Sign out" for teachers.
 *
 * @module parts/who
 *
 * @typedef {import('../main.js').Page} Page
 * @typedef {import('../identities.js').Identity} Identity
 */

import { html } from '../lib/lit-html/lit-html.js';
import { actAs, identities } from '../api.js';
import { forgetDevice } from '../people-calls.js';
import { words } from '../words.js';
import { wipe } from '../wiping.js';
import { Dialog } from './dialog.js';

export class Who {
  #identity;
  #name;
  #page;
  #dialog;
  #left;

  /** @param {Page} page @param {Identity} identity @param {string} name how this one is called @param {() => void} [left] called before anything is wiped */
  constructor(page, identity, name, left = () => {}) {
    this.#identity = identity;
    this.#name = name;
    this.#page = page;
    this.#left = left;
    this.#dialog = new Dialog(page);
  }

  template() {
    return html`
      <button class="small outline secondary" @click=${() => this.#dialog.open(this.#label, this.#sure)}>${this.#label}</button>
      ${this.#dialog.template()}`;
  }

  get #label() {
    return this.#identity.role === 'instructor' ? words.signOut : words.notMe;
  }

  #sure = () => html`
    <p dir="auto">${this.#identity.role === 'instructor' ? words.signOutSure(this.#name) : words.notMeSure(this.#name)}</p>
    <footer>
      <button class="secondary" autofocus @click=${this.#dialog.close}>${words.cancel}</button>
      <button @click=${this.#leave}>${this.#label}</button>
    </footer>`;

  #leave = async () => {
    this.#dialog.close();
    // Nobody is this one here from now on, whether the server hears of it or not.
    await forgetDevice().catch(() => {});
    identities.forget(this.#identity);
    identities.asked = true;
    actAs(null);
    this.#left();
    await wipe(this.#identity);
    this.#page.goOn('#/');
  };
}
