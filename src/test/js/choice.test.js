import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { chosenText, optionsOf, readOptions, shownAnswer, tally } from '../../main/resources/web/app/choice.js';
import { AnswersTable } from '../../main/resources/web/app/answers-table.js';
import { kept } from '../../main/resources/web/app/kept.js';
import { logOf, message } from './testing/messages.js';
import { seeded, seeds } from './testing/random.js';

/** Questions with options: what may be one, what an answer has chosen, and how many chose what. */

const OPTIONS = ['Berlin', 'Paris', 'Rome'];
const asked = (to, more = {}) => message('request', 'ines', { to, context: 'task', text: 'Where?', kind: 'choice', options: OPTIONS, request: 'r', ...more });
const answer = (from, about, content) => message('request_response', from, { in_reply_to: about.id, ...content });
const counts = (task) => tally(task).bars.map(({ students }) => students.length);

describe('options', () => {
  test('are 2 to 12 different texts of 1 to 200 characters; else a task is one for a text', () => {
    const many = (n) => Array.from({ length: n }, (_, i) => `option ${i}`);
    for (const options of [['a', 'b'], many(12), ['😀'.repeat(200), 'b'], [' a', 'a']]) {
      assert.deepEqual(optionsOf({ kind: 'choice', options }), options);
    }
    const none = [undefined, null, 'ab', {}, [], ['a'], ['a', 'a'], many(13), ['a', ''], ['a', ' \n'], ['a', 5], ['a', null], ['a', 'b'.repeat(201)]];
    for (const options of none) assert.deepEqual(optionsOf({ kind: 'choice', options }), [], JSON.stringify(options));
    for (const kind of ['text', 'code', undefined, 5]) assert.deepEqual(optionsOf({ kind, options: OPTIONS }), []);
  });

  test('are kept of a long question, and so is what a long answer chooses', () => {
    const long = asked('ada', { text: 'x'.repeat(10_000) });
    assert.deepEqual(kept(long).content.options, OPTIONS);
    const log = logOf(long, answer('ada', long, { choice: 1, text: 'Paris', why: 'x'.repeat(10_000) }));
    assert.deepEqual(counts(log.tasks[0]), [0, 1, 0]);
  });

  test('are typed one a line, and what is wrong with them is known', () => {
    assert.deepEqual(readOptions(' Yes \r\n\n  \nNo\nYes\n'), { options: ['Yes', 'No', 'Yes'], doubled: ['Yes'], long: [] });
    assert.deepEqual(readOptions(''), { options: [], doubled: [], long: [] });
    assert.deepEqual(readOptions(`${'😀'.repeat(200)}\n${'x'.repeat(201)}`).long, ['x'.repeat(201)]);
  });
});

describe('an answer', () => {
  const ofAda = asked('ada');
  const chosen = (content) => {
    const one = answer('ada', ofAda, content);
    const [task] = logOf(ofAda, one).tasks;
    return [chosenText(task, one), shownAnswer(task, one).content.text];
  };

  test('chooses by its place, or by a text that is an option', () => {
    assert.deepEqual(chosen({ choice: 1, text: 'Paris' }), ['Paris', 'Paris']);
    assert.deepEqual(chosen({ choice: 2 }), ['Rome', 'Rome']);
    assert.deepEqual(chosen({ choice: 0, text: 'the first' }), ['Berlin', 'Berlin']);
    assert.deepEqual(chosen({ text: ' Rome ' }), ['Rome', 'Rome']);
  });

  test('is none of them where it names none', () => {
    for (const choice of [-1, 3, 0.5, '1', null, true, [1], Infinity]) {
      assert.deepEqual(chosen({ choice, text: 'Rome' }), [undefined, 'Rome'], String(choice));
    }
    assert.deepEqual(chosen({ text: 'rome' }), [undefined, 'rome']);
    assert.deepEqual(chosen({ code: 'Rome' }), [undefined, undefined]);
  });

  test('is to what its student was asked, whatever the order of the options there', () => {
    const ofBob = asked('bob', { options: [...OPTIONS].reverse() });
    const log = logOf(ofAda, ofBob, answer('ada', ofAda, { choice: 0 }), answer('bob', ofBob, { choice: 0 }));
    assert.deepEqual(counts(log.tasks[0]), [1, 0, 1]);
  });
});

test('the table of answers has what was chosen, in words', () => {
  const requests = ['ada', 'bob', 'carl'].map((student) => asked(student));
  const table = new AnswersTable({ student_ids: ['ada', 'bob', 'carl', 'dora'] });
  table.add([...requests, answer('ada', requests[0], { choice: 2 }), answer('bob', requests[1], { choice: 9, text: 'Oslo' })]);
  assert.deepEqual(table.rows, [['ada', 'Rome'], ['bob', 'Oslo'], ['carl', ''], ['dora', 'not asked']]);
});

test('nobody has answered yet', () => {
  const [task] = logOf(asked('ada')).tasks;
  assert.deepEqual(tally(task).bars.map(({ percent }) => percent), [0, 0, 0]);
  assert.deepEqual([tally(task).other, tally(task).answered, tally(task).asked], [null, 0, 1]);
});

test('whatever students answer, each who has counts once, by the last answer', () => {
  const students = ['ada', 'bob', 'carl', 'dora', 'emil'];
  for (const seed of seeds(300)) {
    const random = seeded(seed);
    const pick = (list) => list[Math.floor(random() * list.length)];
    const requests = students.map((student) => asked(student));
    const contents = () => pick([{ choice: 0 }, { choice: 1, text: 'Paris' }, { choice: 2 }, { choice: 3 }, { text: 'Rome' }, { text: 'Oslo' }, { code: 'x' }]);
    const answers = Array.from({ length: Math.floor(random() * 20) }, () => {
      const i = Math.floor(random() * students.length);
      return answer(students[i], requests[i], contents());
    });
    const counted = tally(logOf(...requests, ...answers).tasks[0]);
    const lists = [...counted.bars, ...(counted.other ? [counted.other] : [])];
    const all = lists.flatMap((bar) => bar.students);
    assert.deepEqual([...all].sort(), [...new Set(answers.map(({ from_user: from }) => from))].sort(), `SEED=${seed}`);
    assert.equal(counted.answered, all.length);
    for (const student of all) {
      const { choice, text } = answers.findLast(({ from_user: from }) => from === student).content;
      const expected = OPTIONS[choice ?? OPTIONS.indexOf(text)];
      assert.ok(lists.find((bar) => bar.students.includes(student)).text === (expected ?? ''), `SEED=${seed} ${student}`);
    }
    for (const { students: who, percent } of lists) assert.equal(percent, Math.round((100 * who.length) / (all.length || 1)), `SEED=${seed}`);
  }
});
