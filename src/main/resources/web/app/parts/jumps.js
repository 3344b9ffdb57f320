/** On a phone: buttons that lead to the parts of a view, which stand there one below the other. @module parts/jumps */

import { html } from '../lib/lit-html/lit-html.js';

/** @param {string} label @param {[id: string, name: string][]} parts by their headings, which can have the focus */
export function jumps(label, parts) {
  return html`
    <nav class="jumps" aria-label=${label}>
      ${parts.map(([id, name]) => html`<button class="small outline" @click=${() => jumpTo(id)}>${name}</button>`)}
    </nav>`;
}

/** @param {string} id */
function jumpTo(id) {
  const heading = document.getElementById(id);
  heading?.scrollIntoView();
  heading?.focus({ preventScroll: true });
}
