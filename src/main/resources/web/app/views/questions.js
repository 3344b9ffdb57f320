/** The queue of questions, with a reply in place. @module views/questions */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { repeat } from '../lib/lit-html/directives/repeat.js';
import { durationOf, words } from '../words.js';
import { body, own, reply, time, title } from '../parts/message.js';
import { ShortLists } from '../parts/short-lists.js';

const SHOWN = 30;
/** Of one student: whoever asks without end takes nobody's place. */
const SHOWN_OF_ONE = 5;
/** Of replies to one question, the newest. */
const SHOWN_REPLIES = 5;
/** Of those who have more waiting than is shown, so many are named. */
const NAMED = 5;

export class QuestionsView {
  #page;
  #room;
  #composers;
  #lists;
  #ofOne;
  #replies;
  #showsAnswered = false;

  constructor(page, classroom, composers) {
    this.#page = page;
    this.#room = classroom;
    this.#composers = composers;
    this.#lists = new ShortLists(page, SHOWN);
    this.#ofOne = new ShortLists(page, SHOWN_OF_ONE);
    this.#replies = new ShortLists(page, SHOWN_REPLIES);
  }

  template() {
    const { questions, waitingCount } = this.#room.log;
    const written = this.#written();
    const { shown, hidden } = this.#ofEach(written);
    const answered = questions.length - waitingCount - [...written].filter(({ replies }) => replies.length > 0).length;
    return html`
      ${waitingCount ? nothing : html`<p>${words.noQuestions}</p>`}
      <div class="queue">
        ${repeat(this.#lists.of('open', shown, (question) => written.has(question)), ({ message }) => message.id, (question) => this.#open(question))}
      </div>
      ${this.#lists.more('open', shown)}
      ${[...hidden].slice(0, NAMED).map(([student, count]) => this.#ofOne.button(student, Infinity, words.moreOf(student, count)))}
      <details .open=${this.#showsAnswered} @toggle=${this.#toggled}>
        <summary>${words.answeredQuestions(answered)}</summary>
        ${this.#showsAnswered ? this.#answeredOnes(questions, written) : nothing}
      </details>`;
  }

  /**
   * Those to which somebody is writing here: what is written must not go out of sight, also when another has answered.
   *
   * @returns {Set<import('../class-log.js').Question>}
   */
  #written() {
    const { log } = this.#room;
    const focused = document.activeElement?.id ?? '';
    const used = this.#composers.used
      .filter((purpose) => purpose.startsWith(REPLY))
      .map((purpose) => log.question(purpose.slice(REPLY.length)));
    const inFocus = focused.startsWith(FIELD) ? log.questions.find(({ message }) => fieldOf(message) === focused) : undefined;
    return new Set([...used, inFocus].filter((question) => question !== undefined));
  }

  /**
   * What waits, of each student as many as are shown of one, and how many of whom are not.
   *
   * @param {Set<import('../class-log.js').Question>} written are shown in any case
   */
  #ofEach(written) {
    const counts = new Map();
    const hidden = new Map();
    const shown = [...written].filter(({ replies }) => replies.length > 0);
    for (const question of this.#room.log.waiting) {
      const student = question.message.from_user;
      const count = (counts.get(student) ?? 0) + 1;
      counts.set(student, count);
      if (count <= this.#ofOne.limit(student) || written.has(question)) shown.push(question);
      else hidden.set(student, (hidden.get(student) ?? 0) + 1);
    }
    shown.sort((one, other) => one.message.seq - other.message.seq);
    return { shown, hidden };
  }

  #answeredOnes(questions, written) {
    const answered = questions.filter((question) => question.replies.length > 0 && !written.has(question)).reverse();
    return html`
      ${repeat(this.#lists.of('answered', answered), ({ message }) => message.id, (question) => this.#answered(question))}
      ${this.#lists.more('answered', answered)}`;
  }

  #open({ message, replies }) {
    const replying = this.#room.unsaved.filter(({ draft }) => draft.content?.in_reply_to === message.id);
    return html`
      <article class="card" aria-label="${message.from_user}">
        <header>${title(message.from_user)} ${time(message.timestamp)}
          <small>${replies.length ? answeredBy(replies)
            : words.waitsFor(durationOf(Date.now() - Date.parse(message.timestamp)))}</small></header>
        ${body(message)}
        ${this.#repliesTo(message, replies)}
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
        <header>${title(message.from_user)} ${time(message.timestamp)}
          <small>${answeredBy(replies)}</small></header>
        ${body(message)}
        ${this.#repliesTo(message, replies)}
      </article>`;
  }

  #repliesTo({ id }, replies) {
    const newest = [...replies].reverse();
    return html`${this.#replies.more(id, newest)}${this.#replies.of(id, newest).reverse().map(reply)}`;
  }

  #toggled = (event) => {
    if (this.#showsAnswered === event.target.open) return;
    this.#showsAnswered = event.target.open;
    this.#page.redraw();
  };
}

const REPLY = 'reply ';
const FIELD = 'reply-';

/** What a field for a reply is for. @param {import('../kept.js').Kept} question */
function replyTo(question) {
  return REPLY + question.id;
}

/** The element for it. @param {import('../kept.js').Kept} question */
function fieldOf(question) {
  return FIELD + question.seq;
}

/** Who were the first. @param {import('../kept.js').Kept[]} replies */
function answeredBy(replies) {
  const all = [...new Set(replies.map(({ from_user: from }) => from))];
  const named = all.slice(0, NAMED).join(', ');
  return words.answeredBy(all.length > NAMED ? `${named}, ${words.andMore(all.length - NAMED)}` : named);
}
