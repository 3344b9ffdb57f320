/**
 * Students' answers to tasks as teachers see them: what they said before, feedback, sharing one with all.
 *
 * @module parts/answers
 *
 * @typedef {import('../main.js').Page} Page
 * @typedef {import('../main.js').DetailsEvent} DetailsEvent
 * @typedef {import('../classroom.js').Classroom} Classroom
 * @typedef {import('./composer.js').Composers} Composers
 * @typedef {import('../tasks.js').Task} Task
 * @typedef {import('../kept.js').Kept} Message
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { SHARED } from '../class-log.js';
import { shownAnswer } from '../choice.js';
import { isCode, textOf } from '../kept.js';
import { durationOf, words } from '../words.js';
import { agentTag, body, own, reply } from './message.js';
import { problemWords } from './problems.js';
import { ShortLists } from './short-lists.js';

/** Of what one student answered before, and of what was said to an answer. */
const SHOWN = 5;

export class Answers {
  #page;
  #room;
  #composers;
  #lists;
  /** What is open, by its name: earlier answers by task and student, what can be done with an answer by its id. @type {Set<string>} */
  #opened = new Set();
  /** Why an answer could not be shared, by its id. @type {Map<string, string>} */
  #problems = new Map();

  /** @param {Page} page @param {Classroom} classroom @param {Composers} composers */
  constructor(page, classroom, composers) {
    this.#page = page;
    this.#room = classroom;
    this.#composers = composers;
    this.#lists = new ShortLists(page, SHOWN);
  }

  /** @param {Task} task @param {string} student */
  template(task, student) {
    const answers = task.answers.get(student) ?? [];
    const last = answers.length ? shownAnswer(task, answers[answers.length - 1]) : undefined;
    return html`
      <section class="answer" aria-label=${this.#room.nameOf(student)}>
        <h4 dir="auto">${this.#room.nameOf(student)} ${last ? agentTag(last) : nothing}
          ${task.done.has(student) ? html`<small class="tag">${words.isDone}</small>` : nothing}</h4>
        ${last ? this.#last(task, last) : html`<small>${words.noAnswerYet}</small>`}
        ${answers.length > 1 ? this.#earlier(task, `${task.key} ${student}`, answers) : nothing}
      </section>`;
  }

  /** @param {Task} task @param {Message} answer */
  #last(task, answer) {
    const feedback = [...task.feedback.get(answer.id) ?? []].reverse();
    const unsaved = this.#room.unsaved.filter(({ draft }) => draft.content?.in_reply_to === answer.id);
    return html`
      <small>${durationOf(Date.parse(answer.timestamp) - Date.parse(task.first.timestamp))}</small>
      ${task.closed && task.closed.seq < answer.seq ? html`<small class="tag">${words.afterTheClose}</small>` : nothing}
      ${this.#room.log.shared.has(answer.id) ? html`<small class="tag">${words.isShared}</small>` : nothing}
      ${body(answer)}
      ${this.#lists.more(`to ${answer.id}`, feedback)}
      ${this.#lists.of(`to ${answer.id}`, feedback).reverse().map((message) => reply(this.#room, message))}
      ${unsaved.map(({ draft }) => own(draft, false))}
      ${this.#withIt(answer)}`;
  }

  /** @param {Message} answer */
  #withIt(answer) {
    const { id, seq, from_user: student } = answer;
    const isUsed = this.#composers.isUsed(feedbackOn(answer));
    if (this.#room.ended && !isUsed) return nothing;
    const isShown = isUsed || this.#opened.has(id);
    return html`
      <details class="answering" .open=${isShown} @toggle=${(/** @type {DetailsEvent} */ event) => this.#toggle(id, event.target.open)}>
        <summary id="with-${seq}" aria-label=${words.feedbackOrShare(this.#room.nameOf(student))}>${words.feedbackOrShareShort}</summary>
        ${isShown ? html`
          ${this.#composers.template(feedbackOn(answer), {
            id: `feedback-${seq}`,
            label: words.feedbackFor(this.#room.nameOf(student)),
            button: words.send,
            next: `with-${seq}`,
            send: (content) => {
              this.#opened.delete(id);
              this.#room.send({
                type: 'inbox_response', context: 'feedback', to_user: student, content: { ...content, in_reply_to: id },
              });
            },
          })}
          ${this.#room.ended ? nothing : html`
            <button class="small outline" @click=${() => this.#share(answer, false)}>${words.shareWithoutName}</button>
            <button class="small outline" @click=${() => this.#share(answer, true)}>${words.shareWithName(this.#room.nameOf(student))}</button>`}
          ${this.#problems.has(id) ? html`<p role="alert" class="problem">${this.#problems.get(id)}</p>` : nothing}` : nothing}
      </details>`;
  }

  /** Shows it to all, whole. @param {Message} answer @param {boolean} named */
  async #share(answer, named) {
    const { id, from_user: student } = answer;
    this.#problems.delete(id);
    try {
      const whole = await this.#room.whole(answer) ?? answer;
      const said = isCode(whole) ? { code: textOf(whole) } : { text: textOf(whole) };
      this.#opened.delete(id);
      this.#room.send({
        type: 'instructor_broadcast', context: SHARED,
        content: { ...said, in_reply_to: id, ...(named && { author: student }) },
      });
    } catch (error) {
      this.#problems.set(id, problemWords(error));
    }
    this.#page.redraw();
    document.getElementById(`with-${answer.seq}`)?.focus();
  }

  /** @param {Task} task @param {string} name @param {Message[]} answers */
  #earlier(task, name, answers) {
    const isOpen = this.#opened.has(name);
    const earlier = isOpen ? answers.slice(0, -1).reverse() : [];
    return html`
      <details .open=${isOpen} @toggle=${(/** @type {DetailsEvent} */ event) => this.#toggle(name, event.target.open)}>
        <summary>${words.earlierAnswers(answers.length - 1)}</summary>
        ${this.#lists.of(name, earlier).map((answer) => body(shownAnswer(task, answer)))}
        ${this.#lists.more(name, earlier)}
      </details>`;
  }

  /** @param {string} name @param {boolean} isOpened */
  #toggle(name, isOpened) {
    if (this.#opened.has(name) === isOpened) return;
    if (isOpened) this.#opened.add(name);
    else this.#opened.delete(name);
    this.#page.redraw();
  }
}

/** What a field for feedback is for. @param {Message} answer */
function feedbackOn(answer) {
  return `feedback ${answer.id}`;
}
