/**
 * Asking one or many for work, and their answers side by side.
 *
 * @module views/requests
 *
 * @typedef {import('../main.js').Page} Page
 * @typedef {import('../main.js').FieldEvent} FieldEvent
 * @typedef {import('../classroom.js').Classroom} Classroom
 * @typedef {import('../parts/composer.js').Composers} Composers
 * @typedef {import('../parts/composer.js').Typed} Typed
 * @typedef {import('../tasks.js').Task} Task
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { repeat } from '../lib/lit-html/directives/repeat.js';
import { CHOICE, optionsOf, tally, withoutNames } from '../choice.js';
import { bytesOf } from '../rules.js';
import { STATUS } from '../question-state.js';
import { newRef } from '../switchboard.js';
import { durationOf, words } from '../words.js';
import { Answers } from '../parts/answers.js';
import { bars } from '../parts/bars.js';
import { ChoiceFields } from '../parts/choice-fields.js';
import { ExportButtons } from '../parts/export-buttons.js';
import { body, sender, time, title } from '../parts/message.js';
import { ShortLists } from '../parts/short-lists.js';

/** So many tasks are shown at once. */
const SHOWN = 24;
/** Of each the answers of a whole class, where it is not a lecture. */
const SHOWN_ANSWERS = 60;
const SOON_MS = 2_000;

/** @typedef {'all'|'online'|'chosen'} Group */

export class RequestsView {
  #page;
  #room;
  #composers;
  #roster;
  #lists;
  #answers;
  #ofTask;
  #exports;
  #choices;
  /** @type {string} */
  #kind;
  /** Tasks with options of which it is shown who chose what, by key. @type {Set<string>} */
  #opened = new Set();
  /** @type {Group} */
  #whom = 'all';

  /**
   * @param {Page} page @param {Classroom} classroom @param {Composers} composers
   * @param {import('./roster.js').RosterView} roster
   */
  constructor(page, classroom, composers, roster) {
    this.#page = page;
    this.#room = classroom;
    this.#composers = composers;
    this.#roster = roster;
    this.#lists = new ShortLists(page, SHOWN);
    this.#exports = new ExportButtons(page);
    this.#ofTask = new ShortLists(page, SHOWN_ANSWERS);
    this.#choices = new ChoiceFields(page, classroom);
    this.#kind = this.#choices.options.length ? CHOICE : 'text';
    this.#answers = new Answers(page, classroom, composers);
  }

  template() {
    const tasks = [...this.#room.log.tasks].reverse();
    return html`
      ${this.#form()}
      ${this.#underWay()}
      ${tasks.length ? repeat(this.#lists.of('tasks', tasks), ({ key }) => key, (task) => this.#task(task)) : html`<p>${words.noRequests}</p>`}
      ${this.#lists.more('tasks', tasks)}
      ${tasks.length ? this.#exports.template([
        [words.exportAnswersXlsx, async ({ exporting }) => (await exporting()).exportAnswers(this.#room, 'xlsx')],
        [words.exportAnswersCsv, async ({ exporting }) => (await exporting()).exportAnswers(this.#room, 'csv')],
      ]) : nothing}`;
  }

  #form() {
    const groups = this.#groups();
    const { students, label } = groups[this.#whom];
    const isChoice = this.#kind === CHOICE;
    const nobody = students.length ? '' : words.nobodyToAsk(label);
    return html`
      ${this.#room.ended ? nothing : html`<h3>${words.newRequest}</h3>`}
      ${this.#composers.template('request', {
        id: 'request',
        label: words.task,
        button: words.ask,
        rows: 3,
        send: (content) => this.#ask(content, students),
        obstacle: (isChoice && this.#choices.problem) || nobody,
        besides: isChoice ? bytesOf({ options: this.#choices.options }) : 0,
        more: html`
          <div class="grid">
            <div><label for="whom">${words.toWhom}</label>
              <select id="whom" @change=${(/** @type {FieldEvent} */ event) => this.#choose(/** @type {Group} */ (event.target.value))}>
                ${Object.entries(groups).map(([name, { label }]) => html`
                  <option value=${name} ?selected=${name === this.#whom}>${label}</option>`)}
              </select></div>
            <div><label for="kind">${words.answerKind}</label>
              <select id="kind" @change=${(/** @type {FieldEvent} */ event) => this.#answerWith(event.target.value)}>
                <option value="text" ?selected=${this.#kind === 'text'}>${words.kindText}</option>
                <option value="code" ?selected=${this.#kind === 'code'}>${words.kindCode}</option>
                <option value=${CHOICE} ?selected=${isChoice}>${words.kindChoice}</option>
              </select></div>
          </div>
          ${isChoice && !this.#room.ended ? this.#choices.template() : nothing}`,
      })}`;
  }

  /**
   * How far each request is that is still going out, and how long it takes: to many only as fast as the server allows, behind
   * all else that is said, and on after a reload.
   */
  #underWay() {
    const unsaved = new Map();
    for (const entry of this.#room.unsaved) {
      const { request } = entry.draft.content ?? {};
      if (entry.draft.type === 'request') unsaved.set(request, { count: (unsaved.get(request)?.count ?? 0) + 1, last: entry });
    }
    return [...unsaved].map(([request, { count, last }]) => {
      const done = this.#room.log.taskOf(this.#room.userId, request)?.asked.size ?? 0;
      const all = done + count;
      return html`
        <label>${words.sendingTo(done, all)} ${this.#restOf(last)} <progress value=${done} max=${all}></progress></label>`;
    });
  }

  /** What is over before anybody has read it is not said. @param {import('../switchboard.js').Entry} last */
  #restOf(last) {
    const ms = this.#room.expectedIn(last);
    return ms < SOON_MS ? nothing : words.restIn(durationOf(ms));
  }

  /** @returns {Record<Group, {label: string, students: string[]}>} */
  #groups() {
    const students = [...this.#room.present.values()].filter(({ role }) => role === 'student');
    const all = students.map(({ user_id: id }) => id);
    const online = students.filter((one) => one.online).map(({ user_id: id }) => id);
    const chosen = [...this.#roster.chosen];
    return {
      all: { label: words.allStudents(all.length), students: all },
      online: { label: words.onlineStudents(online.length), students: online },
      chosen: { label: words.chosenStudents(chosen.length), students: chosen },
    };
  }

  /** @param {string} kind */
  #answerWith(kind) {
    this.#kind = kind;
    this.#page.redraw();
  }

  /** @param {Group} whom */
  #choose(whom) {
    this.#whom = whom;
    this.#page.redraw();
  }

