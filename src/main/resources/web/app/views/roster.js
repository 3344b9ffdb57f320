/** Who is in the class and who is there; choosing students, and a private note to one. @module views/roster */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { NOTE } from '../class-log.js';
import { timeOf, words } from '../words.js';
import { own } from '../parts/message.js';
import '../parts/windowed-list.js';

const ROW_PX = 48;
/** Anybody may call themselves an instructor: the students come after so many of them. */
const SHOWN_INSTRUCTORS = 10;

export class RosterView {
  /** Students who are chosen, for a request. @type {Set<string>} */
  chosen = new Set();

  #page;
  #room;
  #composers;
  /** Who gets a note. @type {string|null} */
  #noteTo = null;

  constructor(page, classroom, composers) {
    this.#page = page;
    this.#room = classroom;
    this.#composers = composers;
  }

  template() {
    const people = [...this.#room.present.values()];
    const students = people.filter(({ role }) => role === 'student');
    const online = students.filter((one) => one.online).length;
    const instructors = this.#instructorsFirst(people);
    const more = instructors.length - SHOWN_INSTRUCTORS;
    return html`
      <p role="status">${words.online(online, students.length)}</p>
      ${more > 0 ? html`<p><small>${this.#room.moreInstructors ? words.manyMoreInstructors(more) : words.moreInstructors(more)}</small></p>` : nothing}
      ${this.#note()}
      <windowed-list class="people" aria-label=${words.roster} .height=${ROW_PX} .row=${this.#row}
        .key=${({ role, user_id: id }) => `${role} ${id}`}
        .items=${[...instructors.slice(0, SHOWN_INSTRUCTORS), ...students]}></windowed-list>`;
  }

  /** Whose class it is and who looks here first, then who is there. */
  #instructorsFirst(people) {
    const rank = ({ user_id: id, online }) => (id === this.#room.session.created_by || id === this.#room.userId ? 2 : 0) + (online ? 1 : 0);
    return people.filter(({ role }) => role === 'instructor').sort((one, other) => rank(other) - rank(one));
  }

  #row = (one) => html`
    <div class="person">
      ${one.role === 'student' ? html`<input type="checkbox" .checked=${this.chosen.has(one.user_id)}
        aria-label=${words.choose(one.user_id)} @change=${(event) => this.#choose(one.user_id, event.target.checked)}>`
        : html`<span class="tag">${words.instructors}</span>`}
      <span class="dot ${one.online ? 'on' : 'off'}" role="img" aria-label=${one.online ? words.isOnline : words.isOffline}></span>
      <span class="name"><strong>${one.user_id}</strong> <small>${presenceWords(one)}</small></span>
      ${one.role === 'student' && !this.#room.ended ? html`<button class="small outline secondary"
        aria-label=${words.note(one.user_id)} @click=${() => this.#beginNote(one.user_id)}>${words.noteShort}</button>` : nothing}
    </div>`;

  #note() {
    const student = this.#noteTo;
    if (!student) return nothing;
    const unsaved = this.#room.unsaved.filter(({ draft }) => draft.context === NOTE && draft.to_user === student);
    const last = this.#room.log.said.findLast(({ to_user: to }) => to === student);
    return this.#composers.template(`note ${student}`, {
      id: 'note',
      label: words.note(student),
      button: words.noteSend,
      send: (content) => {
        this.#room.send({ type: 'inbox_response', context: NOTE, to_user: student, content });
      },
      more: [...(last ? [own(last, true)] : []), ...unsaved.map(({ draft }) => own(draft, false))],
    });
  }

  #choose(student, chosen) {
    if (chosen) this.chosen.add(student);
    else this.chosen.delete(student);
    this.#page.redraw();
  }

  #beginNote(student) {
    this.#noteTo = student;
    this.#page.redraw();
    document.getElementById('note')?.focus();
  }
}

function presenceWords({ online, since, joined_at: joined }) {
  if (since) return online ? words.onlineSince(timeOf(since)) : words.offlineSince(timeOf(since));
  if (joined) return online ? words.joinedAt(timeOf(joined)) : `${words.isOffline}, ${words.joinedAt(timeOf(joined))}`;
  return online ? words.isOnline : words.neverJoined;
}
