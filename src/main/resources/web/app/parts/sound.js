/** A short sound when somebody wants something of this user; off until it is asked for. @module parts/sound */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { isWithdrawal } from '../question-state.js';
import { words } from '../words.js';

const PLACE = 'switchboard sound';
const ON = 'on';
/** However much comes, there is no more than one in this time. */
const PAUSE_MS = 2_000;
/** A browser that may play says so at once; one that may not says nothing. */
const PATIENCE_MS = 1_000;
const HERTZ = 880;
const SECONDS = 0.2;
const LOUDNESS = 0.2;

/** What rings, by role. */
const RINGS = {
  instructor: ['instructor_inbox'],
  student: ['request', 'inbox_response', 'instructor_broadcast'],
};

export class Sound {
  #page;
  #role;
  #on = isKeptOn();
  /** Whether the browser let nothing be heard the last time. */
  #refused = false;
  /** @type {AudioContext|null} */
  #context = null;
  #notBefore = 0;

  /** @param {{redraw: () => void}} page @param {'student'|'instructor'} role */
  constructor(page, role) {
    this.#page = page;
    this.#role = role;
  }

  template() {
    return html`
      <button class="small secondary ${this.#on ? '' : 'outline'}" aria-pressed=${this.#on ? 'true' : 'false'} title=${words.soundHelp}
        @click=${this.#toggle}>${words.sound}</button>
      ${this.#on && this.#refused ? html`<small role="status" class="unsaved">${words.soundRefused}</small>` : nothing}`;
  }

  /** @param {import('../switchboard.js').Message} message that has just come */
  heard(message) {
    if (RINGS[this.#role].includes(message.type) && !isWithdrawal(message)) this.#ring();
  }

  /** Browsers let a page make few of what plays. */
  leave() {
    this.#context?.close();
    this.#context = null;
  }

  /** Whoever turns it on hears how it sounds. */
  #toggle = () => {
    this.#on = !this.#on;
    keepOn(this.#on);
    this.#ring();
    this.#page.redraw();
  };

  async #ring() {
    const now = performance.now();
    if (!this.#on || now < this.#notBefore) return;
    this.#notBefore = now + PAUSE_MS;
    const refused = !(await this.#play());
    if (refused === this.#refused) return;
    this.#refused = refused;
    this.#page.redraw();
  }

  /** @returns {Promise<boolean>} whether the browser lets it be heard */
  async #play() {
    if (!('AudioContext' in globalThis)) return false;
    const context = this.#context ??= new AudioContext();
    const plays = await Promise.race([
      context.resume().then(() => context.state === 'running', () => false),
      new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS, false); }),
    ]);
    if (plays) beep(context);
    else this.leave(); // the next one may be allowed, when somebody has pressed something
    return plays;
  }
}

/** @param {AudioContext} context */
function beep(context) {
  const tone = new OscillatorNode(context, { frequency: HERTZ });
  const volume = new GainNode(context, { gain: LOUDNESS });
  volume.gain.setTargetAtTime(0, context.currentTime + SECONDS / 2, SECONDS / 8); // what stops at once clicks
  tone.connect(volume).connect(context.destination);
  tone.start();
  tone.stop(context.currentTime + SECONDS);
}

function isKeptOn() {
  try {
    return localStorage.getItem(PLACE) === ON;
  } catch {
    return false; // a browser that keeps nothing
  }
}

/** @param {boolean} on */
function keepOn(on) {
  try {
    if (on) localStorage.setItem(PLACE, ON);
    else localStorage.removeItem(PLACE);
  } catch {
    // full, or a browser that keeps nothing: it is so until the page is loaded again
  }
}
