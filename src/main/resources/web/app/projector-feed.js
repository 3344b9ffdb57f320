/**
 * What the window on a projector shows, told by the tab of the teacher: that window has no connection of its own, which would
 * take the teacher's. The window asks each second, and the tab answers from what it knows then; a tab in the background is
 * given no frames and few timers, but gets messages.
 *
 * @module projector-feed
 *
 * @typedef {import('./classroom.js').Classroom} Classroom
 * @typedef {import('./tasks.js').Task} Task
 * @typedef {import('./kept.js').Kept} Kept
 * @typedef {import('./kept.js').Shown} Shown
 *
 * @typedef {object} Projected
 * @property {string} name  of the class
 * @property {boolean} ended
 * @property {string} code  with which one joins, or empty
 * @property {string} link  that leads into the class
 * @property {number} here  students who are connected
 * @property {number} students
 * @property {ProjectedTask|null} task
 *
 * @typedef {object} ProjectedTask
 * @property {Shown} said
 * @property {number} asked    of how many
 * @property {number} answered by how many
 * @property {Shown[]} answers without anybody's name; none unless the teacher wants them to be seen
 * @property {readonly string[]} options  from which one is to be chosen, if it is such a question
 * @property {ReturnType<typeof withoutNames>|null} counts  how many chose which; null unless the teacher wants that to be seen
 */

import { optionsOf, tally, withoutNames } from './choice.js';
import { isCode, textOf } from './kept.js';

/** What the window says. */
export const ASKS = 'asks';
/** What the tab says when it goes. */
export const GONE = 'gone';
/** The window asks this often. */
export const EVERY_MS = 1_000;
/** Who has said nothing for so long is not there any more. */
export const SILENCE_MS = 5_000;

const MOST_ANSWERS = 60;

/** @param {string} session @param {string} user who teaches @returns {string} the name of the channel between the two */
export function channelOf(session, user) {
  return `switchboard projector ${session} ${user}`;
}

export class ProjectorFeed {
  #room;
  #way;
  #channel;
  /** When the window has asked last. */
  #asked = -Infinity;
  /** The task whose answers are to be seen: for each one it is wanted anew. */
  #shown = '';

  /**
   * @param {Classroom} room
   * @param {{code: string, link: string, keepFresh: () => Promise<void>}} way how one joins
   */
  constructor(room, way) {
    this.#room = room;
    this.#way = way;
    this.#channel = new BroadcastChannel(channelOf(room.session.id, room.userId));
    this.#channel.onmessage = ({ data }) => {
      if (data === ASKS) this.#answer();
    };
    addEventListener('pagehide', this.#sayGone);
  }

  leave() {
    removeEventListener('pagehide', this.#sayGone);
    this.#sayGone();
    this.#channel.close();
  }

  /** Whether there is a window. */
  get isWatched() {
    return performance.now() - this.#asked < SILENCE_MS;
  }

  /** What the window shows of tasks, if there is one. */
  get task() {
    return presentTask(this.#room.log.tasks);
  }

  /** Whether the answers to that are to be seen. */
  get showsAnswers() {
    return this.#shown !== '' && this.#shown === this.task?.key;
  }

  set showsAnswers(shows) {
    this.#shown = shows ? this.task?.key ?? '' : '';
  }

  /** Of a tab that was taken over nobody hears any more: the other one answers. */
  #answer() {
    if (this.#room.status.name === 'replaced') return;
    this.#asked = performance.now();
    this.#way.keepFresh();
    this.#channel.postMessage(projected(this.#room, this.#way, this.showsAnswers));
  }

  #sayGone = () => this.#channel.postMessage(GONE);
}

/** The newest that goes on. What one alone was asked is between them. @param {readonly Task[]} tasks @returns {Task|undefined} */
export function presentTask(tasks) {
  return tasks.filter(({ asked, closed }) => asked.size > 1 && !closed).at(-1);
}

/**
 * What may be seen by the whole class: no names, questions or notes.
 *
 * @param {Pick<Classroom, 'session'|'ended'|'present'|'log'>} room
 * @param {{code: string, link: string}} way @param {boolean} showsAnswers
 * @returns {Projected}
 */
export function projected({ session, ended, present, log }, { code, link }, showsAnswers) {
  const task = presentTask(log.tasks);
  return {
    name: session.name,
    ended,
    code,
    link,
    here: [...present.values()].filter(({ role, online }) => role === 'student' && online).length,
    students: session.student_ids.length,
    task: task ? projectedTask(task, showsAnswers) : null,
  };
}

/** @param {Task} task @param {boolean} showsAnswers @returns {ProjectedTask} */
function projectedTask(task, showsAnswers) {
  const { first, asked, answers } = task;
  const options = optionsOf(first.content);
  const isChoice = options.length > 0;
  const last = [...answers.values()].slice(0, MOST_ANSWERS).map((own) => /** @type {Kept} */ (own.at(-1)));
  return {
    said: saidIn(first),
    asked: asked.size,
    answered: answers.size,
    answers: showsAnswers && !isChoice ? last.map(saidIn) : [],
    options,
    counts: showsAnswers && isChoice ? withoutNames(tally(task)) : null,
  };
}

/** What a message says, and nothing of who says it. @param {Kept} message @returns {Shown} */
function saidIn(message) {
  const text = textOf(message);
  return { content: isCode(message) ? { code: text } : { text } };
}
