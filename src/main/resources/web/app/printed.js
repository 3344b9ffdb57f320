/**
 * What of a class can be printed at once: the first messages, whole, as many as a browser lays out without minutes of silence.
 *
 * @module printed
 *
 * @typedef {import('./switchboard.js').Message} Message
 */

const MOST_MESSAGES = 10_000;
const MOST_CHARS = 10_000_000;

export class Printed {
  /** @type {Message[]} */
  messages = [];
  /** How many there are, with those for which there is no room. */
  count = 0;
  #fits;
  #chars = 0;

  /** @param {(message: any) => boolean} fits which are wanted */
  constructor(fits) {
    this.#fits = fits;
  }

  /** @param {readonly Message[]} messages the next ones of the class */
  add(messages) {
    for (const message of messages) if (this.#fits(message)) this.#take(message);
  }

  /** @param {Message} message */
  #take(message) {
    this.count += 1;
    this.#chars += JSON.stringify(message.content).length;
    if (this.count <= MOST_MESSAGES && this.#chars <= MOST_CHARS) this.messages.push(message);
  }
}
