/**
 * What is more than text in what people write: links, and code between fences. It is found in the text, and nothing of it is
 * ever markup.
 *
 * @module rich-text
 *
 * @typedef {{kind: 'text'|'link'|'code', text: string}} Part
 */

/** A line of three backticks or more, perhaps with the name of a language. */
const FENCE = /^ {0,3}(`{3,})[^`]*$/;
/** Without what is not seen, which could make one address look like another. */
const LINK = /https?:\/\/[^\s<>"`\p{Cc}\p{Cf}]+/giu;
/** What ends a sentence or a bracket around a link is none of it. */
const AFTER = '.,;:!?\'*_~)]}»«”“’‘…';
/** @type {Record<string, string>} */
const OPENING = { ')': '(', ']': '[', '}': '{' };

/** All of a text, in its order. @param {string} text @returns {Part[]} */
export function partsOf(text) {
  if (!text.includes('```') && !text.includes('://')) return [{ kind: 'text', text }];
  return blocksOf(text).flatMap((block) => (block.kind === 'code' ? [block] : withLinks(block.text)));
}

/** Code, and what is between it. A fence that nobody closed goes on to the end: the text may be cut. @param {string} text @returns {Part[]} */
function blocksOf(text) {
  /** @type {Part[]} */
  const blocks = [];
  /** @type {string[]} */
  let lines = [];
  let fence = '';
  const end = (/** @type {'text'|'code'} */ kind) => {
    if (kind === 'code' || lines.length > 0) blocks.push({ kind, text: lines.join('\n') });
    lines = [];
  };
  for (const line of text.split('\n')) {
    const [, found = ''] = FENCE.exec(line.replace(/\r$/, '')) ?? [];
    const closes = fence !== '' && found.length >= fence.length && line.trim() === found;
    if (closes) {
      end('code');
      fence = '';
    } else if (fence === '' && found !== '') {
      end('text');
      fence = found;
    } else {
      lines.push(line);
    }
  }
  end(fence === '' ? 'text' : 'code');
  return blocks;
}

/** @param {string} text @returns {Part[]} */
function withLinks(text) {
  /** @type {Part[]} */
  const parts = [];
  let at = 0;
  for (const { 0: found, index } of text.matchAll(LINK)) {
    const link = withoutWhatFollows(found);
    if (!isAddress(link)) continue;
    if (index > at) parts.push({ kind: 'text', text: text.slice(at, index) });
    parts.push({ kind: 'link', text: link });
    at = index + link.length;
  }
  if (at < text.length) parts.push({ kind: 'text', text: text.slice(at) });
  return parts;
}

/** @param {string} link */
function withoutWhatFollows(link) {
  let end = link.length;
  for (; AFTER.includes(link[end - 1]); end -= 1) {
    const opening = OPENING[link[end - 1]];
    if (opening && count(link, opening, end) >= count(link, link[end - 1], end)) break; // a bracket of the address itself
  }
  return link.slice(0, end);
}

/** @param {string} text @param {string} character @param {number} end */
function count(text, character, end) {
  return text.slice(0, end).split(character).length - 1;
}

/** Whether it leads where it seems to: before an @ anything may stand. @param {string} link */
function isAddress(link) {
  try {
    const { protocol, hostname, username, password } = new URL(link);
    return (protocol === 'https:' || protocol === 'http:') && hostname !== '' && username === '' && password === '';
  } catch {
    return false; // no address, so it is text
  }
}
