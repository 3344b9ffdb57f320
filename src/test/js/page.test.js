import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { draft, keepDraft } from '../../main/resources/web/app/drafts.js';
import { isCode, textOf } from '../../main/resources/web/app/kept.js';
import { nameIn, shownName } from '../../main/resources/web/app/names.js';
import { forgetClass, ownClasses, rememberClass } from '../../main/resources/web/app/own-classes.js';
import { keepRefusals, keptRefusals, withRefusal } from '../../main/resources/web/app/refusals.js';
import { bytesOf, isId, isName } from '../../main/resources/web/app/rules.js';
import { english } from '../../main/resources/web/app/words-en.js';
import { durationOf, LANGUAGES, localeFor, timeOf, words } from '../../main/resources/web/app/words.js';

/** What else the page makes of what it is told, without a browser. */

describe('names that anybody gives', () => {
  test('are shown as they are', () => {
    for (const name of ['Algebra, Monday', 'Größe & Maß', 'كيمياء', 'किशोर क्षत्रिय', 'ก็ที่นี่', '👩‍👩‍👧 Familie', 'Tiếng Việt']) {
      assert.equal(shownName(name), name);
    }
  });

  test('turn nothing around, grow into no other line, and are seen', () => {
    assert.equal(shownName('a\u202Ebcd\u2066\u200Fe'), 'abcde');
    assert.equal(shownName(`Z${'\u0300'.repeat(100)}x`).length, 6);
    assert.equal(shownName('a\u2028\u00A0  b'), 'a b');
    for (const name of ['\u200B\u2060', '\u3164', '\u0300', '\u2800', '\u200d']) assert.equal(shownName(name, 'id'), 'id');
  });
});

test('people are called by their names only where those are known', () => {
  const names = { ada: 'Ada\u202E L.', bob: '\u200B' };
  assert.deepEqual(['ada', 'bob', 'carl', 'constructor', '__proto__'].map((id) => nameIn(names, id)), ['Ada L.', '', '', '', '']);
  assert.equal(nameIn(undefined, 'ada'), '');
});

describe('what the browser keeps', () => {
  /** As a browser's, which has room for so much. */
  function storage(room = Infinity) {
    const values = {};
    const methods = {
      getItem: (place) => values[place] ?? null,
      setItem(place, text) {
        if (text.length > room) throw new Error('full');
        values[place] = String(text);
      },
      removeItem: (place) => { delete values[place]; },
    };
    for (const [name, value] of Object.entries(methods)) Object.defineProperty(values, name, { value });
    return values;
  }

  const classOf = (n) => `0193f2f0-0000-7000-8000-${String(n).padStart(12, '0')}`;

  test('are the last dozen of classes, the last one first', () => {
    globalThis.localStorage = storage();
    for (let i = 0; i < 30; i += 1) rememberClass(classOf(i));
    assert.equal(JSON.parse(localStorage['switchboard classes']).length, 12);
    rememberClass(classOf(25));
    assert.equal(ownClasses().length, 12);
    assert.deepEqual(ownClasses().slice(0, 2), [classOf(25), classOf(29)]);
    forgetClass(classOf(25));
    assert.deepEqual(ownClasses().slice(0, 2), [classOf(29), classOf(28)]);
  });

  test('what was typed in older classes goes with them', () => {
    globalThis.localStorage = storage();
    keepDraft(`${classOf(0)} ada question`, 'old');
    keepDraft(`refused ${classOf(0)} ada student`, '[]');
    keepDraft('teach name', 'Algebra');
    rememberClass(classOf(0));
    for (let i = 1; i < 12; i += 1) rememberClass(classOf(i));
    assert.equal(draft(`${classOf(0)} ada question`), 'old');
    rememberClass(classOf(12));
    assert.deepEqual(Object.keys(localStorage).sort(), ['switchboard classes', 'switchboard draft teach name']);
  });

  test('whatever stands there, the page goes on', () => {
    for (const garbage of ['{', 'null', '5', '{"a":1}', '[null,5,{},"<script>","x y"]', '[{"draft":null,"message":"x"},{"draft":{"content":null},"message":"x"}]']) {
      globalThis.localStorage = Object.assign(storage(), { 'switchboard classes': garbage, 'switchboard draft place': garbage });
      assert.deepEqual([ownClasses(), keptRefusals('place')], [[], []], garbage);
      rememberClass(classOf(1));
      assert.deepEqual(ownClasses(), [classOf(1)]);
    }
  });

  test('of more than a dozen that stand there the first are read', () => {
    const many = Array.from({ length: 30 }, (_, i) => classOf(i));
    globalThis.localStorage = Object.assign(storage(), { 'switchboard classes': JSON.stringify(many) });
    assert.deepEqual(ownClasses(), many.slice(0, 12));
  });

  test('a browser that keeps nothing loses nothing but that', () => {
    globalThis.localStorage = storage(0);
    rememberClass(classOf(1));
    keepDraft('place', 'text');
    assert.deepEqual([ownClasses(), draft('place')], [[], '']);
    delete globalThis.localStorage;
    rememberClass(classOf(1));
    assert.deepEqual([ownClasses(), draft('place'), keptRefusals('place')], [[], '', []]);
  });

  test('what can be sent from nowhere is not kept, nor is what stood there before', () => {
    globalThis.localStorage = storage();
    keepDraft('place', 'short');
    keepDraft('place', 'x'.repeat(200_001));
    assert.equal(draft('place'), '');
  });

  test('the same refused for each of many is one, and of different ones the newest are kept that there is room for', () => {
    globalThis.localStorage = storage();
    const refused = (text, to) => ({ draft: { type: 'request', to_user: to, content: { text } }, message: 'full', count: 1 });
    let refusals = [];
    for (let i = 0; i < 2_000; i += 1) refusals = withRefusal(refusals, refused('Solve it', `s${i}`));
    assert.deepEqual(refusals.map(({ count }) => count), [2_000]);
    for (let i = 0; i < 60; i += 1) refusals = withRefusal(refusals, refused(`${i} ${'x'.repeat(60_000)}`, 'ada'));
    assert.equal(refusals.length, 50);
    keepRefusals('place', refusals);
    assert.deepEqual(keptRefusals('place'), refusals.slice(-3));
    keepRefusals('place', []);
    assert.deepEqual(keptRefusals('place'), []);
  });
});

