/** The class as a student sees it. @module views/student */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { repeat } from '../lib/lit-html/directives/repeat.js';
import { NOTE } from '../class-log.js';
import { words } from '../words.js';
import { Composers } from './composer.js';
import { announce, body, more, own, reply, savedMark, time } from './message.js';

/** Of each list so many are shown, the newest; the rest when asked for. */
const SHOWN = 50;

export class StudentView {
  #page;
  #room;
  #composers;
  #shown = { questions: SHOWN, said: SHOWN };
  /** Messages that a screen reader was told of, or that were there before. */
  #heard = 0;

  /** @param {any} page @param {import('../classroom.js').Classroom} classroom */
  constructor(page, classroom) {
    this.#page = page;
    this.#room = classroom;
    this.#composers = new Composers(page, classroom);
  }

  template() {
    this.#announceNews();
    return html`
      <h1>${this.#room.session.name}</h1>
      <div class="student">
        <section aria-labelledby="tasks">${this.#tasks()}</section>
        <section aria-labelledby="said">${this.#said()}</section>
        <section aria-labelledby="asked">${this.#questions()}</section>
      </div>`;
  }

  // ---- tasks

  #tasks() {
    const tasks = this.#room.log.tasks.filter((task) => task.asked.has(this.#room.userId)).reverse();
    return html`
      <h2 id="tasks">${words.tasks}</h2>
      ${tasks.length ? repeat(tasks, (task) => task.key, (task) => this.#task(task)) : html`<p>${words.noTasks}</p>`}`;
  }

  #task(task) {
    const asked = task.asked.get(this.#room.userId);
    const answers = task.answers.get(this.#room.userId) ?? [];
    const unsaved = this.#room.unsaved.filter(({ draft }) => draft.content?.in_reply_to === asked.id);
    const done = answers.length + unsaved.length > 0;
    const code = asked.content.kind === 'code';
    const send = (content) => this.#room.send({
      type: 'request_response',
      context: asked.context,
      content: { ...content, in_reply_to: asked.id },
    });
    return html`
      <article class="card" aria-label=${words.task}>
        <header>${asked.from_user} ${time(asked.timestamp)} ${done ? html`<small class="saved">${words.answered}</small>` : nothing}</header>
        ${body(asked)}
        ${answers.map((answer) => own(answer, true))}
        ${unsaved.map(({ draft }) => own(draft, false))}
        ${this.#room.ended ? nothing : this.#composers.of(`answer ${asked.id}`).template({
          id: `answer-${asked.seq}`, label: words.yourAnswer, button: words.send, rows: code ? 6 : 3, code, send,
        })}
      </article>`;
  }

  // ---- what teachers said

  #said() {
    const { messages } = this.#room.log;
    const said = messages.filter(({ type, context }) => type === 'instructor_broadcast'
      || (type === 'inbox_response' && context === NOTE)).reverse();
    return html`
      <h2 id="said">${words.fromTeachers}</h2>
      ${said.length ? nothing : html`<p>${words.nothingSaid}</p>`}
      ${repeat(said.slice(0, this.#shown.said), ({ id }) => id, (message) => html`
        <article class="card">
          <header>${message.from_user} ${time(message.timestamp)}
            ${message.to_user ? html`<small class="tag">${words.privateNote}</small>` : nothing}</header>
          ${body(message)}
        </article>`)}
      ${this.#more('said', said.length)}`;
  }

  // ---- questions

  #questions() {
    const own = this.#room.log.questions.filter(({ message }) => message.from_user === this.#room.userId).reverse();
    const unsaved = this.#room.unsaved.filter(({ draft }) => draft.type === 'instructor_inbox').reverse();
    return html`
      <h2 id="asked">${words.yourQuestions}</h2>
      ${this.#room.ended ? nothing : this.#composers.of('question').template({
        id: 'question', label: words.yourQuestion, button: words.send,
        send: (content) => this.#room.send({ type: 'instructor_inbox', context: 'question', content }),
      })}
      ${own.length + unsaved.length ? nothing : html`<p>${words.nothingAsked}</p>`}
      ${repeat(unsaved, ({ ref }) => ref, ({ draft }) => html`
        <article class="card">${body(draft)}${savedMark(false)}</article>`)}
      ${repeat(own.slice(0, this.#shown.questions), ({ message }) => message.id, ({ message, replies }) => html`
        <article class="card">
          <header>${time(message.timestamp)} ${savedMark(true)}</header>
          ${body(message)}
          ${replies.length ? replies.map(reply)
            : html`<small>${words.waitingForReply}</small>`}
        </article>`)}
      ${this.#more('questions', own.length)}`;
  }

  #more(list, count) {
    return more(count - this.#shown[list], SHOWN, () => {
      this.#shown[list] += SHOWN;
      this.#page.redraw();
    });
  }

  #announceNews() {
    const { messages } = this.#room.log;
    const news = messages.slice(this.#heard).filter(({ from_user: from }) => from !== this.#room.userId);
    this.#heard = messages.length;
    const last = news.at(-1);
    if (!last || this.#room.status.name !== 'live') return;
    announce({
      request: words.newTask,
      instructor_broadcast: words.newBroadcast,
      inbox_response: words.newReply,
    }[last.type]?.(last.from_user) ?? '');
  }
}
