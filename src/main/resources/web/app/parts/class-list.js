/**
 * The classes that are open: one's own first, others page by page, and finding one among all.
 *
 * @module parts/class-list
 *
 * @typedef {import('../main.js').Page} Page
 * @typedef {import('../main.js').FieldEvent} FieldEvent
 * @typedef {import('../switchboard.js').Session} Session
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { live } from '../lib/lit-html/directives/live.js';
import { calls } from '../api.js';
import { nameIn, shownName } from '../names.js';
import { forgetClass, ownClasses } from '../own-classes.js';
import { joinCodeIn } from '../rules.js';
import { durationOf, shortened, words } from '../words.js';
import { isUnknown, problemWords } from './problems.js';

/** So many of others' classes come at a time. */
const SHOWN = 20;
/** So many are asked for at once where one is looked for. */
const SEARCHED = 100;
/** In whatever somebody was sent: the id alone, or a link. */
const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/** @typedef {Pick<import('../switchboard.js').Session, 'id'|'name'|'created_by'|'start_time'|'connection_count'> & {creator: string}} Listed */

export class ClassList {
  #page;
  /** @type {Listed[]} */
  #own = [];
  /** Null until they are here. @type {Listed[]|null} */
  #others = null;
  /** Behind which there are more. @type {string|undefined} */
  #next;
  /** Whether this server lists them. */
  #listed = true;
  #problem = '';
  #search = '';
  /** What the last search was for. */
  #searched = '';
  /** Of several questions under way the last one is answered. */
  #question = 0;

  /** Asks for them at once. @param {Page} page */
  constructor(page) {
    this.#page = page;
    this.#begin();
  }

  leave() {
    this.#question += 1;
  }

  template() {
    return html`
      <form class="composer" @submit=${this.#find} novalidate>
        <label for="find-class">${words.findClass}</label>
        <div class="with-button">
          <input id="find-class" type="search" autocomplete="off" autocapitalize="none" spellcheck="false" .value=${live(this.#search)} @input=${this.#typed}>
          <button class="small">${words.find}</button>
        </div>
      </form>
      ${this.#problem ? html`<p role="alert" class="problem">${this.#problem}</p>` : this.#list()}
      <button class="secondary outline" @click=${this.look}>${words.refresh}</button>`;
  }

  #list() {
    if (!this.#others) return html`<p aria-busy="true">${words.loading}</p>`;
    if (this.#own.length + this.#others.length === 0) return html`<p role="status">${this.#nothing()}</p>`;
    return html`
      ${this.#own.length ? html`<h3>${words.ownClasses}</h3>${rows(words.ownClasses, this.#own)}` : nothing}
      ${this.#others.length ? html`
        ${this.#own.length ? html`<h3>${words.otherClasses}</h3>` : html`<p>${words.joinIntro}</p>`}
        ${rows(words.yourClasses, this.#others)}` : nothing}
      ${this.#listed ? nothing : html`<p>${words.unlisted}</p>`}
      ${this.#next ? html`<button class="secondary outline" @click=${this.#more}>${words.moreClasses}</button>` : nothing}`;
  }

  /** Why there is none. */
  #nothing() {
    if (!this.#listed) return words.unlisted;
    return this.#searched ? words.noSuchClass(shortened(this.#searched)) : words.noClasses;
  }

  /** @param {FieldEvent} event */
  #typed = (event) => {
    this.#search = event.target.value;
    this.#page.redraw();
  };

  /** @param {Event} event */
  #find = (event) => {
    event.preventDefault();
    const [id] = ID.exec(this.#search) ?? [];
    const code = this.#search.includes('/') && joinCodeIn(this.#search);
    if (id) this.#page.go(`#/class/${id.toLowerCase()}`);
    else if (code) this.#page.go(`#/join/${code}`);
    else this.look();
  };

  look = () => {
    this.#begin();
    this.#page.redraw();
  };

  #begin() {
    this.#others = null;
    this.#next = undefined;
    this.#searched = this.#search.trim();
    this.#ask(async (isLast) => {
      const own = this.#searched ? [] : await openOnes(ownClasses());
      if (isLast()) this.#own = own;
    });
  }

  #more = () => this.#ask(async () => {});

  /**
   * What comes next of the others, with what else is to be known before it is shown.
   *
   * @param {(isLast: () => boolean) => Promise<void>} besides
   */
  async #ask(besides) {
    this.#question += 1;
    const question = this.#question;
    const isLast = () => question === this.#question;
    try {
      await besides(isLast);
      const { found, next } = await this.#read(isLast);
      if (!isLast()) return;
      this.#others = [...this.#others ?? [], ...found];
      this.#next = next;
      this.#problem = '';
    } catch (error) {
      if (!isLast()) return;
      if (isUnknown(error)) return this.#page.signIn();
      this.#problem = problemWords(error);
    }
    this.#page.redraw();
  }

  /**
   * Enough of those that are wanted, or all there are.
   *
   * @param {() => boolean} isLast whether nobody has asked anything else since
   */
  async #read(isLast) {
    const wanted = this.#searched.toLowerCase();
    const limit = wanted ? SEARCHED : SHOWN;
    const own = new Set(this.#own.map(({ id }) => id));
    const found = [];
    let next = this.#next;
    do {
      const answer = await calls.list({ limit, after: next });
      next = answer.next;
      this.#listed = answer.listed !== false;
      for (const session of answer.sessions) if (!own.has(session.id) && fits(session, wanted)) found.push(listed(session));
    } while (next && found.length < SHOWN && isLast());
    return { found, next };
  }
}

/** @param {Session} session @param {string} wanted */
function fits({ name, names, created_by: by }, wanted) {
  return wanted === '' || [shownName(name), by, nameIn(names, by)].some((called) => called.toLowerCase().includes(wanted));
}

/** Those of one's own that go on. What has ended or is not there is looked for no more. @param {string[]} ids @returns {Promise<Listed[]>} */
async function openOnes(ids) {
  const found = await Promise.all(ids.map((id) => calls.find(id).catch(({ reason }) => {
    if (reason === 'session_not_found') forgetClass(id);
    return null; // the server does not answer: asking it for the list says so
  })));
  return found.filter((session) => session !== null).filter(({ status }) => status === 'active').map(listed);
}

/** What is shown of it: not its students, who may be thousands. @param {Session} session @returns {Listed} */
function listed({ id, name, names, created_by, start_time, connection_count }) {
  return { id, name, created_by, creator: nameIn(names, created_by) || created_by, start_time, connection_count };
}

/** @param {string} label @param {Listed[]} sessions */
function rows(label, sessions) {
  return html`
    <ul class="classes" aria-label=${label}>
      ${sessions.map((session) => html`
        <li>
          <a class="class-name" dir="auto" href="#/class/${session.id}">${shownName(session.name, session.id)}</a>
          <small>${words.by(session.creator, session.connection_count ?? 0)},
            ${durationOf(Date.now() - Date.parse(session.start_time))}</small>
        </li>`)}
    </ul>`;
}
