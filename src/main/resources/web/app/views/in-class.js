/** Being in a class: finds it, takes part in it, shows how the connection is, and hands the rest to the role's own view. @module views/in-class */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { findSession } from '../api.js';
import { Classroom } from '../classroom.js';
import { isId } from '../rules.js';
import { timeOf, words } from '../words.js';
import { body } from './message.js';
import { problemWords } from './problems.js';
import { StudentView } from './student.js';
import { TeacherView } from './teacher.js';

/** Waits and counts-down are shown anew this often. */
const TICK_MS = 1_000;
const TRY_AGAIN_MS = 3_000;

export class InClass {
  #page;
  #id;
  #user;
  #role;
  /** @type {Classroom|null} */
  #classroom = null;
  /** @type {StudentView|TeacherView|null} */
  #view = null;
  #problem = '';
  #left = false;
  #ticks;
  #again = 0;

  /** @param {any} page @param {string} id @param {string} user @param {'student'|'instructor'} role */
  constructor(page, id, user, role) {
    this.#page = page;
    this.#id = id;
    this.#user = user;
    this.#role = role;
    this.#ticks = setInterval(() => this.#page.redraw(), TICK_MS);
    this.#find();
  }

  get title() {
    return this.#classroom?.session.name ?? words.loading;
  }

  leave() {
    this.#left = true;
    clearInterval(this.#ticks);
    clearTimeout(this.#again);
    this.#classroom?.leave();
  }

  header() {
    if (!this.#classroom) return nothing;
    return html`
      <span class="who">${this.#user}</span>
      ${this.#status(this.#classroom)}`;
  }

  template() {
    if (this.#problem) {
      return html`
        <h1>${words.join}</h1>
        <p role="alert" class="problem">${this.#problem}</p>
        <button @click=${this.#find}>${words.tryAgain}</button> <a href="#/class/${this.#id}">${words.whoAreYou}</a>`;
    }
    if (!this.#classroom || !this.#view) return html`<p aria-busy="true">${words.loading}</p>`;
    return html`
      ${this.#refusals(this.#classroom)}
      ${this.#view.template()}`;
  }

  #status(classroom) {
    const { name, since, message } = classroom.status;
    const unsaved = classroom.unsaved.length;
    return html`
      <div class="status status-${name}" role="status" aria-label=${words.status}>
        <span class="dot" aria-hidden="true"></span>
        <span>${this.#statusWords(classroom, name, since, message)}</span>
        ${unsaved && name !== 'live' ? html`<span class="unsaved">${words.unsavedCount(unsaved)}</span>` : nothing}
      </div>
      ${name === 'replaced' ? html`<button class="small" @click=${this.#joinAgain}>${words.takeBack}</button>` : nothing}`;
  }

  #statusWords(classroom, name, since, message) {
    switch (name) {
      case 'reconnecting': {
        const next = classroom.nextAttempt;
        return words.reconnecting(next ? Math.max(0, Math.ceil((next.getTime() - Date.now()) / 1_000)) : 0);
      }
      case 'offline': return words.offline(timeOf(since));
      case 'refused': return words.refusedStatus(message);
      case 'closed': return words.ended;
      default: return words[name];
    }
  }

  #refusals(classroom) {
    return html`
      ${classroom.refusals.map((refusal) => html`
        <div role="alert" class="card">
          <p class="problem">${words.refused(refusal.error.message)}</p>
          ${body(refusal.draft)}
          <button class="small secondary" @click=${() => classroom.dismiss(refusal)}>${words.dismiss}</button>
        </div>`)}
      ${classroom.problem ? html`<p role="alert" class="problem">${classroom.problem}</p>` : nothing}`;
  }

  #find = async () => {
    clearTimeout(this.#again);
    try {
      const session = await findSession(this.#id);
      if (this.#left) return;
      this.#problem = this.#notEnrolled(session);
      if (!this.#problem) await this.#join(session);
    } catch (error) {
      this.#problem = problemWords(error);
      // It may be starting again: whoever looks at this page need not press anything.
      if (error.reason === 'unreachable') this.#again = setTimeout(this.#find, TRY_AGAIN_MS);
    }
    if (!this.#left) this.#page.redraw();
  };

  #notEnrolled({ student_ids: ids }) {
    const enrolled = this.#role === 'instructor' ? isId(this.#user) : ids.includes(this.#user);
    return enrolled ? '' : words.noSuchStudent(this.#user);
  }

  async #join(session) {
    const classroom = await Classroom.enter(session, this.#user, this.#role, () => this.#page.redraw());
    if (this.#left) return classroom.leave();
    this.#classroom = classroom;
    const View = this.#role === 'student' ? StudentView : TeacherView;
    this.#view = new View(this.#page, classroom);
  }

  #joinAgain = () => {
    this.#classroom?.leave();
    this.#classroom = null;
    return this.#find();
  };
}