test('whatever a content holds, there is something to read', () => {
  assert.equal(textOf({ content: { text: 'a' } }), 'a');
  assert.equal(textOf({ content: { code: 'b' } }), 'b');
  assert.equal(textOf({ content: { text: 1, x: ['<b>'] } }), '{"text":1,"x":["<b>"]}');
  assert.equal(textOf({ content: {} }), '{}');
  assert.deepEqual([{ text: 'a' }, { code: 'b' }, { x: 1 }].map((content) => isCode({ content })), [false, true, true]);
});

describe('forms', () => {
  test('what the server would refuse is named', () => {
    assert.deepEqual(['a', 'A_-9', 'x'.repeat(50)].map(isId), [true, true, true]);
    assert.deepEqual(['', 'x'.repeat(51), 'é', 'a b'].map(isId), [false, false, false, false]);
    assert.deepEqual(['Physics', '😀'.repeat(200)].map(isName), [true, true]);
    assert.deepEqual(['', '  ', 'a\u0000', '😀'.repeat(201)].map(isName), [false, false, false, false]);
  });

  test('bytes are counted as the server counts them', () => {
    assert.equal(bytesOf({ text: 'ü"' }), 15);
  });
});

describe('words', () => {
  test('all languages have the same, and take the same', async () => {
    const shape = (words) => Object.entries(words)
      .map(([name, value]) => [name, typeof value === 'object' ? Object.keys(value) : typeof value === 'function' ? value.length : 'text'])
      .sort();
    const missing = (words, others) => Object.keys(others).filter((name) => !(name in words));
    assert.deepEqual(Object.keys(LANGUAGES), ['de', 'en', 'es', 'fr']);
    for (const [language, load] of Object.entries(LANGUAGES)) {
      const others = await load();
      assert.deepEqual({ missing: missing(others, english), unknown: missing(english, others) }, { missing: [], unknown: [] }, language);
      assert.deepEqual(shape(others), shape(english), language);
    }
  });

  test('the browser chooses', () => {
    assert.equal(localeFor(['pl', 'de-AT', 'en']), 'de-AT');
    assert.equal(localeFor(['en-GB']), 'en-GB');
    assert.equal(localeFor(['fr-CA', 'en']), 'fr-CA');
    assert.equal(localeFor(['pl']), 'en');
    assert.equal(localeFor([]), 'en');
  });

  test('durations are rough', () => {
    assert.deepEqual([-1, 400, 59_400, 60_000, 3_599_000, 7_300_000].map(durationOf), ['0 s', '0 s', '59 s', '1 min', '59 min', '2 h']);
    assert.deepEqual([47 * 3_600_000, 71 * 3_600_000].map(durationOf), ['47 h', words.days(2)]);
  });

  test('the time of another day has its day', () => {
    assert.match(timeOf(new Date()), /^\d+:\d+/);
    assert.match(timeOf('2020-02-12T12:00:00Z'), /Feb/);
  });
});
