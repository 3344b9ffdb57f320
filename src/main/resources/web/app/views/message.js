/** How a message is shown: always as text, whatever it holds. @module views/message */

import { html } from '../lib/lit-html/lit-html.js';
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

/** Says something to whoever listens to a screen reader. @param {string} news */
export function announce(news) {
  const region = document.getElementById('news');
  if (region) region.textContent = news;
}
