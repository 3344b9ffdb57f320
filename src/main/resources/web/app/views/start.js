/**
 * The start: open a class, or choose one to join.
 *
 * @module views/start
 *
 * @typedef {import('../main.js').Page} Page
 * @typedef {import('../main.js').FieldEvent} FieldEvent
 * @typedef {import('../main.js').DetailsEvent} DetailsEvent
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { live } from '../lib/lit-html/directives/live.js';
import { placeIn } from '../addresses.js';
import { actingAs, calls } from '../api.js';
import { draft, keepDraft } from '../drafts.js';
import { isId, isName } from '../rules.js';
import { rememberClass } from '../own-classes.js';
import { shownName } from '../names.js';
import { CallError } from '../switchboard.js';
import { shortened, words } from '../words.js';
import { ClassList } from '../parts/class-list.js';
import { CodeField } from '../parts/code-field.js';
import { jumps } from '../parts/jumps.js';
import { problemWords } from '../parts/problems.js';
import { RosterField } from '../parts/roster-field.js';

/** @typedef {{invalid: unknown}} Attributes  of the element of a field */

export class StartView {
  title = words.home;

  #page;
  #code;
  #list;
  /** Comes when somebody wants to see them. @type {import('../parts/my-classes.js').MyClasses|null} */
  #mine = null;
  #mineProblem = '';
  /** The name of the class whose list stands in the form. */
  #copied = '';
  #roster;
  #form = { id: draft('teach id'), name: draft('teach name') };
  /** Fields that have been left once: only then is it said what is missing. @type {Set<string>} */
  #left = new Set();
  #refusal = '';
  #busy = false;
  /** Whether the class is being opened, from the moment of the click. */
  #opening = false;
  /** Who teaches here, where the server wants to know: the id is not asked for then. */
  #teacher = actingAs();
  /** @type {import('../parts/teachers.js').Teachers|null} */
  #teachers = null;

