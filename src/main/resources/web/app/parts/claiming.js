/**
 * The names of a class, to say which is one's own; and waiting for the teacher where another device has it.
 *
 * @module parts/claiming
 *
 * @typedef {import('../main.js').Page} Page
 * @typedef {import('../main.js').FieldEvent} FieldEvent
 * @typedef {import('../switchboard.js').Joinable} Joinable
 * @typedef {import('../people-calls.js').LetIn} LetIn
 * @typedef {import('../people-calls.js').Waiting} Waiting
 * @typedef {Joinable['students'][number] & {shown: string}} Name
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { live } from '../lib/lit-html/directives/live.js';
import { shownName } from '../names.js';
import { awaitClaim, claim } from '../people-calls.js';
import { CallError } from '../switchboard.js';
import { shortened, words } from '../words.js';
import { problemOfCode } from './code-field.js';
import './windowed-list.js';

const ROW_PX = 56;
const TRY_AGAIN_MS = 3_000;
/** Where it is kept who this tab waits to be, so that a reload goes on waiting and asks nobody twice. */
const PLACE = 'switchboard waiting';

export class Claiming {
  className;
  #page;
  #code;
  #letIn;
  /** @type {Name[]} */
  #names;
  #search = '';
  #problem = '';
  #busy = false;
  /** @type {{name: Name, number: string}|null} */
  #waiting = null;
  #abort = new AbortController();

  /** @param {Page} page @param {Joinable} found @param {string} code @param {(given: LetIn) => void} letIn */
  constructor(page, { name, students }, code, letIn) {
    this.#page = page;
    this.className = shownName(name);
    this.#code = code;
    this.#letIn = letIn;
    this.#names = students.map((one) => ({ ...one, shown: one.name === undefined ? one.user_id : shownName(one.name, one.user_id) }));
    const kept = keptWait(code);
    const awaited = this.#names.find(({ user_id: id }) => id === kept?.userId);
    if (kept && awaited) this.#claim(awaited, kept.last);
  }

  leave() {
    this.#abort.abort();
  }

  template() {
    return this.#waiting ? this.#wait(this.#waiting) : this.#choose();
  }

  #choose() {
    const wanted = this.#search.toLowerCase();
    const found = this.#names.filter(({ shown, user_id: id }) => shown.toLowerCase().includes(wanted) || id.toLowerCase().includes(wanted));
    return html`
      <h2>${words.whoAreYou}</h2>
      <p>${words.claimIntro}</p>
      ${this.#problem ? html`<p role="alert" class="problem">${this.#problem}</p>` : nothing}
      <label for="find">${words.findYourself}</label>
      <input id="find" type="search" autocomplete="off" autocapitalize="none" .value=${live(this.#search)} @input=${this.#searched}>
      ${found.length === 0 ? html`<p role="status">${words.noSuchStudent(shortened(this.#search))}</p>` : html`
        <windowed-list class="people claims" aria-label=${words.students} .height=${ROW_PX} .row=${this.#row}
          .key=${(/** @type {Name} */ { user_id: id }) => id} .items=${found}></windowed-list>`}`;
  }

  /** @param {Name} name */
  #row = (name) => html`
    <button class="outline" dir="auto" aria-label=${name.claimed ? words.claimTakenName(name.shown) : words.claimName(name.shown)}
      aria-disabled=${this.#busy ? 'true' : nothing} @click=${() => this.#claim(name)}>
      ${name.shown} ${name.shown === name.user_id ? nothing : html`<small>${name.user_id}</small>`}
      ${name.claimed ? html`<span class="tag">${words.taken}</span>` : nothing}</button>`;

  /** @param {{name: Name, number: string}} waiting */
  #wait({ name, number }) {
    return html`
      <h2 id="waiting" tabindex="-1" dir="auto">${words.nameTaken(name.shown)}</h2>
      <div role="status">
        <p>${words.askTeacher}</p>
        <p class="join-code">${number}</p>
        <p aria-busy="true">${words.waitingForTeacher}</p>
      </div>
      <p><button class="secondary" @click=${this.#giveUp}>${words.otherName}</button></p>`;
  }

  /** @param {FieldEvent} event */
  #searched = (event) => {
    this.#search = event.target.value;
    this.#page.redraw();
  };

  /** @param {Name} name @param {Waiting} [last] what was said before the page was loaded anew */
  async #claim(name, last) {
    if (this.#busy) return;
    const { signal } = this.#abort;
    this.#busy = true;
    this.#problem = '';
    this.#page.redraw();
    try {
      const given = await this.#decided(name, signal, last);
      if (!signal.aborted) this.#letIn(given);
    } catch (error) {
      if (!signal.aborted) this.#problem = this.#problemOf(error, name.shown);
    }
    if (signal.aborted) return; // somebody has given up, and may wait for another one already
    keepWait(null);
    this.#busy = false;
    this.#waiting = null;
    this.#page.redraw();
  }

  /** @param {Name} name @param {AbortSignal} signal @param {LetIn|Waiting} [last] @returns {Promise<LetIn>} */
  async #decided(name, signal, last) {
    last ??= await claim(this.#code, name.user_id);
    while ('request' in last && !signal.aborted) {
      const isNew = !this.#waiting;
      this.#waiting = { name, number: String(last.number) };
      keepWait({ code: this.#code, userId: name.user_id, last });
      this.#page.redraw();
      if (isNew) document.getElementById('waiting')?.focus();
      last = await this.#askAgain(last, signal);
    }
    return /** @type {LetIn} */ (last);
  }

  /** Where the server is away for a moment, the place among those who wait is not lost. @param {Waiting} last @param {AbortSignal} signal */
  async #askAgain(last, signal) {
    try {
      return await awaitClaim(this.#code, last.request, signal);
    } catch (error) {
      if (signal.aborted || !(error instanceof CallError) || error.reason !== 'unreachable') throw error;
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
      return last;
    }
  }

  #giveUp = () => {
    keepWait(null);
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#waiting = null;
    this.#busy = false;
    this.#page.redraw();
    document.getElementById('find')?.focus();
  };

  /** @param {unknown} error @param {string} name */
  #problemOf(error, name) {
    switch (error instanceof CallError && error.reason) {
      case 'claim_refused': return words.claimRefused(name);
      case 'request_not_found': return words.claimOver;
      case 'student_not_found': return words.nameGone(name);
      default: return problemOfCode(error, this.#code);
    }
  }
}

/** @param {{code: string, userId: string, last: Waiting}|null} wait */
function keepWait(wait) {
  try {
    if (wait) sessionStorage.setItem(PLACE, JSON.stringify(wait));
    else sessionStorage.removeItem(PLACE);
  } catch {
    // A browser that keeps nothing asks again after a reload.
  }
}

/** @param {string} code @returns {{userId: string, last: Waiting}|null} */
function keptWait(code) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(PLACE) ?? 'null');
    return kept?.code === code && typeof kept.last?.request === 'string' ? kept : null;
  } catch {
    return null; // no JSON is none of ours
  }
}
