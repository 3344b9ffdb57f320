/**
 * A question as teachers work on it: claimed, answered, added to, corrected, done, opened again.
 *
 * @module parts/question-card
 *
 * @typedef {import('../main.js').Page} Page
 * @typedef {import('../main.js').DetailsEvent} DetailsEvent
 * @typedef {import('../classroom.js').Classroom} Classroom
 * @typedef {import('./composer.js').Composers} Composers
 * @typedef {import('../questions.js').Question} Question
 * @typedef {import('../kept.js').Kept} Message
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { textOf } from '../kept.js';
import { isOpen, STATUS } from '../question-state.js';
import { isHand } from '../questions.js';
import { words } from '../words.js';
import { agentTag, body, own, time, title } from './message.js';
import { problemWords } from './problems.js';
import { stateWords, Threads } from './thread.js';

const REPLY = 'reply ';
const ADD = 'add ';
const CORRECT = 'correct ';
const FIELD = 'reply-';

export class QuestionCards {
  #page;
  #room;
  #composers;
  #threads;
  /** Up to where the log went when a question was claimed here, by its id. @type {Map<string, number>} */
  #claims = new Map();
  /** Replies that are being corrected, by id. @type {Set<string>} */
  #correcting = new Set();
  /** Answered questions that are being added to, by id. @type {Set<string>} */
  #adding = new Set();
  /** Why a reply cannot be corrected now, by its id. @type {Map<string, string>} */
  #problems = new Map();

  /** @param {Page} page @param {Classroom} classroom @param {Composers} composers */
  constructor(page, classroom, composers) {
    this.#page = page;
    this.#room = classroom;
    this.#composers = composers;
    this.#threads = new Threads(page, classroom);
  }

  /**
   * Those that must not go out of sight, whatever others do: somebody writes a reply to them here, or has claimed them too late
   * and does not know it yet.
   *
   * @returns {Set<Question>}
   */
  get held() {
    const { log } = this.#room;
    const focused = document.activeElement?.id ?? '';
    const used = this.#composers.used
      .filter((purpose) => purpose.startsWith(REPLY))
      .map((purpose) => log.question(purpose.slice(REPLY.length)));
    const inFocus = focused.startsWith(FIELD) ? log.questions.find(({ message }) => fieldOf(message) === focused) : undefined;
    return new Set([...used, inFocus, ...this.#lateOnes()].filter((question) => question !== undefined));
  }

  /** Whether something is being added to it, or corrected in it. @param {Question} question */
  isWorkedOn({ message, replies }) {
    return this.#composers.isUsed(ADD + message.id) || replies.some(({ id }) => this.#composers.isUsed(CORRECT + id));
  }

  /** @param {Question} question @param {unknown} [tools] what else can be done with it */
  template(question, tools = nothing) {
    const { message, state } = question;
    const { id } = message;
    const student = this.#studentOf(message);
    const unsaved = this.#unsavedOf(question);
    const saying = unsaved.filter(({ draft }) => draft.context !== STATUS);
    return html`
      <article class="card" aria-label="${student}">
        <header>
          ${title(student)} ${time(message.timestamp)} ${agentTag(message)}
          ${isHand(message) ? html`<small class="tag hand">${words.handUp}</small>` : nothing}
          <small>${stateWords(this.#room, question)}</small>
          ${saying.length < unsaved.length ? html`<small class="sending">${words.sending}</small>` : nothing}
          ${this.#room.ended ? nothing : html`<span class="tools">${tools}${this.#tools(question)}</span>`}
        </header>
        ${this.#late(question)}
        ${isHand(message) ? nothing : body(message)}
        ${this.#threads.template(question, (part) => this.#correction(question, part))}
        ${saying.map(({ draft }) => own(draft, false))}
        ${isOpen(state) || this.#isReplying(message) ? this.#reply(message) : this.#addition(question)}
        ${isOpen(state) && this.#composers.isUsed(ADD + id) ? this.#addition(question) : nothing}
      </article>`;
  }

  /** @param {Question} question */
  #unsavedOf({ message, thread }) {
    const { unsaved } = this.#room;
    if (unsaved.length === 0) return [];
    const ids = new Set([message, ...thread].map(({ id }) => id));
    return unsaved.filter(({ draft }) => ids.has(draft.content?.in_reply_to));
  }

  /** As people know them. @param {Message} question */
  #studentOf({ from_user: student }) {
    return this.#room.nameOf(student);
  }

  /** Whether there is something in its field, or somebody is. @param {Message} question */
  #isReplying(question) {
    return this.#composers.isUsed(REPLY + question.id) || document.activeElement?.id === fieldOf(question);
  }

  // ---- how it stands

  /** @param {Question} question */
  #tools({ message, state }) {
    const student = this.#studentOf(message);
    if (!isOpen(state)) {
      return html`<button class="small outline" aria-label=${words.openQuestion(student)}
        @click=${() => this.#say(message, 'open')}>${words.reopen}</button>`;
    }
    const claimed = state.name === 'claimed';
    return html`
      <button class="small outline" aria-label=${claimed ? words.releaseQuestion(student) : words.claimQuestion(student)}
        @click=${() => this.#say(message, claimed ? 'open' : 'claimed')}>${claimed ? words.release : words.claim}</button>
      <button class="small outline" aria-label=${words.doneQuestion(student)} title=${words.doneHelp}
        @click=${() => this.#say(message, 'done')}>${words.done}</button>`;
  }

  /** @param {Message} question @param {'claimed'|'done'|'open'} status */
  #say(question, status) {
    this.#room.send(statusOf(question, status));
    this.#page.redraw();
  }

  /** What was claimed here, also before a reload, and turned out to be late. @returns {Question[]} */
  #lateOnes() {
    const { log, unsaved } = this.#room;
    for (const { draft } of unsaved) {
      const { status, in_reply_to: id } = draft.content ?? {};
      const isClaim = draft.context === STATUS && status === 'claimed';
      if (isClaim && !this.#claims.has(id)) this.#claims.set(id, log.messages.at(-1)?.seq ?? 0);
    }
    return [...this.#claims.keys()]
      .map((id) => log.question(id))
      .filter((question) => question !== undefined)
      .filter((question) => this.#lateClaimOf(question) !== undefined);
  }

  /** Of those that were made here. @param {Question} question */
  #lateClaimOf({ message: { id }, late }) {
    const mine = late.get(this.#room.userId);
    return mine && mine.claim.seq > (this.#claims.get(id) ?? Infinity) ? mine : undefined;
  }

  /** @param {Question} question */
  #late(question) {
    const { message } = question;
    const mine = this.#lateClaimOf(question);
    if (!mine || mine.state.name === 'waiting' || mine.state.name === 'open') return nothing; // for these nobody is late
    const heard = () => {
      this.#claims.delete(message.id);
      this.#page.redraw();
    };
    return html`
      <p role="alert" class="late">${words.lateClaim[mine.state.name](this.#room.calledOf(mine.state.by))}
        <button class="small secondary outline" @click=${heard}>${words.understood}</button></p>`;
  }

  // ---- what is said to it

  /** @param {Message} question */
  #reply(question) {
    return this.#composers.template(REPLY + question.id, {
      id: fieldOf(question),
      label: words.replyTo(this.#studentOf(question)),
      button: words.reply,
      send: (content) => this.#room.send(replyTo(question, { ...content, in_reply_to: question.id })),
    });
  }

  /** What is closed needs a field no more, until there is something to add. @param {Question} question */
  #addition({ message, state }) {
    const { id, seq } = message;
    const student = this.#studentOf(message);
    const isAnswered = state.name !== 'done';
    const isUsed = this.#composers.isUsed(ADD + id);
    if (this.#room.ended && !isUsed) return nothing;
    const isShown = this.#adding.has(id) || isUsed;
    return html`
      <details class="answering" .open=${isShown} @toggle=${(/** @type {DetailsEvent} */ event) => this.#toggle(this.#adding, id, event.target.open)}>
        <summary id="add-to-${seq}">${isAnswered ? words.addReply : words.reply}</summary>
        ${isShown ? this.#composers.template(ADD + id, {
          id: `add-${seq}`,
          label: isAnswered ? words.addTo(student) : words.replyTo(student),
          button: words.reply,
          next: `add-to-${seq}`,
          send: (content) => {
            this.#adding.delete(id);
            this.#room.send(replyTo(message, { ...content, in_reply_to: id }));
          },
        }) : nothing}
      </details>`;
  }

  /** One's own words, or an agent's. @param {Question} question @param {Message} part */
  #correction({ message, replies, corrected }, part) {
    const { id, seq, content, from_user: from } = part;
    const isUsed = this.#composers.isUsed(CORRECT + id);
    const mayBe = replies.includes(part) && (from === this.#room.userId || content.agent === true);
    if (!mayBe || (corrected.has(id) && !isUsed) || (this.#room.ended && !isUsed)) return nothing;
    if (!isUsed && !this.#correcting.has(id)) {
      return html`
        <button class="small secondary outline" id="correct-${seq}"
          aria-label=${words.correctAnswer(this.#studentOf(message))} @click=${() => this.#beginCorrection(part)}>${words.correct}</button>
        ${this.#problems.has(id) ? html`<p role="alert" class="problem">${this.#problems.get(id)}</p>` : nothing}`;
    }
    return this.#composers.template(CORRECT + id, {
      id: `correction-${seq}`,
      label: words.correctionFor(this.#studentOf(message)),
      button: words.correct,
      next: `add-to-${message.seq}`,
      more: html`<button type="button" class="small secondary outline" @click=${() => this.#dropCorrection(part)}>${words.cancel}</button>`,
      send: (corrections) => {
        this.#correcting.delete(id);
        this.#room.send(replyTo(message, { ...corrections, in_reply_to: id, correction: true }));
      },
    });
  }

  /** Begins with what was said, whole. @param {Message} part */
  async #beginCorrection(part) {
    this.#problems.delete(part.id);
    try {
      const whole = await this.#room.whole(part);
      this.#composers.begin(CORRECT + part.id, textOf(whole ?? part));
      this.#correcting.add(part.id);
    } catch (error) {
      this.#problems.set(part.id, problemWords(error));
    }
    this.#page.redraw();
    document.getElementById(`correction-${part.seq}`)?.focus();
  }

  /** @param {Message} part */
  #dropCorrection(part) {
    this.#correcting.delete(part.id);
    this.#composers.clear(CORRECT + part.id);
    this.#page.redraw();
    document.getElementById(`correct-${part.seq}`)?.focus();
  }

  /** @param {Set<string>} opened @param {string} id @param {boolean} isOpened */
  #toggle(opened, id, isOpened) {
    if (opened.has(id) === isOpened) return;
    if (isOpened) opened.add(id);
    else opened.delete(id);
    this.#page.redraw();
  }
}

/** How a question is to stand from now on. @param {Message} question @param {'claimed'|'done'|'open'} status */
export function statusOf(question, status) {
  return {
    type: 'inbox_response', context: STATUS, to_user: question.from_user, content: { status, in_reply_to: question.id },
  };
}

/** @param {Message} question @param {object} content */
export function replyTo(question, content) {
  return { type: 'inbox_response', context: 'answer', to_user: question.from_user, content };
}

/** The element for a reply. @param {Message} question */
function fieldOf(question) {
  return FIELD + question.seq;
}
