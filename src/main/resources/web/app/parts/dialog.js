/**
 * What is in front of all else until it is closed.
 *
 * @module parts/dialog
 *
 * @typedef {import('../main.js').Page} Page
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';

const ID = 'dialog';

/** One at a time is to be seen. The element that has `autofocus` gets the focus, and Escape closes it. */
export class Dialog {
  #page;
  #label = '';
  /** @type {(() => unknown)|null} */
  #content = null;

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
  }

  /** @param {string} label @param {() => unknown} content */
  open(label, content) {
    this.#label = label;
    this.#content = content;
    this.#page.redraw();
    /** @type {HTMLDialogElement} */ (document.getElementById(ID)).showModal();
  }

  /** Gives the focus back to what had it. */
  close = () => {
    /** @type {HTMLDialogElement|null} */ (document.getElementById(ID))?.close();
  };

  #closed = () => {
    this.#content = null;
    this.#page.redraw();
  };

  template() {
    if (!this.#content) return nothing;
    return html`<dialog id=${ID} aria-label=${this.#label} @close=${this.#closed}><article>${this.#content()}</article></dialog>`;
  }
}
