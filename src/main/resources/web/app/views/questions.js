/** The queue of questions, with a reply in place. @module views/questions */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { repeat } from '../lib/lit-html/directives/repeat.js';
import { durationOf, words } from '../words.js';
import { body, own, reply, time } from '../parts/message.js';
import { ShortLists } from '../parts/short-lists.js';

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
    const open = [];
    const answered = [];
    for (const question of this.#room.log.questions) (this.#isOpen(question) ? open : answered).push(question);
    answered.reverse();
    return html`
      ${this.#room.log.waiting.length ? nothing : html`<p>${words.noQuestions}</p>`}
      ${repeat(this.#lists.of('open', open), ({ message }) => message.id, (question) => this.#open(question))}
      ${this.#lists.more('open', open)}
      <details .open=${this.#showsAnswered} @toggle=${this.#toggled}>
        <summary>${words.answeredQuestions(answered.length)}</summary>
        ${this.#showsAnswered ? html`
          ${repeat(this.#lists.of('answered', answered), ({ message }) => message.id, (question) => this.#answered(question))}
          ${this.#lists.more('answered', answered)}` : nothing}
      </details>`;
  }

  /** Waits, or was answered by another while somebody is still writing here: what is written must not go out of sight. */
  #isOpen({ message, replies }) {
    return replies.length === 0 || this.#composers.isUsed(replyTo(message))
      || document.activeElement?.id === fieldOf(message);
  }

  #open({ message, replies }) {
    const replying = this.#room.unsaved.filter(({ draft }) => draft.content?.in_reply_to === message.id);
    return html`
      <article class="card" aria-label="${message.from_user}">
        <header><strong>${message.from_user}</strong> ${time(message.timestamp)}
          <small>${replies.length ? answeredBy(replies)
            : words.waitsFor(durationOf(Date.now() - Date.parse(message.timestamp)))}</small></header>
        ${body(message)}
        ${replies.map(reply)}
        ${replying.map(({ draft }) => own(draft, false))}
        ${this.#reply(message)}
      </article>`;
  }

  #reply(message) {
    return this.#composers.template(replyTo(message), {
      id: fieldOf(message),
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
          <small>${answeredBy(replies)}</small></header>
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

/** What a field for a reply is for. @param {import('../switchboard.js').Message} question */
function replyTo(question) {
  return `reply ${question.id}`;
}

/** The element for it. @param {import('../switchboard.js').Message} question */
function fieldOf(question) {
  return `reply-${question.seq}`;
}

/** @param {import('../switchboard.js').Message[]} replies */
function answeredBy(replies) {
  return words.answeredBy([...new Set(replies.map(({ from_user: from }) => from))].join(', '));
}
