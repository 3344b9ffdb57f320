/**
 * How a message is shown: always as text, whatever it holds.
 *
 * @module parts/message
 *
 * @typedef {import('../kept.js').Kept} Kept
 * @typedef {import('../kept.js').Shown} Shown
 * @typedef {Pick<import('../classroom.js').Classroom, 'nameOf'>} Named who knows how people are called
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { optionsOf } from '../choice.js';
import { SHARED } from '../class-log.js';
import { isCode, textOf } from '../kept.js';
import { STATUS } from '../question-state.js';
import { HAND } from '../questions.js';
import { partsOf } from '../rich-text.js';
import { timeOf, words } from '../words.js';

/** Longer texts scroll in themselves, or one would push all others out of sight. */
const LONG_CHARS = 1_500;
const LONG_LINES = 20;

/** Of a long one the beginning, and what leads to the rest. @param {Shown} message */
export function body(message) {
  const { cut } = message;
  const shown = wholeBody(message);
  if (!cut || cut.of <= cut.text.length) return shown;
  return html`${shown}
    <button class="small secondary outline" @click=${(/** @type {Event} */ event) => showWhole(event, message)}>${words.showAll(cut.of)}</button>`;
}

/** Asks whoever shows messages whole for it. @param {Event} event @param {Shown} message */
export function showWhole(event, message) {
  event.target?.dispatchEvent(new CustomEvent('whole-message', { bubbles: true, detail: message }));
}

/** All that is known of it. @param {Shown} message */
export function wholeBody(message) {
  const text = textOf(message);
  const long = text.length > LONG_CHARS || text.split('\n', LONG_LINES + 1).length > LONG_LINES;
  const style = long ? 'body long' : 'body';
  // What can scroll can be reached by the keyboard.
  if (isCode(message)) return html`<pre class=${style} dir="auto" tabindex="0">${text}</pre>`;
  const parts = partsOf(text);
  const tabindex = long ? 0 : nothing;
  return parts.some(({ kind }) => kind === 'code')
    ? html`<div class=${style} dir="auto" tabindex=${tabindex}>${parts.map(richPart)}</div>`
    : html`<p class=${style} dir="auto" tabindex=${tabindex}>${parts.map(richPart)}</p>`;
}

/** What is to be chosen from, where a message asks for that. @param {{content: any}} message */
export function listOfOptions({ content }) {
  const options = optionsOf(content);
  return options.length ? html`<ul>${options.map((option) => html`<li dir="auto">${option}</li>`)}</ul>` : nothing;
}

/** @param {import('../rich-text.js').Part} part */
function richPart({ kind, text }) {
  switch (kind) {
    case 'link': return html`<a href=${text} target="_blank" rel="noopener noreferrer">${text}</a>`;
    case 'code': return html`<pre class="fenced" tabindex="0"><code>${text}</code></pre>`;
    default: return text;
  }
}

/** The heading of a card. It may get the focus where what had it is gone. @param {unknown} content */
export function title(content) {
  return html`<h3 tabindex="-1">${content}</h3>`;
}

/** @param {string} timestamp */
export function time(timestamp) {
  return html`<time datetime=${timestamp}>${timeOf(timestamp)}</time>`;
}

/** Of one's own message: whether it is on the server's disk. @param {boolean} saved */
export function savedMark(saved) {
  return saved
    ? html`<small class="saved">${words.saved}</small>`
    : html`<small class="sending">${words.sending}</small>`;
}

/** One's own message below what it answers. @param {Shown} message @param {boolean} saved */
export function own(message, saved) {
  return html`<div class="own">${body(message)}${savedMark(saved)}</div>`;
}

const EXCERPT_CHARS = 200;

/** A line of it; of what only says how something stands, that. @param {Kept} message */
export function excerptOf(message) {
  const { context } = message;
  return context === HAND ? words.handUp : statusOf(message) ?? textOf(message).slice(0, EXCERPT_CHARS);
}

/** What it says, where it only says how something stands. @param {Kept} message */
export function statusOf({ context, content }) {
  return context === STATUS && typeof content.text !== 'string' ? statusWords(content.status) : undefined;
}

/** What messages of a type are called, where there is a word for it. @param {string} type */
export function typeWords(type) {
  return Object.entries(words.types).find(([name]) => name === type)?.[1] ?? type;
}

/**
 * @param {unknown} status what a message says of that
 * @returns {string|undefined} nothing where it is none that is known here
 */
export function statusWords(status) {
  return Object.entries(words.statusOf).find(([name]) => name === status)?.[1];
}

/** Who says it, and that it is a program where it says so. @param {Named} room @param {Kept} message */
export function sender(room, message) {
  return html`<bdi>${room.nameOf(message.from_user)}</bdi> ${agentTag(message)}`;
}

/** @param {Kept} message */
export function agentTag({ content }) {
  return content.agent === true ? html`<span class="tag agent">${words.agent}</span>` : nothing;
}

/** Of an answer that was shown to all: whose it is, where that is said. @param {Named} room @param {Kept} message */
export function sharedTag(room, { context, content }) {
  if (context !== SHARED) return nothing;
  const { author } = content;
  return html`<small class="tag">${typeof author === 'string' ? words.answerOf(room.nameOf(author)) : words.answerOfSomebody}</small>`;
}

/** What is said to something above it. @param {Named} room @param {Kept} message */
export function reply(room, message) {
  return html`<div class="reply"><small>${sender(room, message)} ${time(message.timestamp)}</small>${body(message)}</div>`;
}
