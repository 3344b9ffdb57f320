/**
 * Joining one class: pick yourself among the enrolled, or say that you teach.
 *
 * @module views/join
 *
 * @typedef {import('../main.js').Page} Page
 * @typedef {import('../main.js').FieldEvent} FieldEvent
 * @typedef {import('../classroom.js').Role} Role
 * @typedef {import('../switchboard.js').Session} Session
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { live } from '../lib/lit-html/directives/live.js';
import { placeIn } from '../addresses.js';
import { actingAs } from '../api.js';
import { draft } from '../drafts.js';
import { nameIn, shownName } from '../names.js';
import { isId } from '../rules.js';
import { shortened, words } from '../words.js';
import '../parts/windowed-list.js';
import { ClassFinder } from '../parts/class-finder.js';

const ROW_PX = 48;

export class JoinView {
  #page;
  #id;
  #finder;
  /** @type {Session|null} */
  #session = null;
  #search = '';
  /** Who teaches, where the server wants to know: the id is not asked for then. */
  #teacher = actingAs();
  #instructor = this.#teacher?.userId ?? draft('teach id');
  /** Whether the form for instructors begins open. */
  #teaches = this.#instructor !== '';

  /** @param {Page} page @param {string} id of the class */
  constructor(page, id) {
    this.#page = page;
    this.#id = id;
    this.#finder = new ClassFinder(page, id, (session) => {
      this.#session = session;
    });
  }

  get title() {
    return this.#session ? words.joinClass(shownName(this.#session.name)) : words.join;
  }

  leave() {
    this.#finder.leave();
  }

  template() {
    if (!this.#session) return this.#finder.template(html`<a href="#/">${words.back}</a>`);
    return html`
      <h1 dir="auto">${words.joinClass(shownName(this.#session.name))}</h1>
      ${this.#session.status === 'ended' ? html`<p role="status">${words.classHasEnded}</p>` : nothing}
      <div class="two-columns">
        <section aria-labelledby="who">${this.#students()}</section>
        <section>${this.#teach()}</section>
      </div>`;
  }

  #students() {
    const { student_ids: ids, names } = /** @type {Session} */ (this.#session);
    const nameOf = (/** @type {string} */ id) => nameIn(names, id) || id;
    const wanted = this.#search.toLowerCase();
    const found = ids.filter((id) => id.toLowerCase().includes(wanted) || nameOf(id).toLowerCase().includes(wanted));
    return html`
      <h2 id="who">${words.whoAreYou}</h2>
      <label for="find">${words.findYourself}</label>
      <input id="find" type="search" autocomplete="off" autocapitalize="none" .value=${live(this.#search)} @input=${this.#searched}>
      ${found.length === 0 ? html`<p role="status">${words.noSuchStudent(shortened(this.#search))}</p>` : html`
        <windowed-list class="people" aria-label=${words.students} .height=${ROW_PX}
          .row=${(/** @type {string} */ id) => html`<a role="button" class="outline" href=${this.#address('student', id)}
            aria-label=${words.joinAs(nameOf(id))} dir="auto">${nameOf(id)}</a>`}
          .items=${found}></windowed-list>`}`;
  }

  #teach() {
    const id = this.#instructor;
    const wrong = id !== '' && !isId(id);
    return html`
      <details ?open=${this.#teaches}>
        <summary>${words.asInstructor}</summary>
        <form @submit=${this.#joinAsInstructor} novalidate>
          <label for="instructor">${words.yourId}</label>
          <input id="instructor" autocomplete="username" autocapitalize="none" spellcheck="false" .value=${live(id)} ?readonly=${this.#teacher}
            aria-invalid=${wrong ? 'true' : nothing} aria-describedby="instructor-help" @input=${this.#typed}>
          <small id="instructor-help">${wrong ? html`<span class="problem">${words.notAllowed(shortened(id), words.idAllowed)}</span>` : nothing}</small>
          <button>${words.joinAsInstructor}</button>
        </form>
      </details>`;
  }

  /** @param {Role} role @param {string} user */
  #address(role, user) {
    return placeIn(this.#id, role, user);
  }

  /** @param {FieldEvent} event */
  #searched = (event) => {
    this.#search = event.target.value;
    this.#page.redraw();
  };

  /** @param {FieldEvent} event */
  #typed = (event) => {
    this.#instructor = event.target.value;
    this.#page.redraw();
  };

  /** @param {Event} event */
  #joinAsInstructor = (event) => {
    event.preventDefault();
    if (isId(this.#instructor)) this.#page.go(this.#address('instructor', this.#instructor));
    else document.getElementById('instructor')?.focus();
  };
}
