/**
 * The join code of a class, as teachers see and change it, and what leads into the class by it.
 *
 * @module parts/join-code
 *
 * @typedef {import('../switchboard.js').Session} Session
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { absolute } from '../addresses.js';
import { calls } from '../api.js';
import { words } from '../words.js';
import { problemWords } from './problems.js';

/** Others may change it, too: what is older than this is asked for anew where it is shown all the time. */
const FRESH_MS = 15_000;

export class ClassCode {
  #id;
  #changed;
  /** Null until it is known; empty where there is none. @type {string|null} */
  #code = null;
  #problem = '';
  #busy = false;
  #asked = -Infinity;

  /** @param {string} id of the session @param {() => void} changed called on each change */
  constructor(id, changed) {
    this.#id = id;
    this.#changed = changed;
  }

  /** Empty where there is none, or none is known. */
  get code() {
    return this.#code ?? '';
  }

  /** The shortest address that leads into the class. */
  get link() {
    return absolute(this.code ? `j/${this.code}` : `#/class/${this.#id}`);
  }

  /** Asks which it is. */
  look() {
    return this.#ask('joinCode');
  }

  /** Asks again, if the last answer is not of just now. */
  async keepFresh() {
    if (performance.now() - this.#asked > FRESH_MS) await this.look();
  }

  /** What can be done about it. */
  template() {
    return html`
      <div class="class-code" aria-busy=${this.#busy ? 'true' : nothing}>
        ${this.#code === null ? nothing : this.#known()}
        ${this.#problem ? html`<p role="alert" class="problem">${this.#problem}</p>` : nothing}
      </div>`;
  }

  #known() {
    return html`
      <p role="status">${this.#code
        ? html`<strong class="join-code">${this.#code}</strong> <small>${words.codeHolds}</small>` : words.noCode}</p>
      <button id="make-code" class=${this.#code ? 'small outline' : 'small'} @click=${() => this.#ask('makeJoinCode')}
        >${this.#code ? words.newCode : words.makeCode}</button>
      ${this.#code ? html`<button class="small outline secondary" @click=${this.#close}>${words.closeCode}</button>` : nothing}`;
  }

  #close = async () => {
    await this.#ask('closeJoinCode');
    if (!this.code) document.getElementById('make-code')?.focus();
  };

  /** @param {'joinCode'|'makeJoinCode'|'closeJoinCode'} call */
  async #ask(call) {
    if (this.#busy) return;
    this.#busy = true;
    this.#asked = performance.now();
    this.#changed();
    try {
      const { code = '' } = await calls[call](this.#id);
      this.#code = code;
      this.#problem = '';
    } catch (error) {
      this.#problem = problemWords(error);
    }
    this.#busy = false;
    this.#changed();
  }
}

/** For a projector: read from the last row. @param {{code: string, link: string}} way */
export function wayIn({ code, link }) {
  return html`
    ${qrCode(link)}
    ${code ? html`
      <p>${words.openAndType(absolute('').replace(/^https?:\/\/|\/$/g, ''))}</p>
      <p class="join-code">${code}</p>` : html`<p>${link}</p>`}`;
}

/** @param {string} link */
export function qrCode(link) {
  return html`<img src="qr.svg?text=${encodeURIComponent(link)}" alt=${words.qrCode} width="220" height="220">`;
}
