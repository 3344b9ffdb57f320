/** The options of a task, for the student who chooses one: with a tap, or by the arrow keys and Enter. @module parts/options */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { optionsOf, shownAnswer } from '../choice.js';
import { words } from '../words.js';
import { obstacleTo } from './connection.js';
import { savedMark } from './message.js';

const STEPS = new Map([['ArrowDown', 1], ['ArrowRight', 1], ['ArrowUp', -1], ['ArrowLeft', -1]]);

export class Options {
  #page;
  #room;
  /** Why nothing was sent, by the id of the request. @type {Map<string, string>} */
  #problems = new Map();
  /** Which one has the place in the order of the tabulator, by the id of the request. @type {Map<string, number>} */
  #at = new Map();

  /** @param {{redraw: () => void}} page @param {import('../classroom.js').Classroom} classroom */
  constructor(page, classroom) {
    this.#page = page;
    this.#room = classroom;
  }

  /**
   * @param {import('../tasks.js').Task} task that has options
   * @param {import('../switchboard.js').Draft|undefined} unsaved the last answer, where it is not saved yet
   */
  template(task, unsaved) {
    const asked = /** @type {import('../kept.js').Kept} */ (task.asked.get(this.#room.userId));
    const options = optionsOf(asked.content);
    const last = task.answers.get(this.#room.userId)?.at(-1);
    const chosen = unsaved ? unsaved.content?.text : last && shownAnswer(task, last).content.text;
    const obstacle = task.closed ? words.taskIsClosed : obstacleTo(this.#room);
    const problem = obstacle && this.#problems.get(asked.id);
    const at = this.#at.get(asked.id) ?? Math.max(0, options.indexOf(chosen));
    return html`
      <div role="radiogroup" class="options" aria-label=${words.yourAnswer} aria-describedby="options-${asked.seq}"
        aria-disabled=${obstacle ? 'true' : nothing} @keydown=${(/** @type {KeyboardEvent} */ event) => this.#byKey(event, asked, options, at)}>
        ${options.map((option, i) => html`
          <button type="button" role="radio" id="option-${asked.seq}-${i}" class=${option === chosen ? 'option' : 'option outline'} dir="auto"
            aria-checked=${option === chosen ? 'true' : 'false'} tabindex=${i === at ? 0 : -1}
            @click=${() => this.#choose(asked, i, option === chosen, obstacle)}>${option}</button>`)}
      </div>
      <small id="options-${asked.seq}">${problem ? html`<span class="problem" role="alert">${problem}</span>` : words.oneTap}
        ${unsaved || last ? savedMark(!unsaved) : nothing}</small>`;
  }

  /**
   * @param {import('../kept.js').Kept} asked
   * @param {number} choice its place
   * @param {boolean} isChosen already
   * @param {string} obstacle
   */
  #choose(asked, choice, isChosen, obstacle) {
    const { id, context } = asked;
    this.#at.set(id, choice);
    this.#problems.set(id, obstacle);
    if (!obstacle && !isChosen) {
      const text = optionsOf(asked.content)[choice];
      this.#room.send({ type: 'request_response', context, content: { choice, text, in_reply_to: id } });
    }
    this.#page.redraw();
  }

  /** The arrows go from one to the next and choose none: each choice is an answer. */
  #byKey(/** @type {KeyboardEvent} */ event, /** @type {import('../kept.js').Kept} */ { id, seq }, /** @type {readonly string[]} */ options, /** @type {number} */ at) {
    const step = STEPS.get(event.key);
    if (step === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const next = (at + step + options.length) % options.length;
    this.#at.set(id, next);
    this.#page.redraw();
    document.getElementById(`option-${seq}-${next}`)?.focus();
  }
}
