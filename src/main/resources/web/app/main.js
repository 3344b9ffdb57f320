/**
 * The page: shows the view that the address names, and shows it anew when something has changed.
 *
 *     #/                              start: teach, or choose a class
 *     #/class/ID                      join: who are you?
 *     #/class/ID/student/USER         the class, as a student sees it
 *     #/class/ID/instructor/USER      the class, as an instructor sees it
 *
 * Every view has a `title`, a `template()` that says what is to be seen, and `leave()`.
 *
 * @module main
 */

import { html, render } from './lib/lit-html/lit-html.js';
import { JoinView } from './views/join.js';
import { StartView } from './views/start.js';
import { InClass } from './views/in-class.js';
import { language, words } from './words.js';

const IN_CLASS = /^#\/class\/([^/]+)\/(student|instructor)\/([^/]+)$/;
const JOIN = /^#\/class\/([^/]+)$/;

let view = null;

/** What views do with the page. */
const page = {
  /** Shows the view as it is now. */
  redraw() {
    document.title = view.title === words.home ? words.home : `${view.title} – ${words.home}`;
    render(frame(), document.body);
  },
  /** @param {string} hash */
  go(hash) {
    location.hash = hash;
  },
};

function frame() {
  return html`
    <header class="top container-fluid">
      <a class="skip" href=${location.hash || '#/'} @click=${skip}>${words.skip}</a>
      <a class="brand" href="#/">${words.home}</a>
      ${view.header?.() ?? ''}
    </header>
    <main class="container-fluid" id="content" tabindex="-1">${view.template()}</main>
    <p class="sr-only" aria-live="polite" id="news"></p>`;
}

function skip(event) {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

function viewOf(hash) {
  const inClass = IN_CLASS.exec(hash);
  if (inClass) {
    const [id, role, user] = inClass.slice(1).map(decodeURIComponent);
    return new InClass(page, id, user, /** @type {'student'|'instructor'} */ (role));
  }
  const join = JOIN.exec(hash);
  return join ? new JoinView(page, decodeURIComponent(join[1])) : new StartView(page);
}

function follow() {
  view?.leave();
  view = viewOf(location.hash);
  page.redraw();
  scrollTo(0, 0);
}

document.documentElement.lang = language;
document.getElementById('until-it-runs')?.remove();
addEventListener('hashchange', follow);
follow();
