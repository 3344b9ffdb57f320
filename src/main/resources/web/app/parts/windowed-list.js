/**
 * `<windowed-list>`: a list of thousands of rows of one height, of which only those in sight are in the document. Stays at
 * the end while it is there and rows are added.
 *
 *     html`<windowed-list aria-label="…" .height=${48} .items=${messages} .key=${({ seq }) => seq} .row=${(message) => html`…`}></windowed-list>`
 *
 * @module parts/windowed-list
 */

import { html, render } from '../lib/lit-html/lit-html.js';
import { repeat } from '../lib/lit-html/directives/repeat.js';

/** Rows above and below what is in sight, so that scrolling does not show gaps. */
const SPARE = 6;
/** Being this near to the end counts as being there. */
const NEAR_PX = 8;

export class WindowedList extends HTMLElement {
  /** Of a row, in pixels; the style sheet knows it as `--row-height`. */
  height = 48;
  /** @type {(item: any) => unknown} what lit renders for an item */
  row = () => '';
  /** @type {(item: any) => unknown} tells items apart: what has the focus keeps it when others come and go */
  key = (item) => item;

  /** @type {readonly any[]} */
  #items = [];
  #body = document.createElement('div');
  #rows = document.createElement('div');
  #resized = new ResizeObserver(() => this.#show());
  #followsEnd = false;

  /** @param {readonly any[]} items */
  set items(items) {
    this.#items = items;
    if (this.isConnected) this.#show();
  }

  get items() {
    return this.#items;
  }

  /** Scrolls to an item, which is in the document then. @param {number} index */
  reveal(index) {
    this.scrollTop = Math.max(0, index * this.height - (this.clientHeight - this.height) / 2);
    this.#draw();
  }

  connectedCallback() {
    this.tabIndex = 0;
    this.setAttribute('role', 'group');
    this.#body.className = 'windowed-body';
    this.#rows.className = 'windowed-rows';
    this.#rows.setAttribute('role', 'list');
    this.#body.append(this.#rows);
    this.append(this.#body);
    this.addEventListener('scroll', this.#scrolled, { passive: true });
    this.#resized.observe(this);
    this.#followsEnd = this.hasAttribute('follows-end');
  }

  disconnectedCallback() {
    this.removeEventListener('scroll', this.#scrolled);
    this.#resized.disconnect();
  }

  #scrolled = () => {
    if (this.hasAttribute('follows-end')) {
      this.#followsEnd = this.scrollTop + this.clientHeight >= this.scrollHeight - NEAR_PX;
    }
    this.#draw();
  };

  #show() {
    this.#draw();
    if (this.#followsEnd) this.scrollTop = this.scrollHeight;
  }

  #draw() {
    const count = this.#items.length;
    this.style.setProperty('--row-height', `${this.height}px`);
    this.#body.style.height = `${count * this.height}px`;
    const inSight = Math.ceil(this.clientHeight / this.height);
    const first = Math.max(0, Math.min(count - inSight, Math.floor(this.scrollTop / this.height)) - SPARE);
    const last = Math.min(count, first + inSight + 2 * SPARE);
    this.#rows.style.transform = `translateY(${first * this.height}px)`;
    const focused = this.#rows.contains(document.activeElement);
    render(repeat(this.#items.slice(first, last), this.key, (item, i) => html`
      <div role="listitem" class="windowed-row" aria-setsize=${count} aria-posinset=${first + i + 1}>${this.row(item)}</div>`), this.#rows);
    // Who scrolls on from a row that is not there any more goes on from the list.
    if (focused && !this.#rows.contains(document.activeElement)) this.focus({ preventScroll: true });
  }
}

customElements.define('windowed-list', WindowedList);
