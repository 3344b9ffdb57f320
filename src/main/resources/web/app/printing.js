/**
 * What was said in a class, on paper: all of it from the server, which has it whole. It stands in the document only while it is
 * printed, and the page is hidden by the style sheet meanwhile. The page loads this module when somebody prints something.
 *
 * @module printing
 */

import { html, nothing, render } from './lib/lit-html/lit-html.js';
import { shownName } from './names.js';
import { agentTag, listOfOptions, sharedTag, statusOf, typeWords, wholeBody } from './parts/message.js';
import { Printed } from './printed.js';
import { isHand } from './questions.js';
import { timeZone } from './region.js';
import { language, words } from './words.js';

const TIME = new Intl.DateTimeFormat(globalThis.navigator?.languages?.[0] ?? language, { dateStyle: 'medium', timeStyle: 'medium' });

/**
 * Opens the browser's own way to print.
 *
 * @param {import('./classroom.js').Classroom} room
 * @param {{fits: (message: any) => boolean, name: string}} filter what is printed, and how that is called; no name where it is all
 */
export async function printMessages(room, { fits, name }) {
  const printed = new Printed(fits);
  await room.readAll((messages) => printed.add(messages));
  document.querySelector('.paper')?.remove(); // of a browser that did not say that it had printed
  const paper = document.createElement('div');
  paper.className = 'paper';
  render(timeline(room, printed, name), paper);
  document.body.append(paper);
  addEventListener('afterprint', () => paper.remove(), { once: true });
  print();
}

/** @param {import('./classroom.js').Classroom} room @param {Printed} printed @param {string} filter */
function timeline(room, { messages, count }, filter) {
  return html`
    <h1 dir="auto">${shownName(room.session.name)}</h1>
    <p>${filter ? html`<bdi>${words.printedFilter(filter)}</bdi>. ` : nothing}${words.messageCount(messages.length, count)}. ${words.timesIn(timeZone)}</p>
    ${messages.length < count ? html`<p><strong>${words.notPrinted(count - messages.length)}</strong></p>` : nothing}
    ${messages.map((message) => html`
      <article>
        <h2>${message.seq} · <time datetime=${message.timestamp}>${TIME.format(new Date(message.timestamp))}</time> ·
          <bdi>${nameAndId(room, message.from_user)}</bdi>${message.to_user ? html` → <bdi>${nameAndId(room, message.to_user)}</bdi>` : nothing}
          · ${typeWords(message.type)} ${agentTag(message)} ${sharedTag(room, message)}</h2>
        ${isHand(message) ? html`<p>${words.handUp}</p>` : statusOf(message) ?? wholeBody(message)}
        ${listOfOptions(message)}
      </article>`)}`;
}

/** By name and id: on paper nobody can look further. @param {import('./classroom.js').Classroom} room @param {string} user */
function nameAndId(room, user) {
  const name = room.nameOf(user);
  return name === user ? user : words.nameAndId(name, user);
}
