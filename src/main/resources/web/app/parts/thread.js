/**
 * What is said below a question, and how the question stands, in words.
 *
 * @module parts/thread
 *
 * @typedef {import('../main.js').Page} Page
 * @typedef {import('../questions.js').Question} Question
 * @typedef {import('../kept.js').Kept} Kept
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { repeat } from '../lib/lit-html/directives/repeat.js';
import { isOpen, STATUS } from '../question-state.js';
import { durationOf, words } from '../words.js';
import { body, savedMark, sender, statusWords, time } from './message.js';
import { ShortLists } from './short-lists.js';

/** Of one question, the newest. */
const SHOWN = 5;
/** Of those who have answered one question, so many are named. */
const NAMED = 5;

export class Threads {
  #user;
  #lists;

  /** @param {Page} page @param {string} user who looks */
  constructor(page, user) {
    this.#user = user;
    this.#lists = new ShortLists(page, SHOWN);
  }

  /**
   * @param {Question} question
   * @param {(part: Kept) => unknown} [below] what stands below a part
   */
  template(question, below = () => nothing) {
    const { message: { id }, thread } = question;
    const newest = [...thread].reverse();
    return html`
      ${this.#lists.more(id, newest)}
      ${repeat(this.#lists.of(id, newest).reverse(), (part) => part.id, (part) => this.#part(question, part, below))}`;
  }

  /** @param {Question} question @param {Kept} part @param {(part: Kept) => unknown} below */
  #part(question, part, below) {
    const isFollowUp = part.type === 'instructor_inbox';
    const isOwn = isFollowUp && part.from_user === this.#user;
    return html`
      <div class=${isFollowUp ? 'own' : 'reply'}>
        <small>${sender(part)} ${time(part.timestamp)} ${tagsOf(part)}</small>
        ${question.corrected.has(part.id)
          ? html`<details class="corrected"><summary>${words.wasCorrected}</summary>${body(part)}</details>`
          : body(part)}
        ${isOwn ? savedMark(true) : nothing}
        ${below(part)}
      </div>`;
  }
}

/** @param {Kept} message */
function tagsOf({ type, context, content }) {
  if (type === 'instructor_inbox') return html`<span class="tag">${words.followUp}</span>`;
  const status = context === STATUS ? statusWords(content.status) : undefined;
  if (status) return html`<span class="tag">${status}</span>`;
  return content.correction === true ? html`<span class="tag">${words.correction}</span>` : nothing;
}

/** For teachers. @param {Question} question @param {boolean} ended whether the class has */
export function stateWords({ state, since, replies }, ended) {
  const agents = namesOf(replies.filter(({ content }) => content.agent === true));
  const said = [];
  switch (state.name) {
    case 'answered': return words.answeredBy(namesOf(replies.filter(({ content }) => content.agent !== true)));
    case 'done': return words.doneBy(/** @type {string} */ (state.by));
    case 'open': said.push(words.openAgain); break;
    case 'claimed': said.push(words.claimedBy(/** @type {string} */ (state.by)));
  }
  if (!ended) said.push(words.waitsFor(durationOf(Date.now() - Date.parse(since.timestamp))));
  else if (state.name !== 'open') said.push(words.wasNotAnswered);
  if (agents) said.push(words.agentReplied(agents));
  return said.join(', ');
}

/** For the student who asked. @param {Question} question @param {boolean} ended */
export function ownStateWords({ state }, ended) {
  if (ended && isOpen(state)) return state.name === 'open' ? words.openAgain : words.wasNotAnswered;
  switch (state.name) {
    case 'answered': return words.answered;
    case 'done': return words.doneBy(/** @type {string} */ (state.by));
    case 'claimed': return words.looksAtIt(/** @type {string} */ (state.by));
    case 'open': return `${words.openAgain}, ${words.waitingForReply}`;
    default: return words.waitingForReply;
  }
}

/** Who was first to say them. @param {Kept[]} messages */
function namesOf(messages) {
  const all = [...new Set(messages.map(({ from_user: from }) => from))];
  const named = all.slice(0, NAMED).join(', ');
  return all.length > NAMED ? `${named}, ${words.andMore(all.length - NAMED)}` : named;
}
