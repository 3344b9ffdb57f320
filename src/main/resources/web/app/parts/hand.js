/** A hand that a student puts up, and takes down again: a question without words. @module parts/hand */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { isOpen, STATUS } from '../question-state.js';
import { HAND, isHand } from '../questions.js';
import { words } from '../words.js';
import { obstacleTo } from './connection.js';

export class Hand {
  #page;
  #room;

  /** @param {{redraw: () => void}} page @param {import('../classroom.js').Classroom} classroom */
  constructor(page, classroom) {
    this.#page = page;
    this.#room = classroom;
  }

  template() {
    if (obstacleTo(this.#room)) return nothing;
    const up = this.#up;
    const isSending = this.#room.unsaved.some(({ draft }) => draft.context === HAND || (up && draft.content?.in_reply_to === up.id));
    return html`
      <p class="hand">
        <button type="button" class="small ${up ? '' : 'outline'}" id="hand" aria-pressed=${up ? 'true' : 'false'}
          aria-disabled=${isSending ? 'true' : nothing} @click=${() => !isSending && this.#send(up)}>${words.handUp}</button>
        ${isSending ? html`<small class="sending">${words.sending}</small>` : html`<small>${up ? words.handIsUp : words.handHelp}</small>`}
      </p>`;
  }

  /** The last one that nobody has seen to yet. */
  get #up() {
    const { log, userId } = this.#room;
    return log.questions.findLast(({ message, state }) => message.from_user === userId && isHand(message) && isOpen(state))?.message;
  }

  /** @param {import('../kept.js').Kept|undefined} up */
  #send(up) {
    this.#room.send(up
      ? { type: 'instructor_inbox', context: STATUS, content: { status: 'done', in_reply_to: up.id } }
      // The text is for programs that know no hands.
      : { type: 'instructor_inbox', context: HAND, content: { text: words.handUp } });
    this.#page.redraw();
  }
}
