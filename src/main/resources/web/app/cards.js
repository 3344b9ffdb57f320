/**
 * Cards for students, on paper: eight to a page, each with a QR code that is a name by itself. The secrets stand in the document only while it is
 * printed, and in no request: the codes are drawn here.
 *
 * @module cards
 */

import { html, render } from './lib/lit-html/lit-html.js';
import { absolute } from './addresses.js';
import { shownName } from './names.js';
import { drawnQrCode } from './parts/qr-drawing.js';
import { newCards } from './people-calls.js';
import { words } from './words.js';

/** Makes new ones, and opens the browser's own way to print. @param {import('./switchboard.js').Session} session */
export async function printCards(session) {
  const cards = await newCards(session.id);
  const className = shownName(session.name, session.id);
  document.querySelector('.paper')?.remove(); // of a browser that did not say that it had printed
  const paper = document.createElement('div');
  paper.className = 'paper cards';
  render(cards.map(({ user_id: user, name, link }) => html`
    <article class="student-card">
      ${drawnQrCode(absolute(link))}
      <div>
        <h2 dir="auto">${name === undefined ? user : shownName(name, user)}</h2>
        <p>${user}</p>
        <p dir="auto">${className}</p>
        <p><small>${words.cardHelp}</small></p>
      </div>
    </article>`), paper);
  document.body.append(paper);
  addEventListener('afterprint', () => paper.remove(), { once: true });
  print();
}