  /** @param {Page} page @param {string} code of the class that somebody is on the way to, or empty */
  constructor(page, code) {
    this.#page = page;
    this.#code = new CodeField(page, code);
    this.#roster = new RosterField(page, () => {
      this.#refusal = '';
    });
    this.#list = new ClassList(page);
    if (this.#teacher) this.#begin(this.#teacher);
  }

  /** @param {import('../identities.js').Identity} teacher */
  async #begin(teacher) {
    this.#form.id = teacher.userId;
    const { Teachers } = await import('../parts/teachers.js');
    this.#teachers = new Teachers(this.#page, teacher);
    this.#page.redraw();
  }

  leave() {
    this.#code.leave();
    this.#list.leave();
    this.#mine?.leave();
  }

  template() {
    // Many join for one who teaches, most of them on a phone, where one part stands below the other.
    return html`
      <h1 class="sr-only">${words.home}</h1>
      ${this.#code.template()}
      ${jumps(words.parts, [['join', words.join], ['teach', words.teach]])}
      <div class="two-columns">
        <section aria-labelledby="join">
          <h2 id="join" tabindex="-1">${words.join}</h2>
          ${this.#list.template()}
        </section>
        <section aria-labelledby="teach">${this.#teach()}</section>
      </div>`;
  }

  #teach() {
    const { id, name } = this.#form;
    const problems = this.#problems();
    return html`
      <h2 id="teach" tabindex="-1">${words.teach}</h2>
      <p>${words.teachIntro}</p>
      ${this.#teachers?.template() ?? nothing}
      ${this.#myClasses(id)}
      <p role="status" class="saved">${this.#copied ? words.filledIn(this.#copied) : ''}</p>
      <form @submit=${this.#create} novalidate>
        ${this.#teacher ? nothing : this.#field('id', words.yourId, problems.id, (/** @type {Attributes} */ attributes) => html`
          <input id="id" autocomplete="username" autocapitalize="none" spellcheck="false" .value=${live(id)}
            aria-invalid=${attributes.invalid} aria-describedby="id-help" @input=${this.#typed} @blur=${this.#blurred}>`)}
        ${this.#field('name', words.className, problems.name, (/** @type {Attributes} */ attributes) => html`
          <input id="name" .value=${live(name)} aria-invalid=${attributes.invalid} aria-describedby="name-help"
            @input=${this.#typed} @blur=${this.#blurred}>`)}
        ${this.#roster.template(problems.students, this.#leftStudents)}
        ${this.#refusal ? html`<p role="alert" class="problem">${this.#refusal}</p>` : nothing}
        <button ?disabled=${this.#busy} aria-busy=${this.#busy}>${words.create}</button>
      </form>`;
  }

  /** @param {string} id what stands in its field */
  #myClasses(id) {
    return html`
      <details @toggle=${(/** @type {DetailsEvent} */ event) => event.target.open && this.#showMine()}>
        <summary>${words.myClasses}</summary>
        ${this.#mineProblem ? html`<p role="alert" class="problem">${this.#mineProblem}</p>` : nothing}
        ${this.#mine?.template(isId(id) ? id : '') ?? nothing}
      </details>`;
  }

  async #showMine() {
    try {
      const [{ MyClasses }, { rosterOf }] = await Promise.all([import('../parts/my-classes.js'), import('../roster/as-text.js')]);
      this.#mine ??= new MyClasses(this.#page, (session) => this.#openAgain(session, rosterOf(session)));
      this.#mineProblem = '';
      if (isId(this.#form.id)) this.#mine.show(this.#form.id);
    } catch {
      this.#mineProblem = words.notReached;
    }
    this.#page.redraw();
  }

  /** Into the form, where all of it can be changed before it is opened. @param {import('../switchboard.js').Session} session @param {ReturnType<typeof import('../roster/as-text.js').rosterOf>} roster */
  #openAgain({ name }, { text, people }) {
    this.#form.name = name;
    keepDraft('teach name', name);
    this.#roster.put(text, people);
    this.#copied = shownName(name);
    this.#refusal = '';
    this.#page.redraw();
    document.getElementById('name')?.focus();
  }

  /**
   * @param {string} name @param {string} label @param {string} problem
   * @param {(attributes: Attributes) => unknown} input
   */
  #field(name, label, problem, input) {
    return html`
      <label for=${name}>${label}</label>
      ${input({ invalid: problem ? 'true' : nothing })}
      <small id="${name}-help">${problem ? html`<span class="problem">${problem}</span>` : nothing}</small>`;
  }

  /** What the server would refuse, by field; empty words for what is only missing and was not left yet. */
  #problems() {
    const { id, name } = this.#form;
    const said = (/** @type {string} */ field, /** @type {boolean} */ missing, /** @type {string} */ problem) => (missing && !this.#left.has(field) ? '' : problem);
    return {
      id: isId(id) ? '' : said('id', id === '', id === '' ? words.needed(words.idAllowed) : words.notAllowed(shortened(id), words.idAllowed)),
      name: isName(name) ? '' : said('name', name === '', words.needed(words.nameAllowed)),
      students: this.#roster.isEmpty ? said('students', true, words.atLeastOne) : '',
    };
  }

  /** @param {FieldEvent} event */
  #typed = (event) => {
    const { id, value } = event.target;
    if (id === 'id') this.#form.id = value;
    else this.#form.name = value;
    keepDraft(`teach ${id}`, value);
    this.#refusal = '';
    this.#page.redraw();
  };

  /** @param {FieldEvent} event */
  #blurred = (event) => {
    this.#left.add(event.target.id);
    this.#page.redraw();
  };

  #leftStudents = () => {
    this.#left.add('students');
    this.#page.redraw();
  };

  /** @param {Event} event */
  #create = async (event) => {
    event.preventDefault();
    if (this.#opening) return;
    this.#opening = true;
    await this.#open();
    this.#opening = false;
  };

  async #open() {
    this.#left = new Set(['id', 'name', 'students']);
    await this.#roster.settle();
    const [wrong] = Object.entries(this.#problems()).find(([, problem]) => problem) ?? [];
    const { members } = this.#roster;
    if (wrong || this.#roster.wrong || !members) {
      this.#page.redraw();
      if (wrong && wrong !== 'students') document.getElementById(wrong)?.focus();
      else this.#roster.focus();
      return;
    }
    const { id, name } = this.#form;
    this.#busy = true;
    this.#page.redraw();
    try {
      const session = await calls.create({ name, instructor_id: id, ...members });
      rememberClass(session.id);
      // Without one the class is open as well: there it can be made, and is said why not.
      await calls.makeJoinCode(session.id).catch(() => null);
      keepDraft('teach name', '');
      this.#roster.forget();
      this.#page.go(placeIn(session.id, 'instructor', id));
    } catch (error) {
      this.#refusal = problemWords(error);
      this.#roster.refused(error instanceof CallError ? error.problems : []);
      this.#busy = false;
      this.#page.redraw();
    }
  }
}