  /** @param {Typed} content @param {string[]} students */
  #ask(content, students) {
    const request = newRef();
    const options = this.#kind === CHOICE ? { options: this.#choices.options } : {};
    const drafts = students.map((student) => (
      { type: 'request', context: 'task', to_user: student, content: { ...content, kind: this.#kind, ...options, request } }));
    if (drafts.length === 1) this.#room.send(drafts[0]);
    else this.#room.sendBehind(drafts);
    if (this.#kind === CHOICE) this.#choices.clear();
  }

  /** Closes it, or opens it again. @param {Task} task */
  #setStatus({ first, closed }) {
    const { id, from_user: by, content } = first;
    const status = closed ? 'open' : 'closed';
    const named = typeof content.request === 'string' ? { request: content.request, asked_by: by } : { in_reply_to: id };
    // The text is for programs that know no status.
    const text = closed ? words.taskOpenedText : words.taskClosedText;
    this.#room.send({ type: 'instructor_broadcast', context: STATUS, content: { status, ...named, text } });
    this.#page.redraw();
  }

  /** @param {Task} task */
  #task(task) {
    return html`
      <article class="card" aria-label=${words.task}>
        <header>${title(html`${sender(this.#room, task.first)} ${time(task.first.timestamp)}`)}
          <small>${words.answersOf(task.answers.size, task.asked.size)}</small>
          ${task.done.size ? html`<small>${words.doneCount(task.done.size)}</small>` : nothing}
          ${task.closed ? html`<small class="tag">${words.closedBy(this.#room.nameOf(task.closed.from_user))}</small>` : nothing}
          ${this.#isChanging(task) ? html`<small class="sending">${words.sending}</small>` : nothing}
          ${this.#room.ended ? nothing : html`<span class="tools"><button class="small outline"
            @click=${() => this.#setStatus(task)}>${task.closed ? words.openTask : words.closeTask}</button></span>`}</header>
        ${body(task.first)}
        ${optionsOf(task.first.content).length ? this.#chosen(task) : this.#sideBySide(task, [...task.answers.keys()])}
      </article>`;
  }

  /** Those who have answered first, then all others. @param {import('../tasks.js').Task} task @param {string[]} answered */
  #sideBySide(task, answered) {
    const students = [...answered, ...[...task.asked.keys()].filter((id) => !task.answers.has(id))];
    return html`
      <div class="side-by-side">
        ${repeat(this.#ofTask.of(task.key, students), (id) => id, (id) => this.#answers.template(task, id))}
      </div>
      ${this.#ofTask.more(task.key, students)}`;
  }

  /** How many chose what; and who, by option, when somebody asks. @param {import('../tasks.js').Task} task */
  #chosen(task) {
    const counted = tally(task);
    const isShown = this.#opened.has(task.key);
    const students = [...counted.bars, ...(counted.other ? [counted.other] : [])].flatMap((bar) => bar.students);
    return html`
      ${bars(withoutNames(counted))}
      <details .open=${isShown} @toggle=${(/** @type {any} */ event) => this.#toggle(task.key, event.target.open)}>
        <summary>${words.whoChoseWhat}</summary>
        ${isShown ? this.#sideBySide(task, students) : nothing}
      </details>`;
  }

  /** @param {string} key @param {boolean} isShown */
  #toggle(key, isShown) {
    if (this.#opened.has(key) === isShown) return;
    if (isShown) this.#opened.add(key);
    else this.#opened.delete(key);
    this.#page.redraw();
  }

  /** Whether this page has said that it is closed or open, and the server does not know it yet. @param {Task} task */
  #isChanging({ first: { id, content } }) {
    return this.#room.unsaved.some(({ draft }) => draft.type === 'instructor_broadcast' && draft.context === STATUS
      && (draft.content?.in_reply_to === id || (draft.content?.request !== undefined && draft.content.request === content.request)));
  }
}
