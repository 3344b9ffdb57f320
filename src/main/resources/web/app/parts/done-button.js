/** A student says to be done with a task, or not after all. @module parts/done-button */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { STATUS } from '../question-state.js';
import { words } from '../words.js';
import { obstacleTo } from './connection.js';

export class DoneButton {
  #page;
  #room;

  /** @param {{redraw: () => void}} page @param {import('../classroom.js').Classroom} classroom */
  constructor(page, classroom) {
    this.#page = page;
    this.#room = classroom;
  }

  /** @param {import('../tasks.js').Task} task */
  template(task) {
    const { id } = /** @type {import('../kept.js').Kept} */ (task.asked.get(this.#room.userId));
    const unsaved = this.#room.unsaved.findLast(({ draft }) => draft.type === 'analytics' && draft.content?.in_reply_to === id);
    const isDone = unsaved ? unsaved.draft.content?.status === 'done' : task.done.has(this.#room.userId);
    if (task.closed || obstacleTo(this.#room)) return isDone ? html`<small class="tag">${words.isDone}</small>` : nothing;
    return html`
      <p class="done">
        <button type="button" class="small ${isDone ? '' : 'outline'}" aria-pressed=${isDone ? 'true' : 'false'}
          @click=${() => this.#say(id, isDone ? 'open' : 'done')}>${words.iAmDone}</button>
        ${unsaved ? html`<small class="sending">${words.sending}</small>` : nothing}
      </p>`;
  }

  /** @param {string} request the id of the message that asked @param {'done'|'open'} status */
  #say(request, status) {
    this.#room.send({ type: 'analytics', context: STATUS, content: { status, in_reply_to: request } });
    this.#page.redraw();
  }
}
