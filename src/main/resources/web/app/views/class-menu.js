/** Inviting to the class, and ending it. @module views/class-menu */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { words } from '../words.js';
import { problemWords } from './problems.js';

/** Students that fit on a projector beside the link. */
const PROJECTED = 40;

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

export class ClassMenu {
  #page;
  #room;
  #invites;
  #asksToEnd = false;
  #copied = false;
  #problem = '';

  constructor(page, classroom) {
    this.#page = page;
    this.#room = classroom;
    // A class in which nobody has said anything yet was just opened: the first thing to do is to invite.
    this.#invites = Date.now() - Date.parse(classroom.session.start_time) < 60_000;
  }

  template() {
    if (this.#room.ended) return nothing;
    return html`
      <div class="class-menu">
        <button class="small" aria-expanded=${this.#invites ? 'true' : 'false'} aria-controls="invite" @click=${this.#toggleInvite}>${words.invite}</button>
        <button class="small secondary" @click=${() => this.#askToEnd(true)}>${words.endClass}</button>
      </div>
      ${this.#invites ? this.#invite() : nothing}
      ${this.#asksToEnd ? this.#end() : nothing}
      ${this.#problem ? html`<p role="alert" class="problem">${this.#problem}</p>` : nothing}`;
  }

  #invite() {
    const { student_ids: ids } = this.#room.session;
    const link = new URL(`#/class/${this.#room.session.id}`, document.baseURI.replace(/#.*/, '')).href;
    return html`
      <div class="invite card" id="invite">
        <img src="qr.svg?text=${encodeURIComponent(link)}" alt=${words.qrCode} width="220" height="220">
        <div>
          <p>${words.inviteIntro}</p>
          <label for="link">${words.joinLink}</label>
          <div class="with-button">
            <input id="link" readonly .value=${link} @focus=${(event) => event.target.select()}>
            <button class="small" @click=${() => this.#copy(link)}>${this.#copied ? words.copied : words.copy}</button>
          </div>
          ${LOOPBACK.test(location.hostname) ? html`<p class="problem">${words.onlyHere}</p>` : nothing}
          <p class="sr-only" role="status">${this.#copied ? words.copied : ''}</p>
        </div>
        <div>
          <p>${words.studentCount(ids.length)}</p>
          <ul class="enrolled">
            ${ids.slice(0, PROJECTED).map((id) => html`<li>${id}</li>`)}
            ${ids.length > PROJECTED ? html`<li>${words.andMore(ids.length - PROJECTED)}</li>` : nothing}
          </ul>
        </div>
      </div>`;
  }

  #end() {
    return html`
      <dialog open aria-label=${words.endClass} @keydown=${(event) => event.key === 'Escape' && this.#askToEnd(false)}>
        <article>
          <p>${words.endSure}</p>
          <footer>
            <button class="secondary" id="cancel-end" @click=${() => this.#askToEnd(false)}>${words.cancel}</button>
            <button @click=${this.#endNow}>${words.endNow}</button>
          </footer>
        </article>
      </dialog>`;
  }

  #toggleInvite = () => {
    this.#invites = !this.#invites;
    this.#page.redraw();
  };

  /** Plain http pages have no clipboard, so the link is selected for whoever copies by hand. */
  async #copy(link) {
    try {
      await navigator.clipboard.writeText(link);
      this.#copied = true;
    } catch {
      document.getElementById('link')?.focus();
    }
    this.#page.redraw();
  }

  #askToEnd(asks) {
    this.#asksToEnd = asks;
    this.#page.redraw();
    if (asks) document.getElementById('cancel-end')?.focus();
  }

  #endNow = async () => {
    this.#asksToEnd = false;
    try {
      await this.#room.end();
      this.#problem = '';
    } catch (error) {
      this.#problem = problemWords(error);
    }
    this.#page.redraw();
  };
}
