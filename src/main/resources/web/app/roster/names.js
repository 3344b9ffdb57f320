/**
 * The name in what a cell or a line says of a person, and what else stands there: an address, a group, a remark.
 *
 * @module roster/names
 *
 * @typedef {{name: string, email: string, group: string}} Said
 */

const WITH_ADDRESS = /^(.*?)[\s"'(<[]+(?:mailto:)?([^\s<>()[\]"',;]+@[^\s<>()[\]"',;]+)[\s>)\]"']*$/;
const ADDRESS = /^(?:mailto:)?([^\s@<>]+@[^\s@<>]+)$/i;
const REMARK = /\s*[([]([^()[\]]*)[)\]]\s*$/;
/** How people want to be spoken of, and whom an organisation takes for a stranger. */
const NOT_IN_NAME = /^(?:(?:she|he|they|her|him|them|sie|er|elle|il|ella|él)(?:\/.*)?|guest|gast|invité|invitada?|external|extern|externe|unverified|nicht überprüft)$/iu;
const GROUP = /^(?:\d{1,2}[./ -]?[a-z]{0,2}\d?|[a-z]{1,2}\d{1,2}[a-z]?)$/i;
const SUFFIX = /^(?:jr|sr|ii|iii|iv|v)\.?$/i;
const CAPITALS = /^\p{Lu}[\p{Lu}\p{M}'’-]+$/u;
const HAS_SMALL = /\p{Ll}/u;
const LOGIN = /^\p{L}[\p{L}\p{M}'-]*(?:[._]\p{L}[\p{L}\p{M}'-]*)+\d*$/u;

/** More is neither a name nor an address, but a text that got here by mistake. */
const MOST_CHARS = 400;

/** @param {string} text such as `Schmidt, Lena (10a) <lena@school.example>` @returns {Said} the name as it is spoken: `Lena Schmidt` */
export function said(text) {
  if (text.length > MOST_CHARS) return { name: text, email: '', group: '' };
  const [, alone] = ADDRESS.exec(text) ?? [];
  if (alone) return { name: '', email: alone, group: '' };
  const [, before, email] = WITH_ADDRESS.exec(text) ?? [];
  let name = (before ?? text).replace(/["“”„]/g, '').replace(/[\s,;:–-]+$/, '').trim();
  let group = '';
  for (let [, remark] = REMARK.exec(name) ?? []; remark !== undefined; [, remark] = REMARK.exec(name) ?? []) {
    if (GROUP.test(remark.trim())) group = remark.trim();
    else if (!NOT_IN_NAME.test(remark.trim())) break;
    name = name.replace(REMARK, '');
  }
  return { name: ADDRESS.test(name) ? '' : spoken(name), email: email ?? '', group };
}

/** First name first. @param {string} name */
function spoken(name) {
  const parts = name.split(',').map((part) => part.trim()).filter(Boolean);
  if (parts.length === 2 && SUFFIX.test(parts[1])) return parts.join(' ');
  if (parts.length === 2) return `${parts[1]} ${parts[0]}`;
  if (parts.length === 3 && SUFFIX.test(parts[2])) return `${parts[1]} ${parts[0]} ${parts[2]}`;
  if (parts.length === 3 && SUFFIX.test(parts[1])) return `${parts[2]} ${parts[0]} ${parts[1]}`;
  return capitalsLast(name);
}

/** French lists have the family name in capitals, often before the first name. @param {string} name */
function capitalsLast(name) {
  const all = name.split(' ');
  const rest = all.findIndex((word) => !CAPITALS.test(word));
  return rest > 0 && all.slice(rest).some((word) => HAS_SMALL.test(word)) && !all.slice(rest).some((word) => CAPITALS.test(word))
    ? [...all.slice(rest), ...all.slice(0, rest)].join(' ') : name;
}

/** `Lena Schmidt` of `lena.schmidt`; a login that tells no name is its own. @param {string} login */
export function nameOfLogin(login) {
  if (!LOGIN.test(login)) return login;
  return login.replace(/\d+$/, '').split(/[._]/).map(capitalized).join(' ');
}

/** @param {string} word */
function capitalized(word) {
  return word.length === 1 ? `${word.toUpperCase()}.` : word.toLowerCase().replace(/(^|['-])(\p{L})/gu, (_, before, letter) => before + letter.toUpperCase());
}
