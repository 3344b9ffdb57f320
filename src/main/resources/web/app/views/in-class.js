/**
 * Being in a class: finds it, takes part in it, shows how the connection is, and hands the rest to the role's own view.
 *
 * @module views/in-class
 *
 * @typedef {import('../main.js').Page} Page
 * @typedef {import('../switchboard.js').Session} Session
 * @typedef {{template: () => unknown, waiting: number, leave?: () => void}} RoleView  what the role's own view is for this one
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { actingAs } from '../api.js';
import { Classroom } from '../classroom.js';
import { isId } from '../rules.js';
import { shortened, words } from '../words.js';
import { ClassFinder } from '../parts/class-finder.js';
import { connectionWords, nextAttemptWords } from '../parts/connection.js';
import { body } from '../parts/message.js';
import { ShortLists } from '../parts/short-lists.js';
import { Sound } from '../parts/sound.js';
import { WholeMessage } from '../parts/whole-message.js';
import { rememberClass } from '../own-classes.js';
import { shownName } from '../names.js';

/** Of what was not sent, so much is shown at once. */
const SHOWN_REFUSALS = 5;
/** Waits and counts-down are shown anew this often. */
const TICK_MS = 1_000;

export class InClass {
  #page;
  #id;
  #finder;
  #user;
  #role;
  /** @type {Classroom|null} */
  #classroom = null;
  /** @type {RoleView|null} */
  #view = null;
  /** @type {WholeMessage|null} */
  #whole = null;
  /** What makes the view of the role: nobody loads that of the other. */
  #viewOfRole;
  /** Where the server wants to know who this is. @type {import('../parts/who.js').Who|null} */
  #who = null;
  #lists;
  #sound;
  #ticks;

  /**
   * @param {Page} page @param {string} id @param {string} user @param {'student'|'instructor'} role
   * @param {string} tab the first to be shown
   */
  constructor(page, id, user, role, tab) {
    this.#page = page;
    this.#id = id;
    this.#user = user;
    this.#role = role;
    this.#viewOfRole = role === 'student' ? viewOfStudent(page) : viewOfTeacher(page, tab);
    this.#lists = new ShortLists(page, SHOWN_REFUSALS);
    this.#sound = new Sound(page, role);
    this.#ticks = setInterval(this.#tick, TICK_MS);
    this.#finder = new ClassFinder(page, id, this.#join);
    addEventListener('beforeunload', this.#askBeforeLeaving);
  }

  get title() {
    return this.#classroom ? shownName(this.#classroom.session.name) : words.loading;
  }

  get waiting() {
    return this.#view && !this.#classroom?.ended ? this.#view.waiting : 0;
  }

  leave() {
    clearInterval(this.#ticks);
    removeEventListener('beforeunload', this.#askBeforeLeaving);
    this.#finder.leave();
    this.#leaveClass();
  }

  #leaveClass() {
    this.#view?.leave?.();
    this.#classroom?.leave();
    this.#sound.leave();
  }

  /** A page that nobody sees gets no frames; its tab says all the same how much waits. */
  #tick = () => {
    if (!this.#classroom) this.#page.redraw();
    else if (document.hidden) this.#page.retitle();
    else this.#classroom.tell();
  };

  /** Where many are on their way: the rest would go out only when this user comes back. @param {Event} event */
  #askBeforeLeaving = (event) => {
    const { status, unsaved } = this.#classroom ?? { status: null, unsaved: [] };
    if (status?.name === 'live' && unsaved.length > 1) event.preventDefault();
  };

  header() {
    if (!this.#classroom) return nothing;
    return html`
      <span class="who" dir="auto">${this.#classroom.nameOf(this.#user)}</span>
      ${this.#who?.template() ?? nothing}
      ${this.#status(this.#classroom)}
      ${this.#sound.template()}`;
  }

  template() {
    if (!this.#classroom || !this.#view || !this.#whole) {
      return this.#finder.template(html`<a href="#/class/${this.#id}">${words.whoAreYou}</a>`);
    }
    return this.#whole.around(html`
      ${this.#refusals(this.#classroom)}
      ${this.#view.template()}`);
  }

  /** @param {Classroom} classroom */
  #status(classroom) {
    const { name } = classroom.status;
    const unsaved = classroom.unsaved.length;
    return html`
      <div class="status status-${classroom.ended ? 'ended' : name}" role="status" aria-label=${words.status}>
        <span class="dot" aria-hidden="true"></span>
        <span>${connectionWords(classroom)}</span>
        ${classroom.kept ? html`<span class="unsaved">${words.keptCount(classroom.kept)}</span>` : nothing}
      </div>
      ${name === 'reconnecting' ? html`<small aria-hidden="true">${nextAttemptWords(classroom)}</small>` : nothing}
      ${unsaved > (name === 'live' ? 1 : 0) ? html`<small class="unsaved">${words.unsavedCount(unsaved)}</small>` : nothing}
      ${name === 'replaced' ? html`<button class="small" @click=${this.#joinAgain}>${words.takeBack}</button>` : nothing}`;
  }

  /** @param {Classroom} classroom */
  #refusals(classroom) {
    const refusals = [...classroom.refusals].reverse();
    return html`
      ${this.#lists.of('refusals', refusals).map((refusal) => html`
        <div role="alert" class="card">
          <p class="problem">${words.refused(refusal.message)}${refusal.count > 1 ? html` <small>${words.times(refusal.count)}</small>` : nothing}</p>
          ${body(refusal.draft)}
          <button class="small secondary" @click=${() => classroom.dismiss(refusal)}>${words.dismiss}</button>
        </div>`)}
      ${this.#lists.more('refusals', refusals)}
      ${classroom.problem ? html`<p role="alert" class="problem">${classroom.problem}</p>` : nothing}`;
  }

  /** @param {Session} session */
  #notEnrolled({ student_ids: ids }) {
    const enrolled = this.#role === 'instructor' ? isId(this.#user) : ids.includes(this.#user);
    return enrolled ? '' : words.noSuchStudent(shortened(this.#user));
  }

  /** @param {Session} session */
  #join = async (session) => {
    const objection = this.#notEnrolled(session);
    if (objection) return objection;
    const viewOf = await this.#viewOfRole;
    const { Who } = actingAs() ? await import('../parts/who.js') : { Who: null };
    const classroom = await Classroom.enter(session, this.#user, this.#role, () => this.#page.redraw());
    if (this.#finder.left) return classroom.leave();
    classroom.heard = (message) => this.#sound.heard(message);
    this.#classroom = classroom;
    this.#view = viewOf(classroom);
    this.#whole = new WholeMessage(this.#page, classroom);
    this.#who = Who && classroom.identity
      && new Who(this.#page, classroom.identity, classroom.nameOf(this.#user), () => this.#leaveClass());
    rememberClass(session.id);
  };

  #joinAgain = () => {
    this.#leaveClass();
    this.#classroom = null;
    this.#view = null;
    return this.#finder.look();
  };
}

/** @param {Page} page @returns {Promise<(classroom: Classroom) => RoleView>} */
async function viewOfStudent(page) {
  const { StudentView } = await import('./student.js');
  return (classroom) => new StudentView(page, classroom);
}

/** @param {Page} page @param {string} tab the first to be shown @returns {Promise<(classroom: Classroom) => RoleView>} */
async function viewOfTeacher(page, tab) {
  const { TeacherView } = await import('./teacher.js');
  return (classroom) => new TeacherView(page, classroom, tab);
}
