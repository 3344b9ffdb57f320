/**
 * Who teaches here: signing out, a further device of one's own, other teachers, and the invites that are open.
 *
 * @module parts/teachers
 *
 * @typedef {import('../main.js').Page} Page
 * @typedef {import('../main.js').DetailsEvent} DetailsEvent
 * @typedef {import('../identities.js').Identity} Identity
 * @typedef {import('../people-calls.js').Invite} Invite
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { absolute } from '../addresses.js';
import { shownName } from '../names.js';
import { invite, openInvites, takeBackInvite } from '../people-calls.js';
import { timeOf, words } from '../words.js';
import { copyField } from './copy-field.js';
import { Dialog } from './dialog.js';
import { problemWords } from './problems.js';
import { drawnQrCode } from './qr-drawing.js';
import { Who } from './who.js';

export class Teachers {
  #page;
  #teacher;
  #name;
  #who;
  #dialog;
  /** Null until they are here. @type {Invite[]|null} */
  #invites = null;
  #problem = '';
  #copied = '';
  #busy = false;

  /** @param {Page} page @param {Identity} teacher */
  constructor(page, teacher) {
    this.#page = page;
    this.#teacher = teacher;
    this.#name = shownName(teacher.name ?? '', teacher.userId);
    this.#who = new Who(page, teacher, this.#name);
    this.#dialog = new Dialog(page);
  }

  template() {
    return html`
      <p dir="auto"><strong>${words.signedInAs(this.#name)}</strong> ${this.#who.template()}</p>
      <details @toggle=${(/** @type {DetailsEvent} */ event) => event.target.open && this.#look()}>
        <summary>${words.teachersAndDevices}</summary>
        <p>
          <button type="button" class="small" aria-disabled=${this.#busy ? 'true' : nothing}
            @click=${() => this.#invite(words.inviteTeacher, words.inviteTeacherHelp)}>${words.inviteTeacher}</button>
          <button type="button" class="small outline" aria-disabled=${this.#busy ? 'true' : nothing}
            @click=${() => this.#invite(words.myOtherDevice, words.myOtherDeviceHelp, this.#teacher.userId)}>${words.myOtherDevice}</button>
        </p>
        ${this.#problem ? html`<p role="alert" class="problem">${this.#problem}</p>` : nothing}
        ${this.#open()}
      </details>
      ${this.#dialog.template()}`;
  }

  #open() {
    if (!this.#invites) return nothing;
    if (this.#invites.length === 0) return html`<p role="status">${words.noOpenInvites}</p>`;
    return html`
      <h3>${words.openInvites}</h3>
      <ul class="classes" aria-label=${words.openInvites}>
        ${this.#invites.map((one) => html`
          <li>
            <span>${one.user_id ? words.inviteForDevice(one.user_id) : words.inviteForTeacher}</span>
            <small>${one.created_by ? html`${words.invitedBy(one.created_by)}, ` : nothing}${words.holdsUntil(timeOf(one.expires_at))}</small>
            <button type="button" class="small outline secondary" aria-label=${words.takeBackInvite(timeOf(one.expires_at))}
              @click=${() => this.#do(() => takeBackInvite(one.id))}>${words.takeBackShort}</button>
          </li>`)}
      </ul>`;
  }

  /** Holds up nobody who knows already what they want. */
  #look = async () => {
    try {
      this.#invites = await openInvites();
    } catch (error) {
      this.#problem = problemWords(error);
    }
    this.#page.redraw();
  };

  /** @param {string} label @param {string} help @param {string} [ownId] */
  #invite = (label, help, ownId) => this.#do(async () => {
    const { invite: route, expires_at: until } = await invite(ownId);
    const link = absolute(route);
    this.#copied = '';
    this.#dialog.open(label, () => html`
      <p>${help} ${words.linkOnce(timeOf(until))}</p>
      ${drawnQrCode(link)}
      ${copyField('invite-link', words.linkToPassOn, link, (said) => {
        this.#copied = said;
        this.#page.redraw();
      })}
      <p class="saved" role="status">${this.#copied}</p>
      <footer><button type="button" autofocus @click=${this.#dialog.close}>${words.close}</button></footer>`);
  });

  /** @param {() => Promise<unknown>} act */
  async #do(act) {
    if (this.#busy) return;
    this.#busy = true;
    this.#problem = '';
    try {
      await act();
      this.#invites = await openInvites();
    } catch (error) {
      this.#problem = problemWords(error);
    }
    this.#busy = false;
    this.#page.redraw();
  }
}
