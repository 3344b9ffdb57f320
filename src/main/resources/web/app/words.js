/**
 * The page's words in the language that the browser asks for first, of those that there are.
 *
 * @module words
 */

import { english } from './words-en.js';

/** What gives the words of each language, by its code. Nobody reads those of others. @type {Record<string, () => Promise<typeof english>>} */
export const LANGUAGES = {
  de: async () => (await import('./words-de.js')).german,
  en: async () => english,
  es: async () => (await import('./words-es.js')).spanish,
  fr: async () => (await import('./words-fr.js')).french,
};

const languageOf = (/** @type {string} */ tag) => tag.toLowerCase().split('-')[0];

/** The first whose words there are, with its region: in the United Kingdom it is 14:05, elsewhere 2:05 PM. @param {readonly string[]} wanted such as `navigator.languages` */
export function localeFor(wanted) {
  return wanted.find((tag) => languageOf(tag) in LANGUAGES) ?? 'en';
}

const locale = localeFor(globalThis.navigator?.languages ?? []);

export const language = languageOf(locale);

/** @type {typeof english} */
export const words = await LANGUAGES[language]();

const TIME = /** @type {const} */ ({ hour: '2-digit', minute: '2-digit' });
const ofToday = new Intl.DateTimeFormat(locale, TIME);
const ofOtherDays = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', ...TIME });

/** The time of day, with the day where that is not today's: a class may go on for weeks. @param {string|number|Date} moment */
export function timeOf(moment) {
  const at = new Date(moment);
  const format = at.toDateString() === new Date().toDateString() ? ofToday : ofOtherDays;
  return format.format(at);
}

const SHORT_CHARS = 60;

/** Of what somebody typed or pasted, as much as can be said back. @param {string} text */
export function shortened(text) {
  return text.length > SHORT_CHARS ? `${text.slice(0, SHORT_CHARS)}…` : text;
}

/** How long something takes or took, roughly. @param {number} ms */
export function durationOf(ms) {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 60) return words.seconds(seconds);
  if (seconds < 3_600) return words.minutes(Math.floor(seconds / 60));
  if (seconds < 2 * 86_400) return words.hours(Math.floor(seconds / 3_600));
  return words.days(Math.floor(seconds / 86_400));
}
