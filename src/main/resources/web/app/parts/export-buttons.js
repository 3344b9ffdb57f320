/** Buttons that make files of a class; one at a time. @module parts/export-buttons */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { CallError } from '../api.js';
import { words } from '../words.js';
import { problemWords } from './problems.js';

export class ExportButtons {
  #page;
  #busy = false;
  #problem = '';

  /** @param {any} page */
  constructor(page) {
    this.#page = page;
  }

  /**
   * @param {[label: string, make: (exporting: typeof import('../exporting.js')) => Promise<void>][]} files
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
