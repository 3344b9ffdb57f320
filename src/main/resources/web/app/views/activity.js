/**
 * How each student is doing, as small plots over time.
 *
 * @module views/activity
 *
 * @typedef {import('../activity.js').Sample} Sample
 * @typedef {import('../classroom.js').Classroom} Classroom
 */

import { html, nothing, svg } from '../lib/lit-html/lit-html.js';
import { shownName } from '../names.js';
import { words } from '../words.js';
import '../parts/windowed-list.js';

const ROW_PX = 64;
/** On a phone the name stands above the plots. */
const NARROW_ROW_PX = 88;
const NARROW = matchMedia('(max-width: 30rem)');
const WIDTH = 120;
const HEIGHT = 36;
const MARGIN = 2;

export class ActivityView {
  #room;
  /** The line of each plot and its last sample: it is drawn anew when there is another. @type {WeakMap<object[], {last: object, line: string}>} */
  #lines = new WeakMap();

  /** @param {Classroom} classroom */
  constructor(classroom) {
    this.#room = classroom;
  }

  template() {
    const { students } = this.#room.log.activity;
    if (students.length === 0) return html`<p>${words.noActivity}</p>`;
    return html`<windowed-list class="activity" aria-label=${words.activity} .height=${NARROW.matches ? NARROW_ROW_PX : ROW_PX} .row=${this.#row}
      .items=${students}></windowed-list>`;
  }

  /** @param {string} student */
  #row = (student) => {
    const { numbers, more } = this.#room.log.activity.of(student);
    return html`
      <div class="plots">
        <strong dir="auto">${this.#room.nameOf(student)}</strong>
        ${[...numbers].map(([name, samples]) => this.#plot(name, samples))}
        ${more ? html`<small>${words.moreNumbers(more)}</small>` : nothing}
      </div>`;
  };

  /** @param {string} name @param {Sample[]} samples at least one */
  #plot(name, samples) {
    const label = words.lastValue(shownName(name), Math.round(samples[samples.length - 1].value * 100) / 100);
    return html`
      <figure class="plot">
        <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${label} preserveAspectRatio="none">
          ${svg`<polyline points=${this.#line(samples)}></polyline>`}
        </svg>
        <figcaption dir="auto">${label}</figcaption>
      </figure>`;
  }

  /** @param {Sample[]} samples */
  #line(samples) {
    const last = samples[samples.length - 1];
    const drawn = this.#lines.get(samples);
    if (drawn?.last === last) return drawn.line;
    const line = points(samples);
    this.#lines.set(samples, { last, line });
    return line;
  }
}

/** @param {Sample[]} samples */
function points(samples) {
  const from = samples[0].at;
  const span = Math.max(1, samples[samples.length - 1].at - from);
  const values = samples.map(({ value }) => value);
  const low = Math.min(0, ...values);
  const range = Math.max(...values) - low || 1;
  const x = (/** @type {number} */ at) => MARGIN + ((at - from) / span) * (WIDTH - 2 * MARGIN);
  const y = (/** @type {number} */ value) => HEIGHT - MARGIN - ((value - low) / range) * (HEIGHT - 2 * MARGIN);
  if (samples.length === 1) return `${MARGIN},${y(values[0])} ${WIDTH - MARGIN},${y(values[0])}`;
  return samples.map(({ at, value }) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
}
