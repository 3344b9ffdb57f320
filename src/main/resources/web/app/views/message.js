/** How a message is shown: always as text, whatever it holds. @module views/message */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { isCode, textOf } from '../class-log.js';
import { timeOf, words } from '../words.js';

/** @param {{content: any}} message */
export function body(message) {
  return isCode(message)
    ? html`<pre class="body" tabindex="0">${textOf(message)}</pre>`
    : html`<p class="body">${textOf(message)}</p>`;
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

/** One's own message below what it answers. @param {{content: any}} message @param {boolean} saved */
export function own(message, saved) {
  return html`<div class="own">${body(message)}${savedMark(saved)}</div>`;
}

/** A reply below its question. @param {import('../switchboard.js').Message} message */
export function reply(message) {
  return html`<div class="reply"><small>${message.from_user} ${time(message.timestamp)}</small>${body(message)}</div>`;
}

/** Shows more of a list where some is hidden. @param {number} hidden @param {number} most at once @param {() => void} show */
export function more(hidden, most, show) {
  if (hidden <= 0) return nothing;
  return html`<button class="secondary outline" @click=${show}>${words.showMore(Math.min(hidden, most))}</button>`;
}

/** Says something to whoever listens to a screen reader. @param {string} news */
export function announce(news) {
  const region = document.getElementById('news');
  if (region) region.textContent = news;
}
