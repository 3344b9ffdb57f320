/**
 * A link that is shown to be passed on, with a button that copies it.
 *
 * @module parts/copy-field
 *
 * @typedef {import('../main.js').FieldEvent} FieldEvent
 */

import { html } from '../lib/lit-html/lit-html.js';
import { words } from '../words.js';

/** @param {string} id of the field @param {string} label @param {string} text @param {(said: string) => void} copied is told what came of it */
export function copyField(id, label, text, copied) {
  return html`
    <label for=${id}>${label}</label>
    <div class="with-button">
      <input id=${id} readonly autocomplete="off" .value=${text} @focus=${(/** @type {FieldEvent} */ event) => event.target.select()}>
      <button type="button" class="small" @click=${async () => copied(await copy(id, text))}>${words.copy}</button>
    </div>`;
}

/** Plain http pages have no clipboard, so the link is selected and the browser asked to copy that. @param {string} id @param {string} text */
async function copy(id, text) {
  try {
    await navigator.clipboard.writeText(text);
    return words.copied;
  } catch {
    document.getElementById(id)?.focus();
    return document.execCommand('copy') ? words.copied : words.copyByHand;
  }
}
