/**
 * What the tabulator does in a field for code: it indents, as everywhere where code is written. Escape before it lets it
 * leave the field, so that nobody who has only a keyboard is caught there.
 *
 * @module parts/code-keys
 *
 * @typedef {{value: string, selectionStart: number, selectionEnd: number}} Field
 *
 * @typedef {object} Edit
 * @property {number} from   what stands from here
 * @property {number} to     to here is replaced
 * @property {string} text   by this
 * @property {number} start  and this is selected then
 * @property {number} end
 */

const WIDTH = 4;
const STEP = ' '.repeat(WIDTH);
const ONE_STEP = new RegExp(`^(?:\t| {1,${WIDTH}})`);

/** Goes on to the next stop; of what is selected every line goes one step further. @param {Field} field @returns {Edit} */
export function indented({ value, selectionStart: start, selectionEnd: end }) {
  const from = lineStart(value, start);
  if (start === end) {
    const text = ' '.repeat(WIDTH - ((start - from) % WIDTH));
    return { from: start, to: start, text, start: start + text.length, end: start + text.length };
  }
  const lines = value.slice(from, end);
  const text = lines.replaceAll(/^(?=.)/gm, STEP); // an empty line stays empty
  return { from, to: end, text, start: lines.startsWith('\n') ? start : start + WIDTH, end: from + text.length };
}

/** Every line in which something is selected, or the caret is, goes one step back. @param {Field} field @returns {Edit} */
export function outdented({ value, selectionStart: start, selectionEnd: end }) {
  const from = lineStart(value, start);
  const nextLine = value.indexOf('\n', end);
  const to = nextLine < 0 ? value.length : nextLine;
  const lines = value.slice(from, to).split('\n');
  const shorter = lines.map((line) => line.replace(ONE_STEP, ''));
  const text = shorter.join('\n');
  const first = lines[0].length - shorter[0].length;
  const newStart = Math.max(from, start - first);
  return { from, to, text, start: newStart, end: Math.max(newStart, end - (to - from - text.length)) };
}

/** @param {string} value @param {number} at */
function lineStart(value, at) {
  return value.lastIndexOf('\n', at - 1) + 1;
}

/** The keys of one field. */
export class CodeKeys {
  /** Whether the next tabulator leaves. */
  #leaves = false;

  /** @param {KeyboardEvent} event on its way to the field */
  pressed(event) {
    const leaves = this.#leaves;
    if (event.key !== 'Shift') this.#leaves = event.key === 'Escape';
    if (event.key !== 'Tab' || leaves || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    event.preventDefault();
    const field = /** @type {HTMLTextAreaElement} */ (event.target);
    apply(field, event.shiftKey ? outdented(field) : indented(field));
  }
}

/** As if it had been typed: so it can be undone, and whoever listens to the field hears of it. @param {HTMLTextAreaElement} field @param {Edit} edit */
function apply(field, { from, to, text, start, end }) {
  if (field.value.slice(from, to) === text) return;
  field.setSelectionRange(from, to);
  document.execCommand(text ? 'insertText' : 'delete', false, text);
  field.setSelectionRange(start, end);
}
