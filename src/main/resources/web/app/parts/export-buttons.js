/**
 * Buttons that make files of a class, or print it; one at a time.
 *
 * @module parts/export-buttons
 *
 * @typedef {import('../main.js').Page} Page
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { CallError } from '../switchboard.js';
import { words } from '../words.js';
import { problemWords } from './problems.js';

/** What nobody needs who exports and prints nothing. */
const MODULES = {
  exporting: () => import('../exporting.js').catch(unreachable),
  printing: () => import('../printing.js').catch(unreachable),
};

/** @typedef {(modules: typeof MODULES) => Promise<void>} Make */

export class ExportButtons {
  #page;
  #busy = false;
  #problem = '';

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
  }

  /**
   * @param {[label: string, make: Make][]} buttons
   * @param {unknown} [more] what else is to be chosen
   */
  template(buttons, more = nothing) {
    return html`
      <div class="exports">
        ${buttons.map(([label, make]) => html`
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
      await make(MODULES);
    } catch (error) {
      this.#problem = problemWords(error);
    }
    this.#busy = false;
    this.#page.redraw();
  }
}

/** @param {unknown} error @returns {never} */
function unreachable(error) {
  throw new CallError('unreachable', String(error), { cause: error });
}
