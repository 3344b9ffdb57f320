/**
 * The page: shows the view that the address names, and shows it anew when something has changed.
 *
 *     #/                              start: teach, or choose a class
 *     #/join/CODE                     the same, on the way to the class that has this code
 *     #/class/ID                      join: who are you?
 *     #/class/ID/student/USER         the class, as a student sees it
 *     #/class/ID/instructor/USER      the class, as an instructor sees it
 *     #/class/ID/instructor/USER/TAB  the same, begun in this tab
 *     #/class/ID/projector/USER       what all may see of it, told by the tab of that instructor
 *     #/setup/SECRET, #/teach/SECRET  become a teacher here; the secret leaves the address at once
 *     #/card/SECRET                   a student's card: their classes
 *
 * Where the server asks who this is, and nothing that this browser has says it, what leads to a name is shown in their place.
 *
 * Every view has a `title`, a `template()` that says what is to be seen, and `leave()`; it may have `waiting`, the number of
 * what waits for this user, which is said in the browser's own tab.
 *
 * @module main
 *
 * @typedef {object} Page  what views do with the page
 * @property {() => void} redraw  shows the view as it is now
 * @property {() => void} retitle  shows no more than what the browser's own tab says
 * @property {(hash: string) => void} go  to another address
 * @property {(hash: string) => void} isAt  the view that is shown has another address now
 * @property {(hash: string) => void} goOn  to another address, from where nobody wants to come back to this one
 * @property {() => void} signIn  the server asks who this is: shows how to be somebody here
 *
 * @typedef {object} View
 * @property {string} title
 * @property {() => import('./lib/lit-html/lit-html.js').TemplateResult} template
 * @property {() => void} leave
 * @property {number} [waiting]
 * @property {() => unknown} [header]  what stands in the line at the top
 *
 * @typedef {Event & {target: HTMLInputElement}} FieldEvent  of a field of a form; what is read of it all kinds have
 * @typedef {Event & {target: HTMLDetailsElement}} DetailsEvent
 */

import { html, render } from './lib/lit-html/lit-html.js';
import { actAs, actingAs, identities } from './api.js';
import { language, words } from './words.js';

const IN_CLASS = /^#\/class\/([^/]+)\/(student|instructor)\/([^/]+)(?:\/([a-z]+))?$/;
const JOIN = /^#\/class\/([^/]+)$/;
const PROJECTOR = /^#\/class\/([^/]+)\/projector\/([^/]+)$/;
const CODE = /^#\/join\/(.+)$/;
const SECRET = /^#\/(setup|teach|card)(?:\/(.*))?$/;

/** @type {View|null} until the first is there */
let view = null;
/** Why nobody is signed in any more, until it was shown. */
let signedOut = '';

/** @type {Page} */
const page = {
  /** What had the focus and is not there any more leaves it to what comes behind it. */
  redraw() {
    if (!view) return;
    const heirs = heirsOfFocus();
    page.retitle();
    render(frame(view), document.body);
    for (let i = 0; i < heirs.length && document.activeElement === document.body; i += 1) heirs[i].focus();
  },
  retitle() {
    if (!view) return;
    const title = view.title === words.home ? words.home : `${view.title} – ${words.home}`;
    document.title = view.waiting ? `(${view.waiting}) ${title}` : title;
  },
  go(hash) {
    location.hash = hash;
  },
  isAt(hash) {
    history.replaceState(null, '', hash);
  },
  goOn(hash) {
    history.replaceState(null, '', hash);
    follow();
  },
  signIn() {
    const actor = actingAs();
    if (actor) identities.setAside(actor);
    identities.asked = true;
    follow();
  },
};

identities.onLost = () => {
  signedOut = words.signedOutElsewhere;
  page.signIn();
};

/** @param {View} shown */
function frame(shown) {
  return html`
    <header class="top container-fluid">
      <a class="skip" href=${location.hash || '#/'} @click=${skip}>${words.skip}</a>
      <a class="brand" href="#/">${words.home}</a>
      ${shown.header?.() ?? ''}
    </header>
    <main class="container-fluid" id="content" tabindex="-1">${shown.template()}</main>
    <p class="sr-only" aria-live="polite" id="news"></p>`;
}

const FOCUSABLE = 'a[href], button:not(:disabled), input, select, textarea, summary, [tabindex]';
/** Who types on would write into it, what was meant for another. */
const FIELD = 'input, select, textarea';

