/**
 * Names of a class that are claimed, as its teacher sees them: who asks to be let in, who has a name, and cards.
 *
 * @module parts/class-people
 *
 * @typedef {import('../main.js').Page} Page
 * @typedef {import('../classroom.js').Classroom} Classroom
 * @typedef {import('../people-calls.js').Request} Request
 * @typedef {import('../people-calls.js').Claim} Claim
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { claimsOf, decide, release, requestsOf } from '../people-calls.js';
import { CallError } from '../switchboard.js';
import { words } from '../words.js';
import { Dialog } from './dialog.js';
import { problemWords } from './problems.js';

/** Where a whole class comes at once, the server is not asked for each one. */
const PAUSE_MS = 500;

export class ClassPeople {
  #page;
  #room;
  #dialog;
  /** @type {Request[]} */
  #requests = [];
  /** By user id. @type {Map<string, Claim>} */
  #claims = new Map();
  #problem = '';
  /** Whether the server is being asked, and whether it has to be once more. */
  #looking = false;
  #again = false;

  /** @param {Page} page @param {Classroom} classroom */
  constructor(page, classroom) {
    this.#page = page;
    this.#room = classroom;
    this.#dialog = new Dialog(page);
    classroom.asked = (user) => {
      if (user === undefined || !this.#claims.has(user)) this.#look();
    };
    this.#look();
  }

  leave() {
    this.#room.asked = null;
  }

  /** Who waits. */
  template() {
    return html`
      ${this.#problem ? html`<p role="alert" class="problem">${this.#problem}</p>` : nothing}
      ${this.#dialog.template()}
      <div role="status">
        ${this.#requests.length ? html`
          <section class="card" aria-labelledby="asking">
            <h2 id="asking">${words.askingForNames}</h2>
            <p>${words.compareNumbers}</p>
            <ul class="classes">${this.#requests.map((one) => this.#request(one))}</ul>
          </section>` : nothing}
      </div>`;
  }

  /** @param {Request} request */
  #request(request) {
    const name = this.#room.nameOf(request.user_id);
    return html`
      <li>
        <strong class="join-code">${request.number}</strong> <span dir="auto">${name}</span>
        <button class="small" aria-label=${words.letInName(name, request.number)} @click=${() => this.#decide(request, true)}>${words.letIn}</button>
        <button class="small outline secondary" aria-label=${words.turnDownName(name, request.number)}
          @click=${() => this.#decide(request, false)}>${words.turnDown}</button>
      </li>`;
  }

  /** Whether and how somebody has a name; empty where nobody has it. @param {string} user */
  claimWords(user) {
    const claim = this.#claims.get(user);
    return claim ? { device: words.claimedByDevice, card: words.claimedByCard }[claim.by] : '';
  }

  /** @param {string} user @param {string} name */
  releaseButton(user, name) {
    if (!this.#claims.has(user)) return nothing;
    return html`<button class="small outline secondary" aria-label=${words.releaseName(name)}
      @click=${() => this.#dialog.open(words.releaseName(name), () => this.#sure(user, name))}>${words.releaseShort}</button>`;
  }

  /** @param {string} user @param {string} name */
  #sure(user, name) {
    return html`
      <p dir="auto">${words.releaseSure(name)}</p>
      <footer>
        <button class="secondary" autofocus @click=${this.#dialog.close}>${words.cancel}</button>
        <button @click=${() => this.#release(user)}>${words.releaseShort}</button>
      </footer>`;
  }

  /** Making cards, which voids those before. */
  cards() {
    return html`<p><button class="small outline" @click=${() => this.#dialog.open(words.cards, this.#cardsSure)}>${words.cards}</button></p>`;
  }

  #cardsSure = () => html`
    <p>${words.cardsSure}</p>
    <footer>
      <button class="secondary" autofocus @click=${this.#dialog.close}>${words.cancel}</button>
      <button @click=${this.#print}>${words.makeCards}</button>
    </footer>`;

  #print = () => {
    this.#dialog.close();
    return this.#do(async () => {
      const { printCards } = await import('../cards.js');
      await printCards(this.#room.session);
    });
  };

  /** @param {string} user */
  #release(user) {
    this.#dialog.close();
    return this.#do(() => release(this.#room.session.id, user));
  }

  /** @param {Request} request @param {boolean} approve */
  #decide({ request }, approve) {
    return this.#do(() => decide(this.#room.session.id, request, approve));
  }

  /** @param {() => Promise<unknown>} act */
  async #do(act) {
    this.#problem = '';
    try {
      await act();
    } catch (error) {
      // Another teacher was quicker, or who asked has gone: the list, which is read anew, says so.
      const isOver = error instanceof CallError && ['request_not_found', 'student_not_found'].includes(error.reason);
      if (!isOver) this.#problem = problemWords(error);
    }
    await this.#look();
  }

  /** Of several wishes to look while the server answers, one is left. */
  async #look() {
    this.#again = true;
    if (this.#looking) return;
    this.#looking = true;
    try {
      while (this.#again) {
        this.#again = false;
        const { id } = this.#room.session;
        const [requests, claims] = await Promise.all([requestsOf(id), claimsOf(id)]);
        this.#requests = requests;
        this.#claims = new Map(claims.map((claim) => [claim.user_id, claim]));
        this.#page.redraw();
        if (this.#again) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    } catch (error) {
      this.#problem = problemWords(error);
    }
    this.#looking = false;
    this.#page.redraw();
  }
}
