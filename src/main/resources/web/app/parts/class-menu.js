/**
 * Inviting to the class, showing it on a projector, and ending it.
 *
 * @module parts/class-menu
 *
 * @typedef {import('../main.js').Page} Page
 * @typedef {import('../main.js').FieldEvent} FieldEvent
 * @typedef {import('../classroom.js').Classroom} Classroom
 * @typedef {import('../projector-feed.js').ProjectorFeed} ProjectorFeed
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { live } from '../lib/lit-html/directives/live.js';
import { shownName } from '../names.js';
import { words } from '../words.js';
import { copyField } from './copy-field.js';
import { Dialog } from './dialog.js';
import { qrCode, wayIn } from './join-code.js';
import { problemWords } from './problems.js';

/** Students that fit on a projector beside the link. */
const PROJECTED = 40;

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

export class ClassMenu {
  #page;
  #room;
  #code;
  #feed;
  #invites;
  #dialog;
  /** What came of copying the link. */
  #copied = '';
  #problem = '';

  /**
   * @param {Page} page @param {Classroom} classroom @param {import('./join-code.js').ClassCode} code
   * @param {ProjectorFeed} feed
   */
  constructor(page, classroom, code, feed) {
    this.#page = page;
    this.#room = classroom;
    this.#code = code;
    this.#feed = feed;
    this.#dialog = new Dialog(page);
    // A class in which nobody has said anything yet was just opened: the first thing to do is to invite.
    this.#invites = !classroom.ended && Date.now() - Date.parse(classroom.session.start_time) < 60_000;
    if (this.#invites) code.look();
  }

  template() {
    if (this.#room.ended) return nothing;
    return html`
      <div class="class-menu">
        <button class="small" aria-expanded=${this.#invites ? 'true' : 'false'} aria-controls="invite" @click=${this.#toggleInvite}>${words.invite}</button>
        <button class="small outline" @click=${this.#project}>${words.projector}</button>
        <button class="small secondary" @click=${() => this.#dialog.open(words.endClass, this.#end)}>${words.endClass}</button>
      </div>
      ${this.#feed.isWatched && this.#feed.task ? this.#onProjector() : nothing}
      ${this.#invites ? this.#invite() : nothing}
      ${this.#dialog.template()}
      ${this.#problem ? html`<p role="alert" class="problem">${this.#problem}</p>` : nothing}`;
  }

  #invite() {
    const { student_ids: ids } = this.#room.session;
    const { link } = this.#code;
    return html`
      <div class="invite card" id="invite">
        ${qrCode(link)}
        <div>
          <p>${words.inviteIntro}</p>
          ${this.#code.template()}
          ${copyField('link', words.joinLink, link, this.#hasCopied)}
          ${this.#whoReachesIt()}
          <button class="small secondary" @click=${() => this.#dialog.open(words.joinLink, this.#large)}>${words.large}</button>
          <p class="saved" role="status">${this.#copied}</p>
        </div>
        <div>
          <p>${words.studentCount(ids.length)}</p>
          <ul class="enrolled">
            ${ids.slice(0, PROJECTED).map((id) => html`<li dir="auto">${this.#room.nameOf(id)}</li>`)}
            ${ids.length > PROJECTED ? html`<li>${words.andMore(ids.length - PROJECTED)}</li>` : nothing}
          </ul>
        </div>
      </div>`;
  }

  #end = () => html`
    <p>${words.endSure}</p>
    <footer>
      <button class="secondary" autofocus @click=${this.#dialog.close}>${words.cancel}</button>
      <button @click=${this.#endNow}>${words.endNow}</button>
    </footer>`;

  /** For a projector: read from the last row. */
  #large = () => html`
    <div class="projected">
      <p class="projected-name" dir="auto">${shownName(this.#room.session.name)}</p>
      ${wayIn(this.#code)}
    </div>
    <footer><button autofocus @click=${this.#dialog.close}>${words.close}</button></footer>`;

  /** What the link means, where that is not what one expects. */
  #whoReachesIt() {
    if (LOOPBACK.test(location.hostname)) return html`<p class="problem">${words.onlyHere}</p>`;
    return this.#room.identity ? nothing : html`<p><small>${words.everybodyBelieved}</small></p>`;
  }

  #toggleInvite = () => {
    this.#invites = !this.#invites;
    if (this.#invites) this.#code.look();
    this.#page.redraw();
  };

  /** In a window of its own, which can stand on another screen. Once it is there, it is brought to the front. */
  #project = () => {
    const { session: { id }, userId } = this.#room;
    const opened = open(`#/class/${id}/projector/${userId}`, `switchboard-projector-${id}`, 'popup,width=1280,height=720');
    opened?.focus();
    this.#problem = opened ? '' : words.windowBlocked;
    this.#page.redraw();
  };

  #onProjector() {
    const changed = (/** @type {FieldEvent} */ event) => {
      this.#feed.showsAnswers = event.target.checked;
      this.#page.redraw();
    };
    return html`
      <label class="on-projector">
        <input type="checkbox" .checked=${live(this.#feed.showsAnswers)} @change=${changed}> ${words.projectAnswers}
      </label>`;
  }

  /** @param {string} said */
  #hasCopied = (said) => {
    this.#copied = said;
    this.#page.redraw();
  };

  #endNow = async () => {
    this.#dialog.close();
    try {
      await this.#room.end();
      this.#problem = '';
    } catch (error) {
      this.#problem = problemWords(error);
    }
    this.#page.redraw();
  };
}
