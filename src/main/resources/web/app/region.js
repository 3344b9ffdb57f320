/**
 * What the reader's region has, whatever language the page speaks: a French reader of English words has a French spreadsheet.
 *
 * @module region
 */

/** Where a list is separated by semicolons though numbers have a point. */
const SEMICOLON_REGIONS = ['CH', 'LI'];

/** The reader's own language and region. */
export const readersLocale = globalThis.navigator?.languages?.[0] ?? new Intl.NumberFormat().resolvedOptions().locale;

/** The name of the reader's time zone, such as `Europe/Berlin`. */
export const timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What spreadsheets expect between two values, since a comma may be a decimal sign. @param {string} locale @returns {','|';'} */
export function listSeparatorFor(locale) {
  const decimal = new Intl.NumberFormat(locale).format(1.5).replaceAll(/\p{Nd}/gu, '');
  const { region } = new Intl.Locale(locale).maximize();
  return decimal === '.' && !SEMICOLON_REGIONS.includes(region ?? '') ? ',' : ';';
}

/** As every spreadsheet reads it, in the reader's zone. @param {Date} moment */
export function localText(moment) {
  const two = (/** @type {number} */ number) => String(number).padStart(2, '0');
  const day = [String(moment.getFullYear()).padStart(4, '0'), two(moment.getMonth() + 1), two(moment.getDate())].join('-');
  return `${day} ${[moment.getHours(), moment.getMinutes(), moment.getSeconds()].map(two).join(':')}`;
}
