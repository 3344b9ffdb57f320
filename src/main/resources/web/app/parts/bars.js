/** How many chose what, as bars and in words; without names, so that a whole class may see it. @module parts/bars */

import { html, nothing, svg } from '../lib/lit-html/lit-html.js';
import { words } from '../words.js';

/** @param {ReturnType<typeof import('../choice.js').withoutNames>} counts */
export function bars({ bars: options, other }) {
  return html`
    <ul class="bars">
      ${options.map((one) => bar(one.text, one))}
      ${other ? bar(words.otherAnswers, other) : nothing}
    </ul>`;
}

/** @param {string} name @param {import('../choice.js').Count} bar */
function bar(name, { count, percent }) {
  return html`
    <li>
      <span class="bar-name"><bdi>${name}</bdi></span> <span class="bar-count">${words.votes(count, percent)}</span>
      <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
        ${svg`<rect width=${percent} height="10"></rect>`}
      </svg>
    </li>`;
}
