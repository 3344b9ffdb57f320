/**
 * Names that anybody gives, as they are shown: they may say what they like, and change nothing but their own place.
 *
 * @module names
 */

/** What is not seen or turns what follows around. What joins letters and emojis stays: scripts need it. */
const UNSEEN = /(?![\u200c\u200d])[\u034f\p{Cf}\p{Cs}\p{Co}\u115f\u1160\u3164\uffa0\u2800]/gu;
/** Marks upon marks grow into the lines above and below; no script needs more than these. */
const TOO_MANY_MARKS = /(\p{M}{4})\p{M}+/gu;

/** @param {string} name of a class, or what else somebody named @param {string} [otherwise] where nothing of it can be seen */
export function shownName(name, otherwise = '…') {
  const shown = name.replaceAll(UNSEEN, '').replaceAll(TOO_MANY_MARKS, '$1').replaceAll(/\s+/gu, ' ').trim();
  return /[^\p{M}\p{Z}\u200c\u200d]/u.test(shown) ? shown : otherwise;
}

/** How a person of a class is called, where that is known. @param {Record<string, string>|undefined} names by user id @param {string} user */
export function nameIn(names, user) {
  return names && Object.hasOwn(names, user) ? shownName(names[user], '') : '';
}
