/**
 * What was typed and is not sent yet, so that neither a reload nor a change of views loses it.
 *
 * @module drafts
 */

const PREFIX = 'switchboard draft ';

/** @param {string} place a name for the field */
export function draft(place) {
  try {
    return localStorage.getItem(PREFIX + place) ?? '';
  } catch {
    return ''; // a browser that keeps nothing
  }
}

/** @param {string} place @param {string} text empty: nothing is kept any more */
export function keepDraft(place, text) {
  try {
    if (text === '') localStorage.removeItem(PREFIX + place);
    else localStorage.setItem(PREFIX + place, text);
  } catch {
    // full, or a browser that keeps nothing: the field itself still has it
  }
}

/** Where something is kept. @param {string} start of the names @returns {string[]} */
export function placesOfDrafts(start) {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(PREFIX + start))
      .map((key) => key.slice(PREFIX.length));
  } catch {
    return []; // a browser that keeps nothing
  }
}
