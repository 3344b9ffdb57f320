/** What somebody who listens to a screen reader is told while the class goes on. @module parts/news */

import { words } from '../words.js';

export class News {
  #room;
  #wordsOf;
  /** Messages that were told of, or that were there before. */
  #heard = 0;

  /**
   * @param {import('../classroom.js').Classroom} classroom
   * @param {Record<string, (from: string) => string>} wordsOf what to say of a message, by its type; of others nothing is said
   */
  constructor(classroom, wordsOf) {
    this.#room = classroom;
    this.#wordsOf = wordsOf;
  }

  /** Tells of the last of those that have come: one's own is saved. */
  tell() {
    const { messages } = this.#room.log;
    const isOwn = ({ from_user: from }) => from === this.#room.userId;
    const last = messages.slice(this.#heard).findLast((message) => isOwn(message) || message.type in this.#wordsOf);
    this.#heard = messages.length;
    const region = document.getElementById('news');
    if (!last || !region || !['live', 'polling'].includes(this.#room.status.name)) return;
    region.textContent = isOwn(last) ? words.saved : this.#wordsOf[last.type](last.from_user);
  }
}
