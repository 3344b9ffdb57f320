/**
 * What becomes of a list of students before the class is created: each row with its id and name, which can be changed,
 * where they come from, and what is wrong with it. What was changed stays with its row when the text around it changes.
 *
 * @module parts/roster-preview
 *
 * @typedef {import('../roster-import.js').Person} Person
 * @typedef {{userId?: string, name?: string, removed?: boolean}} Edit
 * @typedef {Person & {key: string, at: number}} Shown
 * @typedef {import('../roster-import.js').Roster} Roster
 * @typedef {import('../roster/columns.js').Role} Role
 * @typedef {import('../main.js').Page} Page
 * @typedef {import('../main.js').FieldEvent} FieldEvent
 * @typedef {import('../roster/check.js').Problem} Problem
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { live } from '../lib/lit-html/directives/live.js';
import { draft, keepDraft } from '../drafts.js';
import { readRoster } from '../roster-import.js';
import { check } from '../roster/check.js';
import { ROLES } from '../roster/columns.js';
import { shortened, words } from '../words.js';
import { ShortLists } from './short-lists.js';
import './windowed-list.js';

const ROW_PX = 70;
const ROW_WITH_PROBLEM_PX = 102;
const PROBLEMS = 8;
const COLUMNS = 12;

export class RosterPreview {
  #page;
  #place;
  #tell;
  #lists;
  #text = '';
  #roster = readRoster('');
  /** What somebody said of the columns, and of which. @type {{columns: string, roles?: Role[], headed?: boolean}} */
  #choices = { columns: '' };
  /** By the text of the row, and which of those that have it. @type {Map<string, Edit>} */
  #edits = new Map();
  /** What the server said of rows. @type {Map<string, string>} */
  #refusals = new Map();
  /** @type {Shown[]} */
  #people = [];
  #removed = 0;
  /** @type {Problem[]} */
  #problems = [];
  /** By row. @type {Map<number, Problem[]>} */
  #ofRows = new Map();

  /**
   * @param {Page} page @param {string} place under which the changes are kept
   * @param {() => void} changed called on each
   */
  constructor(page, place, changed) {
    this.#page = page;
    this.#place = place;
    this.#tell = changed;
    this.#lists = { problems: new ShortLists(page, PROBLEMS), columns: new ShortLists(page, COLUMNS) };
    this.#restore();
  }

  /** @param {string} text @param {readonly Person[]|null} [people] whom it was made of, where that is known */
  read(text, people = null) {
    this.#text = text;
    this.#roster = people ? { ...readRoster(''), people: [...people] } : readRoster(text);
    if (text.trim() === '') this.#choices = { columns: '' };
    const { columns, roles, headed } = this.#choices;
    if (columns === signature(this.#roster)) this.#roster = readRoster(text, { roles, headed });
    this.#refresh();
  }

  /** How many students there are. */
  get count() {
    return this.#people.length;
  }

  /** How many rows the server would refuse. */
  get wrong() {
    return new Set(this.#problems.filter(({ blocks }) => blocks).map(({ person }) => person)).size;
  }

  /** What the server is sent. @returns {{student_ids: string[], names: Record<string, string>}} */
  get members() {
    const named = this.#people.filter(({ userId, name }) => name !== '' && name !== userId);
    return { student_ids: this.#people.map(({ userId }) => userId), names: Object.fromEntries(named.map(({ userId, name }) => [userId, name])) };
  }

  /** Shows at the rows what the server said of them. @param {import('../switchboard.js').MemberProblem[]} problems */
  refused(problems) {
    for (const { member, index, value, message } of problems) {
      // Of names the place says little: JSON.stringify puts ids that are numbers first.
      const person = member === 'names' ? this.#people.find(({ userId }) => userId === value) : this.#people[index];
      if (person) this.#refusals.set(person.key, message);
    }
    this.#refresh();
  }

  /** Lets go of all changes: the class is open. */
  forget() {
    this.#edits.clear();
    this.#choices = { columns: '' };
    this.#keep();
  }

  /** Puts the focus where something has to be changed. */
  focusFirstWrong() {
    const first = this.#problems.find(({ blocks, person }) => blocks && person !== undefined);
    if (first) this.#focusRow(/** @type {number} */ (first.person), fieldOf(first));
  }

  template() {
    const { columns } = this.#roster;
    if (this.#people.length + this.#removed + this.#problems.length === 0) return nothing;
    return html`
      <section class="preview" aria-labelledby="preview">
        <h2 id="preview">${words.preview}</h2>
        ${columns.length ? this.#columns(columns) : nothing}
        ${this.#problemList()}
        ${this.#people.length ? html`
          <windowed-list class="roster-preview" aria-labelledby="preview" .height=${this.#ofRows.size ? ROW_WITH_PROBLEM_PX : ROW_PX}
            .items=${this.#people} .key=${(/** @type {Shown} */ { key }) => key} .row=${this.#row}></windowed-list>` : nothing}
        <p class="after-preview">
          ${this.#removed ? html`<button type="button" class="small outline secondary" @click=${this.#bringBack}>${words.bringBack(this.#removed)}</button>` : nothing}
          ${this.#edits.size > this.#removed ? html`<button type="button" class="small outline secondary" @click=${this.#undo}>${words.undoChanges}</button>` : nothing}
        </p>
      </section>`;
  }

  /** @param {Roster['columns']} columns */
  #columns(columns) {
    const shown = this.#lists.columns.of('columns', columns, ({ role }) => role !== '');
    return html`
      <fieldset class="columns">
        <legend>${words.columns}</legend>
        <label><input type="checkbox" .checked=${live(this.#roster.headed)} @change=${this.#headed}> ${words.headed}</label>
        <div class="column-roles">
          ${shown.map((column) => {
            const i = columns.indexOf(column);
            const name = shortened(column.name || words.column(i + 1));
            return html`<label><span class="column-name">${words.columnHolds(name)}</span> <small>${shortened(column.sample)}</small>
              <select @change=${(/** @type {FieldEvent} */ event) => this.#choose(i, /** @type {Role} */ (event.target.value))}>
                ${ROLES.map((role) => html`<option value=${role} .selected=${live(role === column.role)}>${words.columnRoles[role || 'none']}</option>`)}
              </select></label>`;
          })}
        </div>
        ${this.#lists.columns.more('columns', columns)}
      </fieldset>`;
  }

  #problemList() {
    const { wrong } = this;
    const shown = this.#lists.problems.of('problems', this.#problems);
    return html`
      <p role="status" class="problem">${wrong ? words.rowsToChange(wrong) : nothing}</p>
      ${shown.length ? html`<ul class="roster-problems">
        ${shown.map((problem) => html`<li class=${problem.blocks ? 'problem' : ''}>${this.#problemLine(problem)}</li>`)}
      </ul>` : nothing}
      ${this.#lists.problems.more('problems', this.#problems)}`;
  }

  /** @param {Problem} problem */
  #problemLine(problem) {
    const { line, message, person } = problem;
    const text = words.ofLine(line, message);
    return person === undefined ? text
      : html`<button type="button" class="as-text" @click=${() => this.#focusRow(person, fieldOf(problem))}>${text}</button>`;
  }

  #row = (/** @type {Shown} */ person) => {
    const { at, userId, name, group, from } = person;
    const problems = this.#ofRows.get(at) ?? [];
    const isWrong = (/** @type {'id'|'name'} */ field) => (problems.some((one) => one.blocks && fieldOf(one) === field) ? 'true' : nothing);
    const help = `person-${at}-help`;
    return html`
      <div class="roster-row" @keydown=${(/** @type {KeyboardEvent} */ event) => this.#keyPressed(event, at)}>
        <input id="person-${at}-id" autocomplete="off" autocapitalize="none" spellcheck="false" aria-label=${words.idOfLine(from.line)}
          .value=${live(userId)} aria-invalid=${isWrong('id')} aria-describedby=${help} @input=${(/** @type {FieldEvent} */ event) => this.#edit(person, { userId: event.target.value })}>
        <input id="person-${at}-name" autocomplete="off" spellcheck="false" dir="auto" aria-label=${words.nameOfLine(from.line)}
          .value=${live(name)} aria-invalid=${isWrong('name')} aria-describedby=${help} @input=${(/** @type {FieldEvent} */ event) => this.#edit(person, { name: event.target.value })}>
        <button type="button" id="person-${at}-remove" class="small outline secondary" title=${words.remove}
          aria-label=${words.removePerson(shortened(name || userId), from.line)} @click=${() => this.#remove(person)}>✕</button>
        <small id=${help}>
          <span class="where">${words.ofLine(from.line, [shortened(from.text), words.idFrom[from.id], group].filter(Boolean).join(' · '))}</span>
          ${problems.length ? html`<span class="said ${problems.some(({ blocks }) => blocks) ? 'problem' : 'warning'}">${problems.map(({ message }) => message).join(' · ')}</span>` : nothing}
        </small>
      </div>`;
  };

  /** @param {Shown} person @param {Edit} change */
  #edit(person, change) {
    this.#refusals.delete(person.key);
    this.#edits.set(person.key, { ...this.#edits.get(person.key), ...change });
    this.#changed();
  }

  /** @param {Shown} person */
  #remove(person) {
    this.#edit(person, { removed: true });
    const next = Math.min(person.at, this.#people.length - 1);
    (document.getElementById(`person-${next}-remove`) ?? document.getElementById('students'))?.focus();
  }

  #bringBack = () => {
    for (const [key, { ...edit }] of this.#edits) {
      delete edit.removed;
      if (Object.keys(edit).length === 0) this.#edits.delete(key);
      else this.#edits.set(key, edit);
    }
    this.#changed();
  };

  #undo = () => {
    this.#edits.clear();
    this.#refusals.clear();
    this.#changed();
  };

  /** @param {FieldEvent} event */
  #headed = (event) => this.#decide({ headed: event.target.checked });

  /** @param {number} column @param {Role} role */
  #choose(column, role) {
    this.#decide({ headed: this.#choices.headed, roles: this.#roster.columns.map((one, i) => (i === column ? role : one.role)) });
  }

  /** @param {{roles?: Role[], headed?: boolean}} choices */
  #decide(choices) {
    this.#choices = { columns: signature(readRoster(this.#text)), ...choices };
    this.read(this.#text);
    this.#told();
  }

  #changed() {
    this.#refresh();
    this.#told();
  }

  #told() {
    this.#keep();
    this.#tell();
    this.#page.redraw();
  }

  /** The people as they are after all changes, and what is wrong with them then. */
  #refresh() {
    const times = new Map();
    const all = this.#roster.people.map((person) => {
      const time = times.get(person.from.text) ?? 0;
      times.set(person.from.text, time + 1);
      return { ...person, key: `${person.from.text}\n${time}` };
    });
    const kept = all.filter(({ key }) => !this.#edits.get(key)?.removed);
    this.#removed = all.length - kept.length;
    this.#people = kept.map((person, at) => ({ ...person, ...this.#edits.get(person.key), at }));
    const refused = this.#people.flatMap(({ key, at, userId, from: { line } }) => (this.#refusals.has(key)
      ? [{ line, value: shortened(userId), message: /** @type {string} */ (this.#refusals.get(key)), code: 'refused', blocks: true, person: at }] : []));
    const ofPeople = [...check(this.#people), ...refused];
    this.#problems = [...this.#roster.leftOut, ...ofPeople].sort((one, other) => one.line - other.line);
    this.#ofRows = new Map();
    for (const one of ofPeople) this.#ofRows.set(one.person, [...this.#ofRows.get(one.person) ?? [], one]);
  }

  /** Enter goes down a row, as in a spreadsheet, and opens no class. @param {KeyboardEvent} event @param {number} at */
  #keyPressed(event, at) {
    const { localName, id } = /** @type {HTMLElement} */ (event.target);
    if (event.key !== 'Enter' || localName !== 'input') return;
    event.preventDefault();
    if (at + 1 < this.#people.length) this.#focusRow(at + 1, id.split('-').at(-1) ?? '');
  }

  /** @param {number} at @param {string} field */
  #focusRow(at, field) {
    /** @type {import('./windowed-list.js').WindowedList|null} */ (document.querySelector('.roster-preview'))?.reveal(at);
    document.getElementById(`person-${at}-${field}`)?.focus();
  }

  #keep() {
    const isChanged = this.#edits.size > 0 || this.#choices.columns !== '';
    keepDraft(this.#place, isChanged ? JSON.stringify({ edits: [...this.#edits], choices: this.#choices }) : '');
  }

  /** Whatever stands there: an older page may have written it, or somebody else. */
  #restore() {
    try {
      const { edits, choices } = JSON.parse(draft(this.#place) || '{}');
      this.#edits = new Map(edits.filter((/** @type {[unknown, unknown]} */ [key, edit]) => typeof key === 'string' && isEdit(edit)));
      if (typeof choices?.columns === 'string' && (choices.roles ?? []).every((/** @type {Role} */ role) => ROLES.includes(role))) this.#choices = choices;
    } catch {
      this.#edits = new Map(); // what is no JSON of ours is none of ours
    }
  }
}

/** Where it can be mended. @param {Problem} problem */
function fieldOf({ code }) {
  return code.endsWith('name') ? 'name' : 'id';
}

/** @param {any} edit whatever stood there */
function isEdit(edit) {
  return typeof (edit?.userId ?? '') === 'string' && typeof (edit?.name ?? '') === 'string' && typeof (edit?.removed ?? true) === 'boolean';
}

/** Of a table: what was said of one is not said of another. @param {Roster} roster */
function signature({ columns }) {
  return JSON.stringify(columns.map(({ name }) => name));
}
