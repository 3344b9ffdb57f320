/**
 * What somebody who listens to a screen reader is told while the class goes on.
 *
 * @module parts/news
 *
 * @typedef {import('../classroom.js').Classroom} Classroom
 * @typedef {import('../kept.js').Kept} Kept
 */

import { words } from '../words.js';

export class News {
  #room;
  #wordsOf;
  /** Up to where messages were told of, or were there before. */
  #heard = 0;

  /**
   * @param {Classroom} classroom
   * @param {Record<string, (from: string, message: Kept) => string>} wordsOf what to say of a message, by
   *   its type; of others nothing is said
   */
  constructor(classroom, wordsOf) {
    this.#room = classroom;
    this.#wordsOf = wordsOf;
  }

  /** Tells of the last of those that have come: one's own is saved. */
  tell() {
    const isOwn = (/** @type {Kept} */ { from_user: from }) => from === this.#room.userId;
    const last = this.#findLast((message) => isOwn(message) || message.type in this.#wordsOf);
    this.#heard = this.#room.log.messages.at(-1)?.seq ?? 0;
    const region = document.getElementById('news');
    if (!last || !region || !['live', 'polling'].includes(this.#room.status.name)) return;
    region.textContent = isOwn(last) ? words.saved : this.#wordsOf[last.type](this.#room.nameOf(last.from_user), last);
  }

  /** Of those that are new. @param {(message: Kept) => boolean} wanted @returns {Kept|undefined} */
  #findLast(wanted) {
    const { messages } = this.#room.log;
    for (let i = messages.length - 1; i >= 0 && messages[i].seq > this.#heard; i -= 1) {
      if (wanted(messages[i])) return messages[i];
    }
    return undefined;
  }
}
