/** The start: open a class, or choose one to join. @module views/start */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { live } from '../lib/lit-html/directives/live.js';
import { createSession } from '../api.js';
import { draft, keepDraft } from '../drafts.js';
import { isId, isName, studentsIn } from '../rules.js';
import { rememberClass } from '../own-classes.js';
import { shortened, words } from '../words.js';
import { ClassList } from '../parts/class-list.js';
import { jumps } from '../parts/jumps.js';
import { problemWords } from '../parts/problems.js';

export class StartView {
  title = words.home;

  #page;
  #list;
  #form = { id: draft('teach id'), name: draft('teach name'), students: draft('teach students') };
  /** Fields that have been left once: only then is it said what is missing. @type {Set<string>} */
  #left = new Set();
  #refusal = '';
  #busy = false;

  constructor(page) {
    this.#page = page;
    this.#list = new ClassList(page);
  }

  leave() {
    this.#list.leave();
  }

  template() {
    // Many join for one who teaches, most of them on a phone, where one part stands below the other.
    return html`
      <h1 class="sr-only">${words.home}</h1>
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
    const { id, name, students } = this.#form;
    const problems = this.#problems();
    const found = studentsIn(students);
    return html`
      <h2 id="teach" tabindex="-1">${words.teach}</h2>
      <p>${words.teachIntro}</p>
      <form @submit=${this.#create} novalidate>
        ${this.#field('id', words.yourId, problems.id, (attributes) => html`
          <input id="id" autocomplete="username" autocapitalize="none" spellcheck="false" .value=${live(id)}
            aria-invalid=${attributes.invalid} aria-describedby="id-help" @input=${this.#typed} @blur=${this.#blurred}>`)}
        ${this.#field('name', words.className, problems.name, (attributes) => html`
          <input id="name" .value=${live(name)} aria-invalid=${attributes.invalid} aria-describedby="name-help"
            @input=${this.#typed} @blur=${this.#blurred}>`)}
        ${this.#field('students', words.students, problems.students, (attributes) => html`
          <textarea id="students" rows="6" autocapitalize="none" spellcheck="false" .value=${live(students)}
            aria-invalid=${attributes.invalid} aria-describedby="students-help"
            @input=${this.#typed} @blur=${this.#blurred}></textarea>`,
        html`${words.studentsHelp} <strong>${words.studentCount(found.ids.length)}</strong>
          ${found.doubled.length ? html`<br>${words.doubled(shortened(found.doubled.join(', ')))}` : nothing}`)}
        ${this.#refusal ? html`<p role="alert" class="problem">${this.#refusal}</p>` : nothing}
        <button ?disabled=${this.#busy} aria-busy=${this.#busy}>${words.create}</button>
      </form>`;
  }

  #field(name, label, problem, input, help = '') {
    return html`
      <label for=${name}>${label}</label>
      ${input({ invalid: problem ? 'true' : nothing })}
      <small id="${name}-help">${help} ${problem ? html`<span class="problem">${problem}</span>` : nothing}</small>`;
  }

  /** What the server would refuse, by field; empty words for what is only missing and was not left yet. */
  #problems() {
    const { id, name, students } = this.#form;
    const said = (field, missing, problem) => (missing && !this.#left.has(field) ? '' : problem);
    const { ids, bad } = studentsIn(students);
    return {
      id: isId(id) ? '' : said('id', id === '', id === '' ? words.needed(words.idAllowed) : words.notAllowed(shortened(id), words.idAllowed)),
      name: isName(name) ? '' : said('name', name === '', words.needed(words.nameAllowed)),
      students: bad.length ? words.notAllowed(shortened(bad[0]), words.idAllowed)
        : ids.length === 0 ? said('students', true, words.atLeastOne) : '',
    };
  }

  #typed = (event) => {
    this.#form[event.target.id] = event.target.value;
    keepDraft(`teach ${event.target.id}`, event.target.value);
    this.#refusal = '';
    this.#page.redraw();
  };

  #blurred = (event) => {
    this.#left.add(event.target.id);
    this.#page.redraw();
  };

  #create = async (event) => {
    event.preventDefault();
    this.#left = new Set(['id', 'name', 'students']);
    const [wrong] = Object.entries(this.#problems()).find(([, problem]) => problem) ?? [];
    if (wrong) {
      this.#page.redraw();
      document.getElementById(wrong)?.focus();
      return;
    }
    const { id, name, students } = this.#form;
    this.#busy = true;
    this.#page.redraw();
    try {
      const session = await createSession({ name, instructor_id: id, student_ids: studentsIn(students).ids });
      rememberClass(session.id);
      keepDraft('teach name', '');
      keepDraft('teach students', '');
      this.#page.go(`#/class/${session.id}/instructor/${id}`);
    } catch (error) {
      this.#refusal = problemWords(error);
      this.#busy = false;
      this.#page.redraw();
    }
  };
}
