/** The class as an instructor sees it: what to say to all, and one of five views. @module views/teacher */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { shownName } from '../names.js';
import { words } from '../words.js';
import { ClassMenu } from '../parts/class-menu.js';
import { Composers } from '../parts/composer.js';
import { News } from '../parts/news.js';
import { ActivityView } from './activity.js';
import { QuestionsView } from './questions.js';
import { RequestsView } from './requests.js';
import { RosterView } from './roster.js';
import { TimelineView } from './timeline.js';

const TABS = ['questions', 'roster', 'requests', 'activity', 'timeline'];

export class TeacherView {
  #page;
  #room;
  #composers;
  #menu;
  #views;
  #news;
  #tab = 'questions';

  /** @param {any} page @param {import('../classroom.js').Classroom} classroom */
  constructor(page, classroom) {
    this.#page = page;
    this.#room = classroom;
    this.#composers = new Composers(page, classroom);
    this.#menu = new ClassMenu(page, classroom);
    this.#news = new News(classroom, { instructor_inbox: words.newQuestion });
    const roster = new RosterView(page, classroom, this.#composers);
    this.#views = {
      questions: new QuestionsView(page, classroom, this.#composers),
      roster,
      requests: new RequestsView(page, classroom, this.#composers, roster),
      activity: new ActivityView(classroom),
      timeline: new TimelineView(page, classroom),
    };
  }

  template() {
    this.#news.tell();
    const waiting = this.#room.log.waitingCount;
    return html`
      <div class="class-head">
        <h1 class="class-name" dir="auto">${shownName(this.#room.session.name)}</h1>
        ${this.#menu.template()}
      </div>
      ${this.#broadcast()}
      <div role="tablist" aria-label=${words.views} class="tabs" @keydown=${this.#byArrow}>
        ${TABS.map((tab) => this.#tabTemplate(tab, tab === 'questions' ? waiting : 0))}
      </div>
      <section role="tabpanel" id="panel" aria-labelledby="tab-${this.#tab}" tabindex="0">
        ${this.#views[this.#tab].template()}
      </section>`;
  }

  #tabTemplate(tab, count) {
    const chosen = tab === this.#tab;
    return html`<button role="tab" id="tab-${tab}" aria-controls="panel" aria-selected=${chosen ? 'true' : 'false'}
      tabindex=${chosen ? 0 : -1} class=${chosen ? 'small' : 'small outline'} @click=${() => this.#choose(tab)}
      >${words[tab]}${count ? html` <span class="count">${count}</span>` : nothing}</button>`;
  }

  #broadcast() {
    const unsaved = this.#room.unsaved.filter(({ draft }) => draft.type === 'instructor_broadcast').length;
    return this.#composers.template('broadcast', {
      id: 'broadcast',
      label: words.broadcastField,
      button: words.broadcastSend,
      send: (content) => this.#room.send({ type: 'instructor_broadcast', context: 'general', content }),
      more: unsaved ? html`<small class="sending">${words.sending}</small>` : nothing,
    });
  }

  #choose(tab) {
    this.#tab = tab;
    this.#page.redraw();
  }

  #byArrow = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.#choose(TABS[(TABS.indexOf(this.#tab) + step + TABS.length) % TABS.length]);
    document.getElementById(`tab-${this.#tab}`)?.focus();
  };
}