/** What may have the focus after what has it now, the nearest first: what follows, then what is before. @returns {HTMLElement[]} */
function heirsOfFocus() {
  const all = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(FOCUSABLE)]);
  const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const isHeir = (/** @type {HTMLElement} */ element) => element === document.activeElement || !element.matches(FIELD);
  return at < 0 ? [] : [...all.slice(at), ...all.slice(0, at).reverse()].filter(isHeir);
}

/** @param {Event} event */
function skip(event) {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

/** Nobody reads it there, nor in the browser's history. @returns {string} what stood in the address */
function takeSecret() {
  const [, way, secret = ''] = SECRET.exec(location.hash) ?? [];
  if (secret) history.replaceState(null, '', `#/${way}`);
  return secret;
}

/** Loads no more than what this view needs. @param {string} hash @param {string} secret that stood in the address @returns {Promise<View>} */
async function viewOf(hash, secret) {
  const way = /** @type {'setup'|'teach'|'card'|undefined} */ (SECRET.exec(hash)?.[1]);
  if (way) {
    actAs(null);
    const { SignIn } = await import('./views/sign-in.js');
    return new SignIn(page, way, secret);
  }
  const inClass = IN_CLASS.exec(hash);
  if (inClass) {
    const [id, role, user, tab] = inClass.slice(1).map((part) => decoded(part ?? ''));
    actAs(identities.find(/** @type {'student'|'instructor'} */ (role), id, user));
    if (!actingAs() && identities.asked) return wayIn(id);
    const { InClass } = await import('./views/in-class.js');
    return new InClass(page, id, user, /** @type {'student'|'instructor'} */ (role), tab);
  }
  const join = JOIN.exec(hash);
  if (join) {
    const id = decoded(join[1]);
    actAs(identities.find('instructor') ?? identities.find('student', id));
    if (actingAs()?.role === 'student' || (identities.asked && !actingAs())) return wayIn(id);
    const { JoinView } = await import('./views/join.js');
    return new JoinView(page, id);
  }
  const projector = PROJECTOR.exec(hash);
  if (projector) {
    actAs(identities.find('instructor'));
    const { ProjectorView } = await import('./views/projector.js');
    return new ProjectorView(page, decoded(projector[1]), decoded(projector[2]));
  }
  const code = CODE.exec(hash);
  actAs(identities.find('instructor') ?? identities.find('student'));
  if (actingAs()?.role === 'student' || (identities.asked && !actingAs())) return wayIn('', code ? decoded(code[1]) : '');
  const { StartView } = await import('./views/start.js');
  return new StartView(page, code ? decoded(code[1]) : '');
}

/** How to be somebody. @param {string} id of the class, or empty @param {string} [code] of it, where that is known @returns {Promise<View>} */
async function wayIn(id, code) {
  const { WayIn } = await import('./views/way-in.js');
  const why = signedOut;
  signedOut = '';
  return new WayIn(page, id, { code, why });
}

/** In place of one that could not be loaded. @type {View} */
const unreachable = {
  title: words.home,
  template: () => html`
    <h1 class="sr-only">${words.home}</h1>
    <p role="alert" class="problem">${words.notReached}</p>
    <p><button @click=${follow}>${words.tryAgain}</button></p>`,
  leave() {},
};

/** As it stands, where it is not encoded well: then nothing is found by that name, which is said. @param {string} part */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

async function follow() {
  const secret = takeSecret();
  const { hash } = location;
  const next = await viewOf(hash, secret).catch(() => unreachable);
  if (hash !== location.hash) return next.leave(); // somebody has gone on meanwhile
  const first = view === null;
  view?.leave();
  view = next;
  document.getElementById('until-it-runs')?.remove();
  page.redraw();
  if (first) watchTop();
  scrollTo(0, 0);
  if (!first) document.getElementById('content')?.focus({ preventScroll: true });
}

/** What gets the focus is not to be scrolled below the line at the top, which is as high as what it says. */
function watchTop() {
  const top = /** @type {HTMLElement} */ (document.querySelector('.top'));
  new ResizeObserver(() => {
    document.documentElement.style.scrollPaddingTop = `${top.offsetHeight + 8}px`;
  }).observe(top);
}

document.documentElement.lang = language;
addEventListener('hashchange', follow);
follow();
