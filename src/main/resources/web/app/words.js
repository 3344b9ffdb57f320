/**
 * The page's words in the language that the browser asks for first, of those that there are.
 *
 * @module words
 */

import { english } from './words-en.js';
import { german } from './words-de.js';

const LANGUAGES = { en: english, de: german };

/** @param {readonly string[]} wanted such as `navigator.languages` @returns {'en'|'de'} */
export function languageFor(wanted) {
  const known = wanted.map((tag) => tag.toLowerCase().split('-')[0]).find((tag) => tag in LANGUAGES);
  return /** @type {'en'|'de'} */ (known ?? 'en');
}

export const language = languageFor(globalThis.navigator?.languages ?? []);

/** @type {typeof english} */
export const words = LANGUAGES[language];

const clock = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' });

/** The time of day. @param {string|number|Date} moment */
export function timeOf(moment) {
  return clock.format(new Date(moment));
}

/** How long something takes or took, roughly. @param {number} ms */
export function durationOf(ms) {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 60) return words.seconds(seconds);
  if (seconds < 3_600) return words.minutes(Math.floor(seconds / 60));
  return words.hours(Math.floor(seconds / 3_600));
}
