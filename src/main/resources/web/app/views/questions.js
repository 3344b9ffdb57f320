/**
 * The queue of questions, with a reply in place.
 *
 * @module views/questions
 *
 * @typedef {import('../main.js').Page} Page
 * @typedef {import('../main.js').DetailsEvent} DetailsEvent
 * @typedef {import('../classroom.js').Classroom} Classroom
 * @typedef {import('../parts/composer.js').Composers} Composers
 * @typedef {import('../questions.js').Question} Question
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { repeat } from '../lib/lit-html/directives/repeat.js';
import { isOpen } from '../question-state.js';
import { durationOf, words } from '../words.js';
import { QuestionCards } from '../parts/question-card.js';
import { Several } from '../parts/several.js';
import { ShortLists } from '../parts/short-lists.js';

const SHOWN = 30;
/** Of one student: whoever asks without end takes nobody's place. */
const SHOWN_OF_ONE = 5;
/** Of those who have more waiting than is shown, so many are named. */
const NAMED = 5;

export class QuestionsView {
  #page;
  #room;
  /** @type {QuestionCards} */
  #cards;
  #several;
  #lists;
  #ofOne;
  /** Students whose questions are shown as one line. @type {Set<string>} */
  #collapsed = new Set();
  /** Which of the closed ones are shown. @type {Set<'answered'|'done'>} */
  #shows = new Set();

  /** @param {Page} page @param {Classroom} classroom @param {Composers} composers */
  constructor(page, classroom, composers) {
    this.#page = page;
    this.#room = classroom;
    this.#cards = new QuestionCards(page, classroom, composers);
    this.#several = new Several(page, classroom, composers);
    this.#lists = new ShortLists(page, SHOWN);
    this.#ofOne = new ShortLists(page, SHOWN_OF_ONE);
    // What was written before a reload is in sight after it.
    for (const question of classroom.log.questions) {
      const { name } = question.state;
      if ((name === 'answered' || name === 'done') && this.#cards.isWorkedOn(question)) this.#shows.add(name);
    }
  }

  template() {
    const { waitingCount } = this.#room.log;
    const held = new Set([...this.#cards.held, ...this.#several.questions]);
    const { shown, hidden, collapsed, counts } = this.#ofEach(held);
    return html`
      ${this.#heading(waitingCount)}
      ${this.#several.template()}
      <div class="queue">
        ${repeat(this.#lists.of('open', shown, (question) => held.has(question)), ({ message }) => message.id,
          (question) => this.#cards.template(question, this.#tools(question, counts)))}
      </div>
      ${this.#lists.more('open', shown)}
      ${[...collapsed].map(([student, line]) => this.#line(student, line))}
      ${[...hidden].slice(0, NAMED).map(([student, count]) => this.#ofOne.button(student, Infinity, words.moreOf(this.#room.nameOf(student), count)))}
      ${this.#closed('answered', words.answeredQuestions, held)}
      ${this.#closed('done', words.doneQuestions, held)}`;
  }

  /** @param {number} waiting */
  #heading(waiting) {
    if (waiting === 0) return html`<p>${words.noQuestions}</p>`;
    return this.#room.ended ? html`<p>${words.unanswered(waiting)}</p>` : nothing;
  }

  /**
   * What waits, of each student as many as are shown of one; how many of whom are not, and who is shown as one line.
   *
   * @param {Set<Question>} held are shown in any case
   */
  #ofEach(held) {
    const counts = new Map();
    const hidden = new Map();
    const collapsed = new Map();
    const shown = [...held].filter(({ state }) => !isOpen(state));
    for (const question of this.#room.log.waiting) {
      const student = question.message.from_user;
      const count = (counts.get(student) ?? 0) + 1;
      counts.set(student, count);
      const isCollapsed = this.#collapsed.has(student);
      if (held.has(question) || (!isCollapsed && count <= this.#ofOne.limit(student))) shown.push(question);
      else if (isCollapsed) addTo(collapsed, student, question);
      else hidden.set(student, (hidden.get(student) ?? 0) + 1);
    }
    shown.sort((one, other) => one.since.seq - other.since.seq);
    return { shown, hidden, collapsed, counts };
  }

  /** @param {Question} question @param {Map<string, number>} counts */
  #tools({ message, state }, counts) {
    if (!isOpen(state)) return this.#several.has(message) ? this.#several.box(message) : nothing;
    const student = message.from_user;
    const count = counts.get(student) ?? 0;
    return html`
      ${this.#several.box(message)}
      ${count > 1 ? html`<button class="small secondary outline"
        @click=${() => this.#collapse(student, true)}>${words.collapse(this.#room.nameOf(student), count)}</button>` : nothing}`;
  }

  /** @param {string} student @param {{first: Question, count: number}} line of those that wait, the one with the longest wait */
  #line(student, { first: { since }, count }) {
    return html`
      <article class="card collapsed" aria-label=${this.#room.nameOf(student)}>
        <strong dir="auto">${this.#room.nameOf(student)}</strong>
        <small>${words.questionCount(count)}${this.#room.ended ? nothing
          : html`, ${words.waitsFor(durationOf(Date.now() - Date.parse(since.timestamp)))}`}</small>
        <button class="small secondary outline" @click=${() => this.#collapse(student, false)}>${words.expand(this.#room.nameOf(student))}</button>
      </article>`;
  }

  /** @param {string} student @param {boolean} collapsed */
  #collapse(student, collapsed) {
    if (collapsed) this.#collapsed.add(student);
    else this.#collapsed.delete(student);
    this.#page.redraw();
  }

  /** @param {'answered'|'done'} name @param {(count: number) => string} label @param {Set<Question>} held are shown elsewhere */
  #closed(name, label, held) {
    const isOne = (/** @type {Question} */ question) => question.state.name === name;
    const count = this.#room.log.countOf(name) - [...held].filter(isOne).length;
    const isShown = this.#shows.has(name);
    if (name === 'done' && count === 0 && !isShown) return nothing;
    return html`
      <details .open=${isShown} @toggle=${(/** @type {DetailsEvent} */ event) => this.#toggled(name, event.target.open)}>
        <summary>${label(count)}</summary>
        ${isShown ? this.#closedOnes(name, this.#room.log.questions.filter((question) => isOne(question) && !held.has(question))) : nothing}
      </details>`;
  }

  /** @param {string} name @param {Question[]} questions */
  #closedOnes(name, questions) {
    const newest = questions.reverse();
    return html`
      <div class="queue">
        ${repeat(this.#lists.of(name, newest, (question) => this.#cards.isWorkedOn(question)), ({ message }) => message.id,
          (question) => this.#cards.template(question))}
      </div>
      ${this.#lists.more(name, newest)}`;
  }

  /** @param {'answered'|'done'} name @param {boolean} isShown */
  #toggled(name, isShown) {
    if (this.#shows.has(name) === isShown) return;
    if (isShown) this.#shows.add(name);
    else this.#shows.delete(name);
    this.#page.redraw();
  }
}

/** @param {Map<string, {first: Question, count: number}>} lines @param {string} student @param {Question} question */
function addTo(lines, student, question) {
  const line = lines.get(student);
  if (line) line.count += 1;
  else lines.set(student, { first: question, count: 1 });
}
