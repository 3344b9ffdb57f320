/**
 * JSON as it was written. `JSON.parse` makes 12345678901234567000 of 12345678901234567890 and 1 of 1.0, and puts members whose
 * names are numbers first; the protocol keeps what the sender wrote, so what is shown as JSON or exported is cut out of the
 * text that came.
 *
 * @module literals
 */

/** The elements of an array. @param {string} json of an array, well-formed @returns {string[]} */
export function elementsOf(json) {
  const parts = [];
  const text = json.trim();
  for (let at = 1; at < text.length;) {
    const end = endOfPart(text, at);
    parts.push(text.slice(at, end).trim());
    at = end + 1;
  }
  return parts.length === 1 && parts[0] === '' ? [] : parts;
}

/** The values of an object by their names, of two with the same name the last. @param {string} json of an object, well-formed @returns {Map<string, string>} */
export function membersOf(json) {
  return new Map(elementsOf(json).map((member) => {
    const end = endOfString(member, 0) + 1;
    return [JSON.parse(member.slice(0, end)), member.slice(member.indexOf(':', end) + 1).trim()];
  }));
}

/** Where the comma or bracket is that ends what begins here. @param {string} text @param {number} from */
function endOfPart(text, from) {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    switch (text[at]) {
      case '"':
        at = endOfString(text, at);
        break;
      case '[':
      case '{':
        depth += 1;
        break;
      case ']':
      case '}':
        if (depth === 0) return at;
        depth -= 1;
        break;
      case ',':
        if (depth === 0) return at;
    }
  }
  return text.length;
}

/** Where the quote is that ends the string which begins here. @param {string} text @param {number} from */
function endOfString(text, from) {
  let end = from;
  let escapes;
  do {
    end = text.indexOf('"', end + 1);
    escapes = 0;
    while (text[end - 1 - escapes] === '\\') escapes += 1;
  } while (escapes % 2 === 1);
  return end;
}

// ---- messages

/** Of contents that are shown as JSON, where that differs from what `JSON.stringify` makes of them. @type {WeakMap<object, string>} */
const written = new WeakMap();

/** A content as its sender wrote it. @param {object} content of a message that {@link parsed} has read, or one's own */
export function asWritten(content) {
  return written.get(content) ?? JSON.stringify(content);
}

/** Whether people read it as JSON, since it says nothing else. @param {import('./switchboard.js').Content} content */
export function isJson(content) {
  return typeof content.text !== 'string' && typeof content.code !== 'string';
}

/**
 * As `JSON.parse`; of a message, or of a page of messages, it is known afterwards how the contents were written that are shown
 * as JSON.
 *
 * @param {string} text
 */
export function parsed(text) {
  const value = JSON.parse(text);
  if (Array.isArray(value?.messages)) {
    if (value.messages.some(isShownAsJson)) messagesIn(text).forEach((one, i) => remember(value.messages[i], one));
  } else if (isShownAsJson(value)) {
    remember(value, text);
  }
  return value;
}

/** The messages of a page, as they were written. @param {string} page @returns {string[]} */
export function messagesIn(page) {
  return elementsOf(/** @type {string} */ (membersOf(page).get('messages')));
}

/** The content of a message, as it was written. @param {string} message */
export function contentIn(message) {
  return /** @type {string} */ (membersOf(message).get('content'));
}

/** @param {any} message */
function isShownAsJson(message) {
  return Number.isInteger(message?.seq) && isJson(message.content);
}

/** @param {any} message @param {string} text */
function remember(message, text) {
  if (!isShownAsJson(message)) return;
  const content = contentIn(text);
  if (content !== JSON.stringify(message.content)) written.set(message.content, ownText(content));
}

/** A text of its own: a part of one keeps the whole of it in memory. @param {string} text */
export function ownText(text) {
  return JSON.parse(JSON.stringify(text));
}
