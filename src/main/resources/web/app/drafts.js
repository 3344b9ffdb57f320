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
