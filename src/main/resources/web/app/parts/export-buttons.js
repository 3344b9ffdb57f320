/**
 * Buttons that make files of a class; one at a time.
 *
 * @module parts/export-buttons
 *
 * @typedef {import('../main.js').Page} Page
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { CallError } from '../api.js';
import { words } from '../words.js';
import { problemWords } from './problems.js';

/** @typedef {(exporting: typeof import('../exporting.js')) => Promise<void>} Make */

export class ExportButtons {
  #page;
  #busy = false;
  #problem = '';

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
  }

  /**
   * @param {[label: string, make: Make][]} files
   * @param {unknown} [more] what else is to be chosen
   */
  template(files, more = nothing) {
    return html`
      <div class="exports">
        ${files.map(([label, make]) => html`
          <button class="small secondary outline" ?disabled=${this.#busy} @click=${() => this.#make(make)}>${label}</button>`)}
        ${more}
      </div>
      ${this.#busy ? html`<p aria-busy="true">${words.loading}</p>` : nothing}
      ${this.#problem ? html`<p role="alert" class="problem">${this.#problem}</p>` : nothing}`;
  }

  /** @param {Make} make */
  async #make(make) {
    this.#busy = true;
    this.#problem = '';
    this.#page.redraw();
    try {
      await make(await exporting());
    } catch (error) {
      this.#problem = problemWords(error);
    }
    this.#busy = false;
    this.#page.redraw();
  }
}

/** What nobody needs who exports nothing. */
async function exporting() {
  try {
    return await import('../exporting.js');
  } catch (error) {
    throw new CallError('unreachable', String(error));
  }
}
