/**
 * The field for a list of students: typed, pasted, dropped or read from a file, with what becomes of it below. What reads
 * lists comes once the page is drawn: who joins a class never needs it.
 *
 * @module parts/roster-field
 *
 * @typedef {import('../main.js').Page} Page
 * @typedef {import('../main.js').FieldEvent} FieldEvent
 * @typedef {import('../roster-import.js').Person} Person
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { live } from '../lib/lit-html/directives/live.js';
import { draft, keepDraft } from '../drafts.js';
import { words } from '../words.js';

const PLACE = 'teach students';
const PLACE_OF_CHANGES = 'teach students changed';

export class RosterField {
  #page;
  #text = draft(PLACE);
  #tell;
  /** @type {import('./roster-preview.js').RosterPreview|null} */
  #preview = null;
  /** Ends when the preview is there, or cannot be had. */
  #coming;
  /** Why a file was not read. */
  #problem = '';
  /** What stood in the field before a file was read. */
  #before = '';
  /** Whom the text was made of, until it is changed. @type {readonly Person[]|null} */
  #people = null;
  /** Whether what was typed is not read yet. */
  #unread = true;
  /** Whether it is about to be read. */
  #isDue = false;

  /** @param {Page} page @param {() => void} changed called when anything of it changes */
  constructor(page, changed) {
    this.#page = page;
    this.#tell = changed;
    this.#coming = this.#load();
  }

  async #load() {
    try {
      const { RosterPreview } = await import('./roster-preview.js');
      this.#preview = new RosterPreview(this.#page, PLACE_OF_CHANGES, this.#tell);
      this.#problem = '';
    } catch {
      this.#problem = words.notReached;
    }
    this.#read();
  }

  /** Has read what stands there: who asks for the members means those. */
  async settle() {
    await this.#coming;
    if (!this.#preview) await (this.#coming = this.#load());
    this.#read();
  }

  #read() {
    if (this.#unread) keepDraft(PLACE, this.#text);
    if (this.#preview && this.#unread) {
      this.#unread = false;
      this.#preview.read(this.#text, this.#people);
    }
    this.#page.redraw();
  }

  /** Whether there is nobody. */
  get isEmpty() {
    return this.#preview ? this.#preview.count === 0 : this.#text.trim() === '';
  }

  /** How many rows the server would refuse. */
  get wrong() {
    return this.#preview?.wrong ?? 0;
  }

  /** What the server is sent of them; null while that is not known. */
  get members() {
    return this.#preview?.members ?? null;
  }

  /** @param {import('../switchboard.js').MemberProblem[]} problems of the rows, as the server says */
  refused(problems) {
    this.#preview?.refused(problems);
  }

  /** To where something is missing or wrong. */
  focus() {
    if (this.isEmpty) document.getElementById('students')?.focus();
    else this.#preview?.focusFirstWrong();
  }

  /** The class is open. */
  forget() {
    keepDraft(PLACE, '');
    this.#preview?.forget();
  }

  /** @param {string} problem what is wrong with the whole @param {() => void} left is called when the field is left */
  template(problem, left) {
    return html`
      <div @dragover=${this.#draggedOver} @drop=${this.#dropped}>
        <label for="students">${words.students}</label>
        <textarea id="students" rows="6" dir="auto" autocapitalize="none" spellcheck="false" .value=${live(this.#text)}
          aria-invalid=${problem ? 'true' : nothing} aria-describedby="students-help" @input=${this.#typed} @blur=${left}></textarea>
        <small id="students-help">${words.studentsHelp} ${this.#preview ? html`<strong>${words.studentCount(this.#preview.count)}</strong>` : nothing}
          ${problem ? html`<span class="problem">${problem}</span>` : nothing}</small>
        <label for="students-file">${words.chooseFile}</label>
        <input id="students-file" type="file" @change=${this.#chosen}>
        ${this.#problem ? html`<p role="alert" class="problem">${this.#problem}</p>` : nothing}
        ${this.#before ? html`<p><button type="button" class="small outline secondary" @click=${this.#bringBack}>${words.bringBackText}</button></p>` : nothing}
      </div>
      ${this.#preview?.template() ?? nothing}`;
  }

  /** @param {FieldEvent} event */
  #typed = (event) => {
    this.#before = '';
    this.#problem = '';
    this.#people = null;
    this.#text = event.target.value;
    // What is inserted by a program comes line by line, each an event of its own: all together they are read once.
    this.#unread = true;
    if (this.#isDue) return;
    this.#isDue = true;
    setTimeout(() => {
      this.#isDue = false;
      this.#tell();
      this.#read();
    });
  };

  /**
   * In place of what stands there, which can be brought back.
   *
   * @param {string} text @param {readonly Person[]|null} [people] whom it was made of, where that is known
   */
  put(text, people = null) {
    this.#before = this.#text;
    this.#fill(text, people);
  }

  /** @param {string} text @param {readonly Person[]|null} [people] */
  #fill(text, people = null) {
    this.#text = text;
    this.#people = people;
    this.#unread = true;
    this.#tell();
    this.#read();
  }

  #bringBack = () => {
    const text = this.#before;
    this.#before = '';
    this.#fill(text);
    document.getElementById('students')?.focus();
  };

  /** Without this the browser would leave the page for the file. @param {DragEvent} event */
  #draggedOver = (event) => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  };

  /** @param {DragEvent} event */
  #dropped = (event) => {
    const [file] = event.dataTransfer?.files ?? [];
    if (!file) return; // a text, which the field takes itself
    event.preventDefault();
    this.#take(file);
  };

  /** @param {FieldEvent} event */
  #chosen = (event) => {
    const [file] = event.target.files ?? [];
    if (file) this.#take(file);
    event.target.value = ''; // so that the same one can be chosen again once it was mended
  };

  /** @param {File} file */
  async #take(file) {
    const { text, problem } = await textOf(file);
    this.#problem = problem;
    if (problem) {
      this.#page.redraw();
      return;
    }
    this.put(text);
  }
}

/** @param {File} file @returns {Promise<{text: string, problem: string}>} */
async function textOf(file) {
  try {
    const { decoded, sizeProblem } = await import('../roster/decode.js');
    const tooLarge = sizeProblem(file.size);
    if (tooLarge) return { text: '', problem: tooLarge };
    return decoded(await file.arrayBuffer());
  } catch {
    return { text: '', problem: words.notText.unreadable };
  }
}
