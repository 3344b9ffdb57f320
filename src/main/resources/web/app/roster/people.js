/**
 * The people in the rows of a table or list, each with an id that the protocol allows.
 *
 * @module roster/people
 *
 * @typedef {import('./rows.js').Row} Row
 * @typedef {import('./columns.js').Role} Role
 *
 * @typedef {object} Person
 * @property {string} userId
 * @property {string} name      as it is spoken; the id where no name is known
 * @property {string} [group]
 * @property {{line: number, text: string, id: 'given'|'login'|'email'|'name'}} from  where it stands, and what the id was made of
 *
 * @typedef {object} Draft  somebody before all ids are known
 * @property {Row} row
 * @property {string} given  an id that may stay
 * @property {string} base   what one is made of
 * @property {string} whole  what tells them from others: the id, or the address
 * @property {'given'|'login'|'email'|'name'} source
 * @property {string} name
 * @property {string} group
 *
 * @typedef {(code: string, value: string, message: string) => null} Leave  says why a row is nobody
 */

import { isId } from '../rules.js';
import { shortened, words } from '../words.js';
import { isAside, isHeading, isTeacher, isTestStudent } from './asides.js';
import { Ids, madeId } from './ids.js';
import { nameOfLogin, said } from './names.js';

/** A domain before a login, and the sign that some systems put before one. */
const BEFORE_LOGIN = /^(?:[\w.-]+\\|#)/;

/**
 * @param {readonly Row[]} rows @param {readonly Role[]} roles of their cells
 * @returns {{people: Person[], leftOut: import('./check.js').Problem[]}} and why others are none
 */
export function peopleOf(rows, roles) {
  /** @type {import('./check.js').Problem[]} */
  const leftOut = [];
  /** @type {Draft[]} */
  const drafts = [];
  for (const row of rows) {
    /** @type {Leave} */
    const leave = (code, value, message) => {
      leftOut.push({ line: row.line, value: shortened(value), message, code, blocks: false });
      return null;
    };
    const draft = draftOf(row, roles, leave);
    if (draft) drafts.push(draft);
  }
  return { people: withIds(withoutDoubles(drafts, leftOut)), leftOut };
}

/** @param {Row} row @param {readonly Role[]} roles @param {Leave} leave @returns {Draft|null} */
function draftOf(row, roles, leave) {
  const texts = words.importProblems;
  const [cell = '', ...more] = row.cells.filter(Boolean);
  const alone = more.length === 0;
  const cells = (/** @type {Role} */ role) => roles.flatMap((one, i) => (one === role && row.cells[i] ? [row.cells[i]] : []));
  const [givenId = ''] = cells('id');
  const [mailCell = ''] = cells('email');
  const first = cells('first').join(' ');
  const last = cells('last').join(' ');
  const inFull = said(first || last ? '' : cells('full')[0] ?? '');
  const inMail = said(mailCell);
  const name = [first, last].filter(Boolean).join(' ') || inFull.name || (inMail.email && inMail.name);
  const email = inMail.email || inFull.email;
  const idCell = givenId || (name || email ? '' : mailCell); // a login among addresses
  const text = name || idCell || email || cell;

  if (cell === '') return leave('unseen', '', texts.unseen);
  const isNobody = !name && !idCell && !email;
  const isTitle = alone && /[\s:]/.test(cell) && isHeading(cell);
  const isFooter = alone && roles.length > 2 && !idCell && !email && /\d/.test(name);
  if (isNobody || isTitle || isFooter || isAside(text)) return leave('aside', text, texts.aside(shortened(text)));
  if (isTestStudent(name) || isTestStudent(idCell)) return leave('test_student', text, texts.testStudent(shortened(text)));
  const [role] = cells('role');
  if (role && isTeacher(role)) return leave('teacher', text, texts.teacher(shortened(text), shortened(role)));
  return { row, ...idOf(idCell, email, name), group: cells('group')[0] ?? inFull.group };
}

/**
 * What the id is, or is made of: what the school gave, else the address, else the name.
 *
 * @param {string} idCell @param {string} email @param {string} name
 * @returns {Pick<Draft, 'given'|'base'|'whole'|'source'|'name'>}
 */
function idOf(idCell, email, name) {
  const id = idCell.replace(BEFORE_LOGIN, '');
  const { email: mailInId } = said(id);
  if (id && !mailInId) {
    if (isId(id)) return { given: id, base: '', whole: id, source: 'given', name: name || id };
    if (madeId(id)) return { given: '', base: id, whole: id, source: 'login', name: name || nameOfLogin(id) };
  }
  const whole = (mailInId || email).toLowerCase();
  const [local] = whole.split('@');
  if (madeId(local)) return { given: '', base: local, whole, source: 'email', name: name || nameOfLogin(local) };
  if (isLogin(name)) return { given: '', base: name, whole: name, source: 'login', name: nameOfLogin(name) };
  return { given: '', base: name, whole: name, source: 'name', name };
}

/** `lena.schmidt` among names. @param {string} name */
function isLogin(name) {
  return /^[a-z][a-z-]*(?:[._][a-z-]+)+\d*$/.test(name);
}

/** Of the same person twice the first. @param {readonly Draft[]} drafts @param {import('./check.js').Problem[]} leftOut @returns {Draft[]} */
function withoutDoubles(drafts, leftOut) {
  const known = new Set();
  return drafts.filter(({ row, whole, source, name }) => {
    if (source === 'name') return true; // two people may have one name
    const person = JSON.stringify([whole, name.toLowerCase()]);
    if (known.has(person)) {
      const value = shortened(whole);
      leftOut.push({ line: row.line, value, message: words.doubled(value), code: 'doubled', blocks: false });
      return false;
    }
    known.add(person);
    return true;
  });
}

/** @param {readonly Draft[]} drafts @returns {Person[]} whoever has an id keeps it, wherever they stand */
function withIds(drafts) {
  const ids = new Ids();
  for (const { given } of drafts) if (given) ids.take(given);
  return drafts.map(({ row, given, base, source, name, group }) => {
    const made = given || madeId(base);
    return {
      userId: given || (made && ids.free(made)),
      name,
      ...(group && { group }),
      from: { line: row.line, text: row.cells.filter(Boolean).join(', '), id: source },
    };
  });
}
