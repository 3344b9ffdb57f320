/**
 * The classes that this browser has opened or joined, the last one first: whoever comes back finds them before all others.
 *
 * @module own-classes
 */

import { keepDraftsOf } from './drafts.js';

const PLACE = 'switchboard classes';
/** What was typed in older ones and never sent goes with them. */
const MOST = 12;
const ID = /^[A-Za-z0-9-]{1,50}$/;

/** By id. Whatever stands there: somebody else may have written it. @returns {string[]} */
export function ownClasses() {
  try {
    const found = JSON.parse(localStorage.getItem(PLACE) ?? '[]');
    return Array.isArray(found) ? found.filter((id) => typeof id === 'string' && ID.test(id)).slice(0, MOST) : [];
  } catch {
    return []; // no JSON, or a browser that keeps nothing
  }
}

/** @param {string} id */
export function rememberClass(id) {
  const others = ownClasses().filter((other) => other !== id);
  keep([id, ...others].slice(0, MOST));
  if (others.length >= MOST) keepDraftsOf(ownClasses());
}

/** @param {string} id */
export function forgetClass(id) {
  keep(ownClasses().filter((other) => other !== id));
}

/** @param {string[]} ids */
function keep(ids) {
  try {
    localStorage.setItem(PLACE, JSON.stringify(ids));
  } catch {
    // full, or a browser that keeps nothing: the link leads to the class as well
  }
}
