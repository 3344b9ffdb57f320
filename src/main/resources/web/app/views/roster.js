/**
 * Who is in the class and who is there; choosing, adding and removing students, and a private note to one.
 *
 * @module views/roster
 *
 * @typedef {import('../main.js').Page} Page
 * @typedef {import('../main.js').FieldEvent} FieldEvent
 * @typedef {import('../classroom.js').Classroom} Classroom
 * @typedef {import('../classroom.js').Present} Present
 * @typedef {import('../parts/composer.js').Composers} Composers
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { NOTE } from '../class-log.js';
import { timeOf, words } from '../words.js';
import { Dialog } from '../parts/dialog.js';
import { own } from '../parts/message.js';
import { StudentForm } from '../parts/student-form.js';
import { problemWords } from '../parts/problems.js';
import '../parts/windowed-list.js';

const ROW_PX = 48;
/** Anybody may call themselves an instructor: the students come after so many of them. */
const SHOWN_INSTRUCTORS = 10;

export class RosterView {
  /** Students who are chosen, for a request. @type {Set<string>} */
  chosen = new Set();
  /** Where names are claimed. @type {import('../parts/class-people.js').ClassPeople|null} */
  people = null;

  #page;
  #room;
  #composers;
  #form;
  #dialog;
  #problem = '';
  /** Who gets a note. @type {string|null} */
  #noteTo = null;

  /** @param {Page} page @param {Classroom} classroom @param {Composers} composers */
  constructor(page, classroom, composers) {
    this.#page = page;
    this.#room = classroom;
    this.#composers = composers;
    this.#form = new StudentForm(page, classroom);
    this.#dialog = new Dialog(page);
  }

  template() {
    const people = [...this.#room.present.values()];
    const students = people.filter(({ role }) => role === 'student');
    const online = students.filter((one) => one.online).length;
    const instructors = this.#instructorsFirst(people);
    const more = instructors.length - SHOWN_INSTRUCTORS;
    return html`
      <p role="status">${this.#room.ended ? words.ended : words.online(online, students.length)}</p>
      ${more > 0 ? html`<p><small>${this.#room.moreInstructors ? words.manyMoreInstructors(more) : words.moreInstructors(more)}</small></p>` : nothing}
      ${this.#form.template()}
      ${this.people?.cards() ?? nothing}
      ${this.#problem ? html`<p role="alert" class="problem">${this.#problem}</p>` : nothing}
      ${this.#dialog.template()}
      ${this.#note()}
      <windowed-list class="people" aria-label=${words.roster} .height=${ROW_PX} .row=${this.#row}
        .key=${(/** @type {Present} */ { role, user_id: id }) => `${role} ${id}`}
        .items=${[...instructors.slice(0, SHOWN_INSTRUCTORS), ...students]}></windowed-list>`;
  }

  /** Whose class it is and who looks here first, then who is there. @param {Present[]} people */
  #instructorsFirst(people) {
    const rank = (/** @type {Present} */ { user_id: id, online }) => (id === this.#room.session.created_by || id === this.#room.userId ? 2 : 0) + (online ? 1 : 0);
    return people.filter(({ role }) => role === 'instructor').sort((one, other) => rank(other) - rank(one));
  }

  /** @param {Present} one */
  #row = (one) => html`
    <div class="person">
      ${one.role === 'student' ? html`<input type="checkbox" .checked=${this.chosen.has(one.user_id)}
        aria-label=${words.choose(this.#room.nameOf(one.user_id))} @change=${(/** @type {FieldEvent} */ event) => this.#choose(one.user_id, event.target.checked)}>`
        : html`<span class="tag">${this.#room.log.agents.has(one.user_id) ? words.agent : words.instructors}</span>`}
      <span class="dot ${one.online ? 'on' : 'off'}" aria-hidden="true"></span>
      <span class="name"><strong dir="auto">${this.#room.nameOf(one.user_id)}</strong> <small>${this.#about(one)}</small></span>
      ${one.role === 'student' && !this.#room.ended ? this.#buttons(one.user_id) : nothing}
    </div>`;

  /** The id, where a name is shown in its place, and since when somebody is there. @param {Present} one */
  #about(one) {
    const id = one.user_id === this.#room.nameOf(one.user_id) ? [] : [one.user_id];
    const claimed = one.role === 'student' ? this.people?.claimWords(one.user_id) ?? '' : '';
    return [...id, presenceWords(one, this.#room.ended), claimed].filter(Boolean).join(' · ');
  }

  /** @param {string} student */
  #buttons(student) {
    const name = this.#room.nameOf(student);
    return html`
      ${this.people?.releaseButton(student, name) ?? nothing}
      <button class="small outline secondary" aria-label=${words.note(name)} @click=${() => this.#beginNote(student)}>${words.noteShort}</button>
      <button class="small outline secondary" aria-label=${words.removeStudent(name)}
        @click=${() => this.#dialog.open(words.removeStudent(name), () => this.#remove(student, name))}>${words.removeShort}</button>`;
  }

  /** @param {string} student @param {string} name */
  #remove(student, name) {
    return html`
      <p>${words.removeSure(name)}</p>
      <footer>
        <button class="secondary" autofocus @click=${this.#dialog.close}>${words.cancel}</button>
        <button @click=${() => this.#removeNow(student)}>${words.removeStudent(name)}</button>
      </footer>`;
  }

  /** @param {string} student */
  async #removeNow(student) {
    this.#dialog.close();
    this.chosen.delete(student);
    try {
      await this.#room.removeStudent(student);
      this.#problem = '';
    } catch (error) {
      this.#problem = problemWords(error);
    }
    this.#page.redraw();
  }

  #note() {
    const student = this.#noteTo;
    if (!student) return nothing;
    const unsaved = this.#room.unsaved.filter(({ draft }) => draft.context === NOTE && draft.to_user === student);
    const last = this.#room.log.said.findLast(({ to_user: to }) => to === student);
    return this.#composers.template(`note ${student}`, {
      id: 'note',
      label: words.note(this.#room.nameOf(student)),
      button: words.noteSend,
      send: (content) => {
        this.#room.send({ type: 'inbox_response', context: NOTE, to_user: student, content });
      },
      more: [...(last ? [own(last, true)] : []), ...unsaved.map(({ draft }) => own(draft, false))],
    });
  }

  /** @param {string} student @param {boolean} chosen */
  #choose(student, chosen) {
    if (chosen) this.chosen.add(student);
    else this.chosen.delete(student);
    this.#page.redraw();
  }

  /** @param {string} student */
  #beginNote(student) {
    this.#noteTo = student;
    this.#page.redraw();
    document.getElementById('note')?.focus();
  }
}

/** In a class that has ended only what is known. @param {Present} one @param {boolean} ended */
function presenceWords({ online, since, joined_at: joined, elsewhere }, ended) {
  if (online && elsewhere) return words.elsewhereSince(timeOf(elsewhere));
  if (since) return online ? words.onlineSince(timeOf(since)) : words.offlineSince(timeOf(since));
  if (joined) return `${online ? words.isOnline : words.isOffline}, ${words.joinedAt(timeOf(joined))}`;
  if (online) return words.isOnline;
  return ended ? '' : words.neverJoined;
}
