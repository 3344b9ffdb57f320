/**
 * One more student for the list of the class, or another name for one.
 *
 * @module parts/student-form
 *
 * @typedef {import('../main.js').Page} Page
 * @typedef {import('../main.js').FieldEvent} FieldEvent
 * @typedef {import('../classroom.js').Classroom} Classroom
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { live } from '../lib/lit-html/directives/live.js';
import { shownName } from '../names.js';
import { isId, isPersonName, MOST_PERSON_NAME_CHARS } from '../rules.js';
import { shortened, words } from '../words.js';
import { problemWords } from './problems.js';

const ID = 'add-id';
const NAME = 'add-name';

export class StudentForm {
  #page;
  #room;
  #id = '';
  #name = '';
  #problem = '';
  #added = '';
  #busy = false;

  /** @param {Page} page @param {Classroom} classroom */
  constructor(page, classroom) {
    this.#page = page;
    this.#room = classroom;
  }

  template() {
    if (this.#room.ended) return nothing;
    return html`
      <details>
        <summary>${words.addStudent}</summary>
        <form @submit=${this.#submit} novalidate>
          <div class="grid">
            <div><label for=${ID}>${words.studentId}</label>
              <input id=${ID} autocomplete="off" autocapitalize="none" spellcheck="false" .value=${live(this.#id)}
                aria-invalid=${this.#problem ? 'true' : nothing} aria-describedby="add-help" @input=${this.#typed}></div>
            <div><label for=${NAME}>${words.studentName}</label>
              <input id=${NAME} autocomplete="off" spellcheck="false" dir="auto" .value=${live(this.#name)} @input=${this.#typed}></div>
          </div>
          <small id="add-help">${this.#problem ? html`<span class="problem" role="alert">${this.#problem}</span>` : nothing}</small>
          <button class="small" ?disabled=${this.#busy} aria-busy=${this.#busy}>${words.addNow}</button>
          <p class="saved" role="status">${this.#added}</p>
        </form>
      </details>`;
  }

  /** @param {FieldEvent} event */
  #typed = (event) => {
    if (event.target.id === ID) this.#id = event.target.value.trim();
    else this.#name = event.target.value;
    this.#problem = '';
    this.#added = '';
    this.#page.redraw();
  };

  /** @param {Event} event */
  #submit = async (event) => {
    event.preventDefault();
    const field = this.#wrong();
    if (!field) await this.#add();
    this.#page.redraw();
    document.getElementById(field || ID)?.focus();
  };

  /** The field with what the server would refuse, if there is one: then it is said what is wrong. */
  #wrong() {
    const name = this.#name.trim();
    if (!isId(this.#id)) {
      this.#problem = this.#id ? words.notAllowed(shortened(this.#id), words.idAllowed) : words.needed(words.idAllowed);
      return ID;
    }
    if (!name || (isPersonName(name) && shownName(name, ''))) return '';
    this.#problem = words.importProblems.badName(MOST_PERSON_NAME_CHARS);
    return NAME;
  }

  async #add() {
    const name = this.#name.trim();
    this.#busy = true;
    this.#page.redraw();
    try {
      await this.#room.addStudents([{ user_id: this.#id, ...(name && { name }) }]);
      this.#added = words.added(this.#room.nameOf(this.#id)); // as all others see it
      this.#id = '';
      this.#name = '';
    } catch (error) {
      this.#problem = problemWords(error);
    }
    this.#busy = false;
  }
}
