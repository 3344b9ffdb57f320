import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { CodeKeys, indented, outdented } from '../../main/resources/web/app/parts/code-keys.js';

/** What the tabulator makes of code; `|` is the caret, and what is between two of them is selected. */

function fieldOf(drawn) {
  const [before, selected, after] = drawn.split('|');
  const value = drawn.replaceAll('|', '');
  const selectionStart = before.length;
  return { value, selectionStart, selectionEnd: after === undefined ? selectionStart : selectionStart + selected.length };
}

function drawn({ value }, { from, to, text, start, end }) {
  const now = value.slice(0, from) + text + value.slice(to);
  return start === end ? `${now.slice(0, start)}|${now.slice(start)}` : `${now.slice(0, start)}|${now.slice(start, end)}|${now.slice(end)}`;
}

const indent = (text) => drawn(fieldOf(text), indented(fieldOf(text)));
const outdent = (text) => drawn(fieldOf(text), outdented(fieldOf(text)));

describe('the tabulator in code', () => {
  test('goes on to the next stop', () => {
    assert.equal(indent('|'), '    |');
    assert.equal(indent('ab|c'), 'ab  |c');
    assert.equal(indent('for x in y:\n|'), 'for x in y:\n    |');
    assert.equal(indent('a\n    |b'), 'a\n        |b');
  });

  test('moves every line that is selected, and no empty one', () => {
    assert.equal(indent('a\nb|b\n\ncc|\nd'), 'a\n    b|b\n\n    cc|\nd');
    assert.equal(indent('|a\n|b'), '    |a\n|b');
    assert.equal(indent('a|\nb|'), '    a|\n    b|');
  });

  test('with Shift goes back as far as there is room', () => {
    assert.equal(outdent('      a|b'), '  a|b');
    assert.equal(outdent('\ta|b'), 'a|b');
    assert.equal(outdent('  |  a'), '|a');
    assert.equal(outdent('x\n    a|a\n  bb|b\nc'), 'x\na|a\nbb|b\nc');
    assert.equal(outdent('|ab'), '|ab');
  });

  test('there and back again is where it was', () => {
    for (const text of ['a|b\nc|', 'a\nb|\n  c\n|d', '|xx|']) assert.equal(outdent(indent(text)), text);
  });
});

describe('the keys of a field for code', () => {
  /** As a browser's document, which does what is asked of it to the field. */
  function pressing() {
    const field = { value: '', selectionStart: 0, selectionEnd: 0,
      setSelectionRange(start, end) { Object.assign(this, { selectionStart: start, selectionEnd: end }); } };
    globalThis.document = { execCommand(command, _, text) {
      assert.equal(command, text ? 'insertText' : 'delete');
      field.value = field.value.slice(0, field.selectionStart) + text + field.value.slice(field.selectionEnd);
    } };
    const keys = new CodeKeys();
    /** Whether the browser does what it always does. */
    const press = (key, more) => {
      let prevented = false;
      keys.pressed({ key, target: field, preventDefault() { prevented = true; }, ...more });
      return !prevented;
    };
    return { field, press };
  }

  test('Tab indents, and after Escape leaves, also backwards', () => {
    const { field, press } = pressing();
    assert.equal(press('Tab'), false);
    assert.equal(field.value, '    ');
    assert.equal(press('Tab', { shiftKey: true }), false);
    assert.equal(field.value, '');
    press('Escape');
    assert.equal(press('Tab'), true);
    assert.equal(press('Tab'), false);
    press('Escape');
    press('Shift', { shiftKey: true });
    assert.equal(press('Tab', { shiftKey: true }), true);
  });

  test('who types on after Escape is not taken to leave', () => {
    const { press } = pressing();
    press('Escape');
    assert.equal(press('a'), true);
    assert.equal(press('Tab'), false);
  });

  test('what the browser has for itself stays', () => {
    const { field, press } = pressing();
    for (const key of ['Enter', 'a', 'Home', 'Escape']) assert.equal(press(key), true);
    for (const more of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }, { isComposing: true }]) assert.equal(press('Tab', more), true);
    assert.equal(field.value, '');
  });
});
