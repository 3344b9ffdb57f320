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
import { isOpen, isWithdrawal, STATUS } from '../question-state.js';
import { durationOf, words } from '../words.js';
import { body, savedMark, sender, statusWords, time } from './message.js';
import { ShortLists } from './short-lists.js';

/** Of one question, the newest. */
const SHOWN = 5;
/** Of those who have answered one question, so many are named. */
const NAMED = 5;

export class Threads {
  #room;
  #lists;

  /** @param {Page} page @param {import('../classroom.js').Classroom} classroom */
  constructor(page, classroom) {
    this.#room = classroom;
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
    const isOwn = isFollowUp && part.from_user === this.#room.userId;
    return html`
      <div class=${isFollowUp ? 'own' : 'reply'}>
        <small>${sender(this.#room, part)} ${time(part.timestamp)} ${tagsOf(part)}</small>
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
  if (type === 'instructor_inbox' && !isWithdrawal({ context, content })) return html`<span class="tag">${words.followUp}</span>`;
  const status = context === STATUS ? statusWords(content.status) : undefined;
  if (status) return html`<span class="tag">${status}</span>`;
  return content.correction === true ? html`<span class="tag">${words.correction}</span>` : nothing;
}

/** For teachers. @param {import('../classroom.js').Classroom} room @param {import('../questions.js').Question} question */
export function stateWords(room, { message, state, since, replies }) {
  const { ended } = room;
  const agents = namesOf(room, replies.filter(({ content }) => content.agent === true));
  const said = [];
  switch (state.name) {
    case 'answered': return words.answeredBy(namesOf(room, replies.filter(({ content }) => content.agent !== true)));
    case 'done': return state.by === message.from_user ? words.takenBack : words.doneBy(room.calledOf(state.by));
    case 'open': said.push(words.openAgain); break;
    case 'claimed': said.push(words.claimedBy(room.calledOf(state.by)));
  }
  if (!ended) said.push(words.waitsFor(durationOf(Date.now() - Date.parse(since.timestamp))));
  else if (state.name !== 'open') said.push(words.wasNotAnswered);
  if (agents) said.push(words.agentReplied(agents));
  return said.join(', ');
}

/** For the student who asked. @param {import('../classroom.js').Classroom} room @param {import('../questions.js').Question} question */
export function ownStateWords(room, { message, state }) {
  if (room.ended && isOpen(state)) return state.name === 'open' ? words.openAgain : words.wasNotAnswered;
  switch (state.name) {
    case 'answered': return words.answered;
    case 'done': return state.by === message.from_user ? words.takenBack : words.doneBy(room.calledOf(state.by));
    case 'claimed': return words.looksAtIt(room.calledOf(state.by));
    case 'open': return `${words.openAgain}, ${words.waitingForReply}`;
    default: return words.waitingForReply;
  }
}

/** Who was first to say them. @param {import('./message.js').Named} room @param {import('../kept.js').Kept[]} messages */
function namesOf(room, messages) {
  const all = [...new Set(messages.map(({ from_user: from }) => from))];
  const named = all.slice(0, NAMED).map((user) => room.nameOf(user)).join(', ');
  return all.length > NAMED ? `${named}, ${words.andMore(all.length - NAMED)}` : named;
}
