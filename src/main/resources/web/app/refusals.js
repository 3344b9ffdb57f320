/**
 * What the server refused for good: somebody wrote it and may still want to have it, also after a reload.
 *
 * @module refusals
 *
 * @typedef {object} Refusal
 * @property {import('./switchboard.js').Draft} draft
 * @property {string} message  why
 * @property {number} count    how many times the same was refused for the same reason, to whomever it was to go
 */

import { draft, keepDraft, MOST_CHARS } from './drafts.js';
import { textOf } from './kept.js';

/** Different ones; then the oldest goes. */
const MOST = 50;

/** Whatever stands there: an older page may have written it, or somebody else. @param {string} place @returns {Refusal[]} */
export function keptRefusals(place) {
  /** @type {unknown} */
  let found;
  try {
    found = JSON.parse(draft(place) || '[]');
  } catch {
    return []; // what is no JSON is none of ours
  }
  if (!Array.isArray(found)) return [];
  return found
    .filter((one) => typeof one?.message === 'string' && one.draft?.content !== null && typeof one.draft?.content === 'object')
    .slice(-MOST)
    .map(({ draft, message, count }) => ({ draft, message, count: Number.isInteger(count) ? count : 1 }));
}

/** As many of the newest as there is room for. @param {string} place @param {Refusal[]} refusals */
export function keepRefusals(place, refusals) {
  let newest = refusals;
  while (JSON.stringify(newest).length > MOST_CHARS) newest = newest.slice(1);
  keepDraft(place, newest.length ? JSON.stringify(newest) : '');
}

/** One more: what was to go to each of many is one. @param {Refusal[]} refusals @param {Refusal} added @returns {Refusal[]} */
export function withRefusal(refusals, added) {
  const isSame = (/** @type {Refusal} */ { draft, message }) => message === added.message && draft.type === added.draft.type
    && textOf(draft) === textOf(added.draft);
  if (!refusals.some(isSame)) return [...refusals, added].slice(-MOST);
  return refusals.map((one) => (isSame(one) ? { ...one, count: one.count + 1 } : one));
}
