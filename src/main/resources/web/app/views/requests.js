/** Asking one or many for work, and their answers side by side. @module views/requests */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { repeat } from '../lib/lit-html/directives/repeat.js';
import { newRef } from '../switchboard.js';
import { durationOf, words } from '../words.js';
import { ExportButtons } from '../parts/export-buttons.js';
import { body, time, title } from '../parts/message.js';
import { ShortLists } from '../parts/short-lists.js';

/** So many tasks are shown at once. */
const SHOWN = 24;
/** Of each the answers of a whole class, where it is not a lecture. */
const SHOWN_ANSWERS = 60;
/** Of what one student answered before. */
const SHOWN_EARLIER = 5;

export class RequestsView {
  #page;
  #room;
  #composers;
  #roster;
  #lists;
  #answers;
  #exports;
  #earlier;
  /** Whose earlier answers are open, by task and student. @type {Set<string>} */
  #opened = new Set();
  #kind = 'text';
  #whom = 'all';

  constructor(page, classroom, composers, roster) {
    this.#page = page;
    this.#room = classroom;
    this.#composers = composers;
    this.#roster = roster;
    this.#lists = new ShortLists(page, SHOWN);
    this.#exports = new ExportButtons(page);
    this.#answers = new ShortLists(page, SHOWN_ANSWERS);
    this.#earlier = new ShortLists(page, SHOWN_EARLIER);
  }

  template() {
    const tasks = [...this.#room.log.tasks].reverse();
    return html`
      ${this.#form()}
      ${this.#underWay()}
      ${tasks.length ? repeat(this.#lists.of('tasks', tasks), ({ key }) => key, (task) => this.#task(task)) : html`<p>${words.noRequests}</p>`}
      ${this.#lists.more('tasks', tasks)}
      ${tasks.length ? this.#exports.template([
        [words.exportAnswersXlsx, ({ exportAnswers }) => exportAnswers(this.#room, 'xlsx')],
        [words.exportAnswersCsv, ({ exportAnswers }) => exportAnswers(this.#room, 'csv')],
      ]) : nothing}`;
  }

  #form() {
    const groups = this.#groups();
    const { students, label } = groups[this.#whom];
    return html`
      ${this.#room.ended ? nothing : html`<h3>${words.newRequest}</h3>`}
      ${this.#composers.template('request', {
        id: 'request',
        label: words.task,
        button: words.ask,
        rows: 3,
        send: (content) => this.#ask(content, students),
        obstacle: students.length ? '' : words.nobodyToAsk(label),
        more: html`
          <div class="grid">
            <div><label for="whom">${words.toWhom}</label>
              <select id="whom" @change=${(event) => this.#set('whom', event.target.value)}>
                ${Object.entries(groups).map(([name, { label }]) => html`
                  <option value=${name} ?selected=${name === this.#whom}>${label}</option>`)}
              </select></div>
            <div><label for="kind">${words.answerKind}</label>
              <select id="kind" @change=${(event) => this.#set('kind', event.target.value)}>
                <option value="text" ?selected=${this.#kind === 'text'}>${words.kindText}</option>
                <option value="code" ?selected=${this.#kind === 'code'}>${words.kindCode}</option>
              </select></div>
          </div>`,
      })}`;
  }

  /** How far each request is that is still going out: to many only as fast as the server allows, and on after a reload. */
  #underWay() {
    const unsaved = new Map();
    for (const { draft } of this.#room.unsaved) {
      if (draft.type === 'request') unsaved.set(draft.content.request, (unsaved.get(draft.content.request) ?? 0) + 1);
    }
    return [...unsaved].map(([request, count]) => {
      const done = this.#room.log.taskOf(this.#room.userId, request)?.asked.size ?? 0;
      const all = done + count;
      return html`<label>${words.sendingTo(done, all)} <progress value=${done} max=${all}></progress></label>`;
    });
  }

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

  #set(what, value) {
    if (what === 'kind') this.#kind = value;
    else this.#whom = value;
    this.#page.redraw();
  }

  #ask(content, students) {
    const request = newRef();
    for (const student of students) {
      this.#room.send({ type: 'request', context: 'task', to_user: student, content: { ...content, kind: this.#kind, request } });
    }
  }

  #task(task) {
    // Those who have answered first, in the order of their first answers.
    const students = [...task.answers.keys(), ...[...task.asked.keys()].filter((id) => !task.answers.has(id))];
    return html`
      <article class="card" aria-label=${words.task}>
        <header>${title(html`${task.first.from_user} ${time(task.first.timestamp)}`)}
          <small>${words.answersOf(task.answers.size, task.asked.size)}</small></header>
        ${body(task.first)}
        <div class="side-by-side">
          ${repeat(this.#answers.of(task.key, students), (id) => id, (id) => this.#answer(task, id))}
        </div>
        ${this.#answers.more(task.key, students)}
      </article>`;
  }

  #answer(task, student) {
    const answers = task.answers.get(student) ?? [];
    const last = answers.at(-1);
    return html`
      <section class="answer" aria-label=${student}>
        <h4>${student}</h4>
        ${last ? html`<small>${durationOf(Date.parse(last.timestamp) - Date.parse(task.first.timestamp))}</small>${body(last)}`
          : html`<small>${words.noAnswerYet}</small>`}
        ${answers.length > 1 ? this.#earlierOnes(`${task.key} ${student}`, answers) : nothing}
      </section>`;
  }

  #earlierOnes(name, answers) {
    const toggled = (event) => {
      if (this.#opened.has(name) === event.target.open) return;
      if (event.target.open) this.#opened.add(name);
      else this.#opened.delete(name);
      this.#page.redraw();
    };
    const isOpen = this.#opened.has(name);
    const earlier = isOpen ? answers.slice(0, -1).reverse() : [];
    return html`
      <details .open=${isOpen} @toggle=${toggled}>
        <summary>${words.earlierAnswers(answers.length - 1)}</summary>
        ${this.#earlier.of(name, earlier).map(body)}
        ${this.#earlier.more(name, earlier)}
      </details>`;
  }
}
