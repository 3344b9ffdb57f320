/** Asking one or many for work, and their answers side by side. @module views/requests */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { repeat } from '../lib/lit-html/directives/repeat.js';
import { newRef } from '../switchboard.js';
import { durationOf, words } from '../words.js';
import { body, time } from '../parts/message.js';
import { ShortLists } from '../parts/short-lists.js';

/** So many tasks, and answers of each, are shown at once. */
const SHOWN = 24;

export class RequestsView {
  #page;
  #room;
  #composers;
  #roster;
  #lists;
  #kind = 'text';
  #whom = 'all';

  constructor(page, classroom, composers, roster) {
    this.#page = page;
    this.#room = classroom;
    this.#composers = composers;
    this.#roster = roster;
    this.#lists = new ShortLists(page, SHOWN);
  }

  template() {
    const tasks = [...this.#room.log.tasks].reverse();
    return html`
      ${this.#room.ended ? nothing : this.#form()}
      ${tasks.length ? repeat(this.#lists.of('tasks', tasks), ({ key }) => key, (task) => this.#task(task)) : html`<p>${words.noRequests}</p>`}
      ${this.#lists.more('tasks', tasks)}`;
  }

  #form() {
    const groups = this.#groups();
    const { students, label } = groups[this.#whom];
    const { progress } = this.#room;
    return html`
      <h2>${words.newRequest}</h2>
      ${this.#composers.of('request').template({
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
      })}
      ${progress ? html`<label>${words.sendingTo(progress.done, progress.all)}
        <progress value=${progress.done} max=${progress.all}></progress></label>` : nothing}`;
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
    this.#room.sendAll(students.map((student) => ({
      type: 'request',
      context: 'task',
      to_user: student,
      content: { ...content, kind: this.#kind, request },
    })));
  }

  #task(task) {
    // Those who have answered first, in the order of their first answers.
    const students = [...task.answers.keys(), ...[...task.asked.keys()].filter((id) => !task.answers.has(id))];
    return html`
      <article class="card" aria-label=${words.task}>
        <header>${task.first.from_user} ${time(task.first.timestamp)}
          <small>${words.answersOf(task.answers.size, task.asked.size)}</small></header>
        ${body(task.first)}
        <div class="side-by-side">
          ${repeat(this.#lists.of(task.key, students), (id) => id, (id) => this.#answer(task, id))}
        </div>
        ${this.#lists.more(task.key, students)}
      </article>`;
  }

  #answer(task, student) {
    const answers = task.answers.get(student);
    const last = answers?.at(-1);
    return html`
      <section class="answer" aria-label=${student}>
        <strong>${student}</strong>
        ${last ? html`<small>${durationOf(Date.parse(last.timestamp) - Date.parse(task.first.timestamp))}</small>${body(last)}`
          : html`<small>${words.noAnswerYet}</small>`}
      </section>`;
  }
}
