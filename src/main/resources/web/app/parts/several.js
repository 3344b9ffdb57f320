/**
 * One answer to several questions, or all of them done, at once.
 *
 * @module parts/several
 *
 * @typedef {import('../main.js').Page} Page
 * @typedef {import('../main.js').FieldEvent} FieldEvent
 * @typedef {import('../classroom.js').Classroom} Classroom
 * @typedef {import('./composer.js').Composers} Composers
 * @typedef {import('../questions.js').Question} Question
 * @typedef {import('../switchboard.js').Draft} Draft
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { words } from '../words.js';
import { replyTo, statusOf } from './question-card.js';

const SEVERAL = 'several';

export class Several {
  #page;
  #room;
  #composers;
  /** Questions that are chosen, by id. @type {Set<string>} */
  #chosen = new Set();

  /** @param {Page} page @param {Classroom} classroom @param {Composers} composers */
  constructor(page, classroom, composers) {
    this.#page = page;
    this.#room = classroom;
    this.#composers = composers;
  }

  /** Those that are chosen and still known, in the order in which they were chosen. @returns {Question[]} */
  get questions() {
    return [...this.#chosen].map((id) => this.#room.log.question(id)).filter((question) => question !== undefined);
  }

  /** @param {import('../kept.js').Kept} question */
  has({ id }) {
    return this.#chosen.has(id);
  }

  /** To choose a question by. @param {import('../kept.js').Kept} question */
  box({ id, from_user: student }) {
    return html`<label class="choose"><input type="checkbox" .checked=${this.#chosen.has(id)}
      aria-label=${words.chooseQuestion(this.#room.nameOf(student))} @change=${(/** @type {FieldEvent} */ event) => this.#choose(id, event.target.checked)}></label>`;
  }

  /** What to do with those that are chosen; what is written stays in sight when none is. */
  template() {
    const chosen = this.#room.ended ? [] : this.questions;
    if (chosen.length === 0 && !this.#composers.isUsed(SEVERAL)) return nothing;
    return html`
      <section class="several card" aria-label=${words.severalQuestions}>
        ${this.#composers.template(SEVERAL, {
          id: SEVERAL,
          label: words.replyToSeveral(chosen.length),
          button: words.reply,
          obstacle: chosen.length ? '' : words.noneChosen,
          send: (content) => this.#say(({ message }) => replyTo(message, { ...content, in_reply_to: message.id })),
        })}
        ${chosen.length ? html`
          <button class="small outline" @click=${() => this.#say(({ message }) => statusOf(message, 'done'))}>${words.doneSeveral(chosen.length)}</button>
          <button class="small secondary outline" @click=${() => this.#clear()}>${words.chooseNone}</button>` : nothing}
      </section>`;
  }

  /** @param {(question: Question) => Draft} draftFor */
  #say(draftFor) {
    this.#room.sendBehind(this.questions.map(draftFor));
    this.#clear();
  }

  #clear() {
    this.#chosen.clear();
    this.#page.redraw();
  }

  /** @param {string} id @param {boolean} chosen */
  #choose(id, chosen) {
    if (chosen) this.#chosen.add(id);
    else this.#chosen.delete(id);
    this.#page.redraw();
  }
}
