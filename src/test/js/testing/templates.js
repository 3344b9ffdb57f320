/** What stands in the templates of a module besides what is put into them. */

const HOLE = '\u0001';

/** The static text of every template of lit, with a hole for each expression; one within an expression is one of its own. @param {string} source @returns {string[]} */
export function templatesIn(source) {
  const templates = [];
  readCode(source, 0, '', templates);
  return templates;
}

/** Reads code up to this bracket, or to the end. @returns {number} where it goes on behind it */
function readCode(code, from, until, templates) {
  let at = from;
  while (at < code.length) {
    const character = code[at];
    if (character === until) return at + 1;
    if (character === '{') {
      at = readCode(code, at + 1, '}', templates);
    } else if (character === '`') {
      at = readTemplate(code, at + 1, /\b(?:html|svg)$/.test(code.slice(0, at)), templates);
    } else if (character === '\'' || character === '"') {
      at = endOf(/.(?:[^\\]|\\.)*?/y, character, code, at);
    } else if (code.startsWith('//', at)) {
      at = endOf(/.*?/y, '\n', code, at);
    } else if (code.startsWith('/*', at)) {
      at = endOf(/.*?/sy, '*/', code, at);
    } else if (character === '/' && /(?:[(,=:[!&|?{};>]|\breturn)\s*$/.test(code.slice(Math.max(0, at - 20), at))) {
      at = endOf(/.(?:[^\\[/]|\\.|\[(?:[^\\\]]|\\.)*\])*?/y, '/', code, at); // a regular expression
    } else {
      at += 1;
    }
  }
  return at;
}

function readTemplate(code, from, isMarkup, templates) {
  let text = '';
  let at = from;
  while (at < code.length && code[at] !== '`') {
    if (code[at] === '\\') {
      at += 2;
    } else if (code.startsWith('${', at)) {
      at = readCode(code, at + 2, '}', templates);
      text += HOLE;
    } else {
      text += code[at];
      at += 1;
    }
  }
  if (isMarkup) templates.push(text);
  return at + 1;
}

/** Behind what ends it. @param {RegExp} inside what stands before that, from its beginning on @param {string} end @param {string} code @param {number} from */
function endOf(inside, end, code, from) {
  const escaped = end.replaceAll(/[*/]/g, '\\$&');
  const whole = new RegExp(`${inside.source}(?:${escaped}|$)`, inside.flags);
  whole.lastIndex = from;
  whole.test(code);
  return whole.lastIndex || from + 1;
}

const SAID = /\s(?:aria-label|aria-description|title|alt|placeholder|label)="([^"]*)"/g;

/** Words in a template that somebody would read. @param {string} template @returns {string[]} */
export function literalsIn(template) {
  const said = [...template.matchAll(SAID)].map(([, value]) => value);
  const text = template.replaceAll(/<[^>]*>/g, HOLE);
  return [...said, ...text.split(HOLE)].map((one) => one.trim()).filter((one) => /\p{L}{2}/u.test(one.replaceAll(HOLE, ' ')));
}
