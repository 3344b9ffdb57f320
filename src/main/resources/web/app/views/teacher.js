/**
 * The class as an instructor sees it: what to say to all, and one of five views.
 *
 * @module views/teacher
 *
 * @typedef {import('../main.js').Page} Page
 * @typedef {import('../classroom.js').Classroom} Classroom
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { placeIn } from '../addresses.js';
import { shownName } from '../names.js';
import { ProjectorFeed } from '../projector-feed.js';
import { isHand } from '../questions.js';
import { words } from '../words.js';
import { ClassMenu } from '../parts/class-menu.js';
import { Composers } from '../parts/composer.js';
import { ClassCode } from '../parts/join-code.js';
import { News } from '../parts/news.js';
import { SentToAll } from '../parts/sent-to-all.js';
import { ActivityView } from './activity.js';
import { QuestionsView } from './questions.js';
import { RequestsView } from './requests.js';
import { RosterView } from './roster.js';
import { TimelineView } from './timeline.js';

/** @typedef {'questions'|'roster'|'requests'|'activity'|'timeline'} Tab */

/** @type {Tab[]} */
const TABS = ['questions', 'roster', 'requests', 'activity', 'timeline'];

export class TeacherView {
  #page;
  #room;
  #composers;
  #menu;
  #feed;
  #views;
  #news;
  #sent;
  #tab;
  /** Where names are claimed. @type {import('../parts/class-people.js').ClassPeople|null} */
  #people = null;

  /**
   * @param {Page} page @param {Classroom} classroom @param {string} tab the first to be shown, if there is such a one
   */
  constructor(page, classroom, tab) {
    this.#page = page;
    this.#room = classroom;
    this.#tab = TABS.find((one) => one === tab) ?? TABS[0];
    this.#composers = new Composers(page, classroom);
    const code = new ClassCode(classroom.session.id, () => page.redraw());
    this.#feed = new ProjectorFeed(classroom, code);
    this.#menu = new ClassMenu(page, classroom, code, this.#feed);
    this.#news = new News(classroom, {
      instructor_inbox: (from, message) => (isHand(message) ? words.newHand(from) : words.newQuestion(from)),
    });
    this.#sent = new SentToAll(page, classroom);
    const roster = new RosterView(page, classroom, this.#composers);
    this.#views = {
      questions: new QuestionsView(page, classroom, this.#composers),
      roster,
      requests: new RequestsView(page, classroom, this.#composers, roster),
      activity: new ActivityView(classroom),
      timeline: new TimelineView(page, classroom),
    };
    if (classroom.identity) this.#comeToKnow(roster);
  }

  /** @param {RosterView} roster */
  async #comeToKnow(roster) {
    const { ClassPeople } = await import('../parts/class-people.js');
    this.#people = new ClassPeople(this.#page, this.#room);
    roster.people = this.#people;
    this.#page.redraw();
  }

  leave() {
    this.#feed.leave();
    this.#people?.leave();
  }

  /** Questions. */
  get waiting() {
    return this.#room.ended ? 0 : this.#room.log.waitingCount;
  }

  template() {
    this.#news.tell();
    return html`
      <div class="class-head">
        <h1 class="class-name" dir="auto">${shownName(this.#room.session.name)}</h1>
        ${this.#menu.template()}
      </div>
      ${this.#people?.template() ?? nothing}
      ${this.#broadcast()}
      ${this.#tab === 'timeline' ? nothing : this.#sent.template()}
      <div role="tablist" aria-label=${words.views} class="tabs" @keydown=${this.#byKey}>
        ${TABS.map((tab) => this.#tabTemplate(tab, tab === 'questions' ? this.waiting : 0))}
      </div>
      <section role="tabpanel" id="panel" aria-labelledby="tab-${this.#tab}" tabindex="0">
        <h2 class="sr-only">${words[this.#tab]}</h2>
        ${this.#views[this.#tab].template()}
      </section>`;
  }

  /** @param {Tab} tab @param {number} count */
  #tabTemplate(tab, count) {
    const chosen = tab === this.#tab;
    return html`<button role="tab" id="tab-${tab}" aria-controls="panel" aria-selected=${chosen ? 'true' : 'false'}
      tabindex=${chosen ? 0 : -1} class=${chosen ? 'small' : 'small outline'} @click=${() => this.#choose(tab)}
      >${words[tab]}${count ? html` <span class="count">${count}</span>` : nothing}</button>`;
  }

  #broadcast() {
    return this.#composers.template('broadcast', {
      id: 'broadcast',
      label: words.broadcastField,
      button: words.broadcastSend,
      rows: 1,
      send: (content) => this.#room.send({ type: 'instructor_broadcast', context: 'general', content }),
    });
  }

  /** The address has it, so that a reload shows it again. @param {Tab} tab */
  #choose(tab) {
    this.#tab = tab;
    this.#page.isAt(`${placeIn(this.#room.session.id, 'instructor', this.#room.userId)}/${tab}`);
    this.#page.redraw();
  }

  /** @param {KeyboardEvent} event */
  #byKey = (event) => {
    const at = TABS.indexOf(this.#tab);
    const next = new Map([['ArrowRight', at + 1], ['ArrowLeft', at - 1], ['Home', 0], ['End', -1]]).get(event.key);
    if (next === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.#choose(TABS[(next + TABS.length) % TABS.length]);
    document.getElementById(`tab-${this.#tab}`)?.focus();
  };
}
