/**
 * The classes that were opened under an id: to look into again, and to open once more with the same list.
 *
 * @module parts/my-classes
 *
 * @typedef {import('../main.js').Page} Page
 * @typedef {import('../main.js').FieldEvent} FieldEvent
 * @typedef {import('../switchboard.js').Session} Session
 * @typedef {'all'|'active'|'ended'} Status
 * @typedef {Pick<Session, 'id'|'name'|'start_time'|'status'> & {students: number}} Listed
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { calls } from '../api.js';
import { shownName } from '../names.js';
import { ownClasses } from '../own-classes.js';
import { timeOf, words } from '../words.js';
import { problemWords } from './problems.js';

const SHOWN = 20;

/** @type {Status[]} */
const STATUSES = ['all', 'active', 'ended'];

export class MyClasses {
  #page;
  #again;
  /** Under which id they were opened. */
  #creator = '';
  /** @type {Status} */
  #status = 'all';
  /** Null until they are here. @type {Listed[]|null} */
  #found = null;
  /** Behind which there are more. @type {string|undefined} */
  #next;
  #listed = true;
  #problem = '';
  /** Of several questions under way the last one is answered. */
  #question = 0;

  /** @param {Page} page @param {(session: Session) => void} again called with the one that is to be opened once more */
  constructor(page, again) {
    this.#page = page;
    this.#again = again;
  }

  leave() {
    this.#question += 1;
  }

  /** Asks for those of this one. @param {string} creator */
  show(creator) {
    this.#creator = creator;
    this.#begin();
  }

  /** @param {string} id what stands in the field for it now; empty if it is none */
  template(id) {
    if (id === '') return html`<p>${words.idForClasses}</p>`;
    if (id !== this.#creator) return html`<button type="button" class="small outline" @click=${() => this.show(id)}>${words.showOf(id)}</button>`;
    return html`
      <label for="my-status">${words.openedAs(id)}</label>
      <select id="my-status" @change=${this.#chosen}>
        ${STATUSES.map((status) => html`<option value=${status} ?selected=${status === this.#status}>${words.statusOfClass[status]}</option>`)}
      </select>
      ${this.#problem ? html`<p role="alert" class="problem">${this.#problem}</p>` : nothing}
      ${this.#listed ? nothing : html`<p>${words.onlyRemembered}</p>`}
      ${this.#list()}
      ${this.#next ? html`<button type="button" class="small secondary outline" @click=${this.#more}>${words.moreClasses}</button>` : nothing}`;
  }

  #list() {
    const found = this.#found;
    if (!found) return this.#problem ? nothing : html`<p aria-busy="true">${words.loading}</p>`;
    if (found.length === 0) return html`<p role="status">${words.noneOpenedAs(this.#creator)}</p>`;
    return html`
      <ul class="classes" aria-label=${words.myClasses}>
        ${found.map((one) => html`
          <li>
            <a class="class-name" dir="auto" href="#/class/${one.id}/instructor/${this.#creator}">${shownName(one.name, one.id)}</a>
            <small>${timeOf(one.start_time)}, ${words.studentCount(one.students)}, ${words.statusOfClass[one.status]}</small>
            <button type="button" class="small outline secondary" aria-label=${words.sameListOf(shownName(one.name, one.id))}
              @click=${() => this.#copy(one.id)}>${words.sameList}</button>
          </li>`)}
      </ul>`;
  }

  /** @param {FieldEvent} event */
  #chosen = (event) => {
    this.#status = /** @type {Status} */ (event.target.value);
    this.#begin();
  };

  #begin() {
    this.#found = null;
    this.#next = undefined;
    this.#more();
    this.#page.redraw();
  }

  #more = () => this.#ask(async () => {
    const page = await this.#read();
    return () => {
      this.#listed = page.listed !== false;
      this.#found = [...this.#found ?? [], ...page.sessions.map(listed)];
      this.#next = page.next;
    };
  });

  /** Where this server lists none, those that this browser remembers. @returns {Promise<import('../switchboard.js').SessionList>} */
  async #read() {
    const page = await calls.list({ createdBy: this.#creator, status: this.#status, limit: SHOWN, after: this.#next });
    if (page.listed !== false) return page;
    const remembered = await Promise.all(ownClasses().map((id) => calls.find(id).catch(({ reason }) => {
      if (reason !== 'session_not_found') throw new Error(words.notReached);
      return null;
    })));
    const fits = (/** @type {Session} */ { created_by: by, status }) => by === this.#creator && (this.#status === 'all' || this.#status === status);
    return { listed: false, sessions: remembered.filter((session) => session !== null).filter(fits) };
  }

  /** It is asked for anew: its list may be long, and may have changed. @param {string} id */
  #copy = (id) => this.#ask(async () => {
    const session = await calls.find(id);
    return () => this.#again(session);
  });

  /** @param {() => Promise<() => void>} question gives what to do with the answer, if nobody has asked anything else since */
  async #ask(question) {
    this.#question += 1;
    const own = this.#question;
    /** @type {(() => void)|undefined} */
    let take;
    let problem = '';
    try {
      take = await question();
    } catch (error) {
      problem = problemWords(error);
    }
    if (own !== this.#question) return;
    this.#problem = problem;
    take?.();
    this.#page.redraw();
  }
}

/** What is shown of it: not its students, who may be thousands. @param {Session} session @returns {Listed} */
function listed({ id, name, start_time, status, student_ids: { length } }) {
  return { id, name, start_time, status, students: length };
}
