/** The queue of questions, with a reply in place. @module views/questions */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { repeat } from '../lib/lit-html/directives/repeat.js';
import { durationOf, words } from '../words.js';
import { body, own, reply, time } from './message.js';
import { ShortLists } from './short-lists.js';

const SHOWN = 30;

export class QuestionsView {
  #page;
  #room;
  #composers;
  #lists;
  #showsAnswered = false;

  constructor(page, classroom, composers) {
    this.#page = page;
    this.#room = classroom;
    this.#composers = composers;
    this.#lists = new ShortLists(page, SHOWN);
  }

  template() {
    const { questions, waiting } = this.#room.log;
    const answered = questions.filter(({ replies }) => replies.length > 0).reverse();
    return html`
      ${waiting.length ? nothing : html`<p>${words.noQuestions}</p>`}
      ${repeat(this.#lists.of('waiting', waiting), ({ message }) => message.id, (question) => this.#waiting(question))}
      ${this.#lists.more('waiting', waiting)}
      <details .open=${this.#showsAnswered} @toggle=${this.#toggled}>
        <summary>${words.answeredQuestions(answered.length)}</summary>
        ${this.#showsAnswered ? html`
          ${repeat(this.#lists.of('answered', answered), ({ message }) => message.id, (question) => this.#answered(question))}
          ${this.#lists.more('answered', answered)}` : nothing}
      </details>`;
  }

  #waiting({ message }) {
    const replying = this.#room.unsaved.filter(({ draft }) => draft.content?.in_reply_to === message.id);
    return html`
      <article class="card" aria-label="${message.from_user}">
        <header><strong>${message.from_user}</strong> ${time(message.timestamp)}
          <small>${words.waitsFor(durationOf(Date.now() - Date.parse(message.timestamp)))}</small></header>
        ${body(message)}
        ${replying.map(({ draft }) => own(draft, false))}
        ${this.#room.ended ? nothing : this.#reply(message)}
      </article>`;
  }

  #reply(message) {
    return this.#composers.of(`reply ${message.id}`).template({
      id: `reply-${message.seq}`,
      label: words.replyTo(message.from_user),
      button: words.reply,
      send: (content) => this.#room.send({
        type: 'inbox_response',
        context: 'answer',
        to_user: message.from_user,
        content: { ...content, in_reply_to: message.id },
      }),
    });
  }

  #answered({ message, replies }) {
    return html`
      <article class="card" aria-label="${message.from_user}">
        <header><strong>${message.from_user}</strong> ${time(message.timestamp)}
          <small>${words.answeredBy([...new Set(replies.map(({ from_user: from }) => from))].join(', '))}</small></header>
        ${body(message)}
        ${replies.map(reply)}
      </article>`;
  }

  #toggled = (event) => {
    if (this.#showsAnswered === event.target.open) return;
    this.#showsAnswered = event.target.open;
    this.#page.redraw();
  };
}
