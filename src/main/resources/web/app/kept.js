/**
 * What the page keeps of the messages of a class. The log itself is the server's: what is too long is cut here, and is read
 * there when somebody wants to see it whole; and where all of them are too much, whoever has the most loses the oldest. So
 * nobody's messages make the page slow, nor take the room of others'.
 *
 * @module kept
 *
 * @typedef {import('./switchboard.js').Message & {cut?: Cut}} Kept
 *
 * @typedef {object} Cut of a message whose content is longer than what is kept of it
 * @property {string} text   how what it says begins
 * @property {boolean} code  whether it is shown as it was typed
 * @property {number} of     how many characters it says
 *
 * @typedef {object} Shown  a message, or one that is not saved yet
 * @property {import('./switchboard.js').Content} [content]
 * @property {Cut} [cut]
 */

import { optionsOf } from './choice.js';
import { asWritten, isJson, ownText } from './literals.js';

/** Of a content, as JSON; about two pages of text. */
export const KEPT_CHARS = 4_000;
/** Of all messages: some 50 MB of the browser's memory. With them go what short messages take besides, as so many characters. */
const MOST_CHARS = 32_000_000;
const CHARS_BESIDES = 500;
/** When it is too much, so much goes at once: what was computed from all is computed again. */
const AFTERWARDS = 0.9;
/** Names that members of a content refer to something by. */
export const NAME_CHARS = 100;

export class KeptMessages {
  /** In the order of the class. @type {Kept[]} */
  all = [];
  /** How many were let go, so that there is room for others. */
  gone = 0;

  #mostChars;
  #chars = 0;

  constructor(mostChars = MOST_CHARS) {
    this.#mostChars = mostChars;
  }

  /** @param {Kept} message what {@link kept} made @returns {boolean} whether earlier ones were let go for it */
  add(message) {
    this.all.push(message);
    this.#chars += charsOf(message);
    if (this.#chars <= this.#mostChars) return false;
    this.#makeRoom();
    return true;
  }

  #makeRoom() {
    const holders = holdersOf(this.all);
    const dropped = new Set();
    while (this.#chars > this.#mostChars * AFTERWARDS && dropped.size < this.all.length - 1) {
      const [most, next] = twoGreatest(holders);
      do {
        const oldest = most.messages[most.dropped];
        most.dropped += 1;
        most.chars -= charsOf(oldest);
        this.#chars -= charsOf(oldest);
        dropped.add(oldest);
      } while (most.chars > next && this.#chars > this.#mostChars * AFTERWARDS);
    }
    this.all = this.all.filter((message) => !dropped.has(message));
    this.gone += dropped.size;
  }
}

/** @typedef {{messages: Kept[], chars: number, dropped: number}} Holder */

/** @param {Kept[]} messages @returns {Holder[]} by whom they are */
function holdersOf(messages) {
  /** @type {Map<string, Holder>} */
  const holders = new Map();
  for (const message of messages) {
    let holder = holders.get(message.from_user);
    if (!holder) holders.set(message.from_user, holder = { messages: [], chars: 0, dropped: 0 });
    holder.messages.push(message);
    holder.chars += charsOf(message);
  }
  return [...holders.values()];
}

/** @param {Holder[]} holders @returns {[Holder, number]} who has the most, and how much the next one has */
function twoGreatest(holders) {
  let [most] = holders;
  let next = 0;
  for (const holder of holders.slice(1)) {
    if (holder.chars > most.chars) [most, next] = [holder, most.chars];
    else if (holder.chars > next) next = holder.chars;
  }
  return [most, next];
}

/** @param {Kept} message */
function charsOf({ content, cut }) {
  return CHARS_BESIDES + (cut ? cut.text.length : JSON.stringify(content).length);
}

/** What is kept of it. @param {import('./switchboard.js').Message} message @returns {Kept} */
export function kept(message) {
  const { content } = message;
  if (JSON.stringify(content).length <= KEPT_CHARS) return message;
  const text = textOf(message);
  const cut = { text: beginningOf(text), code: isCode(message), of: text.length };
  return { ...message, content: namesIn(content), cut };
}

/** Members of a content that say what it is about, and what kind of thing it is. */
const NAMES = ['request', 'kind', 'status', 'asked_by', 'author'];
const MARKS = ['agent', 'correction'];

/** What of a long content the page goes by. @param {import('./switchboard.js').Content} content */
function namesIn(content) {
  const isName = (/** @type {unknown} */ value) => typeof value === 'string' && value.length <= NAME_CHARS;
  const names = NAMES.filter((name) => isName(content[name]));
  const marks = MARKS.filter((name) => content[name] === true);
  const found = Object.fromEntries([...names, ...marks].map((name) => [name, content[name]]));
  const options = optionsOf(content);
  if (options.length) found.options = options;
  if (Number.isInteger(content.choice)) found.choice = content.choice;
  // What names something that cannot be its name names nothing that is known; it still is no reply to all.
  const { in_reply_to: named = null } = content;
  return named === null ? found : { in_reply_to: isName(named) ? named : '', ...found };
}

/** @param {string} text */
function beginningOf(text) {
  const last = text.charCodeAt(KEPT_CHARS - 1);
  const halved = last >= 0xd800 && last < 0xdc00; // the first half of an emoji
  return ownText(text.slice(0, halved ? KEPT_CHARS - 1 : KEPT_CHARS));
}

/** What a message says, for people. @param {Shown} message @returns {string} */
export function textOf({ content = {}, cut }) {
  if (cut) return cut.text;
  if (isJson(content)) return asWritten(content);
  return typeof content.text === 'string' ? content.text : content.code;
}

/** Whether it is to be shown as it was typed, in letters of one width. @param {Shown} message @returns {boolean} */
export function isCode({ content = {}, cut }) {
  return cut ? cut.code : typeof content.text !== 'string';
}
