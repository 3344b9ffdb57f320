/**
 * What the whole class may see, large, in a window of its own: how to join, who many are there, what is to be done. It shows
 * what the tab of the teacher tells it, and says so when that is gone.
 *
 * @module views/projector
 *
 * @typedef {import('../main.js').Page} Page
 * @typedef {import('../projector-feed.js').Projected} Projected
 * @typedef {import('../projector-feed.js').ProjectedTask} ProjectedTask
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { placeIn } from '../addresses.js';
import { shownName } from '../names.js';
import { ASKS, channelOf, EVERY_MS, GONE, SILENCE_MS } from '../projector-feed.js';
import { timeOf, words } from '../words.js';
import { bars } from '../parts/bars.js';
import { wayIn } from '../parts/join-code.js';
import { wholeBody } from '../parts/message.js';

export class ProjectorView {
  #page;
  #teacher;
  #channel;
  #timer;
  /** What was told last. @type {Projected|null} */
  #told = null;
  #toldAt = Date.now();
  #gone = false;

  /** @param {Page} page @param {string} session @param {string} user who teaches */
  constructor(page, session, user) {
    this.#page = page;
    this.#teacher = placeIn(session, 'instructor', user);
    this.#channel = new BroadcastChannel(channelOf(session, user));
    this.#channel.onmessage = ({ data }) => this.#heard(data);
    this.#timer = setInterval(this.#ask, EVERY_MS);
    this.#channel.postMessage(ASKS);
  }

  get title() {
    return this.#told ? `${words.projector}: ${shownName(this.#told.name)}` : words.projector;
  }

  leave() {
    clearInterval(this.#timer);
    this.#channel.close();
  }

  template() {
    const told = this.#told;
    return html`
      <div class="projector">
        <h1 class="class-name" dir="auto">${told ? shownName(told.name) : words.projector}</h1>
        <p role="status" class="problem">${this.#gone ? this.#goneWords() : ''}</p>
        ${this.#gone ? html`<p><a href=${this.#teacher} target="_blank">${words.openTeacher}</a></p>` : nothing}
        ${told ? this.#shown(told) : nothing}
      </div>`;
  }

  /** @param {Projected} told */
  #shown(told) {
    if (told.ended) return html`<p>${words.classHasEnded}</p>`;
    return html`
      <div class="projector-columns">
        <section class="projected" aria-labelledby="way-in">
          <h2 id="way-in" class="sr-only">${words.join}</h2>
          ${wayIn(told)}
          <p class="projector-count">${words.areHere(told.here, told.students)}</p>
        </section>
        ${told.task ? this.#task(told.task) : nothing}
      </div>`;
  }

  /** What is to be done, and what has come of it: how many have answered, and below it what. @param {ProjectedTask} task */
  #task({ said, asked, answered, answers, options, counts }) {
    return html`
      <section aria-labelledby="task">
        <h2 id="task">${words.task}</h2>
        ${wholeBody(said)}
        <p class="projector-count">${words.answersOf(answered, asked)}</p>
        ${counts ? bars(counts) : nothing}
        ${options.length && !counts ? html`<ul>${options.map((option) => html`<li><bdi>${option}</bdi></li>`)}</ul>` : nothing}
        ${answers.length ? html`
          <ul class="projector-answers" aria-label=${words.sheetAnswers}>${answers.map((answer) => html`<li>${wholeBody(answer)}</li>`)}</ul>` : nothing}
      </section>`;
  }

  #goneWords() {
    return this.#told ? words.teacherGone(timeOf(this.#toldAt)) : words.teacherMissing;
  }

  #ask = () => {
    this.#channel.postMessage(ASKS);
    const gone = this.#gone || Date.now() - this.#toldAt > SILENCE_MS;
    if (gone === this.#gone) return;
    this.#gone = gone;
    this.#page.redraw();
  };

  /** @param {unknown} data */
  #heard(data) {
    if (data === ASKS) return; // another window like this one
    this.#gone = data === GONE;
    if (!this.#gone) {
      this.#told = /** @type {Projected} */ (data);
      this.#toldAt = Date.now();
    }
    this.#page.redraw();
  }
}
