import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { Activity } from '../../main/resources/web/app/activity.js';
import { ClassLog } from '../../main/resources/web/app/class-log.js';
import { draft, keepDraft } from '../../main/resources/web/app/drafts.js';
import { csvHead, csvOf, jsonlOf } from '../../main/resources/web/app/export.js';
import { isCode, kept, KEPT_CHARS, textOf } from '../../main/resources/web/app/kept.js';
import { shownName } from '../../main/resources/web/app/names.js';
import { forgetClass, ownClasses, rememberClass } from '../../main/resources/web/app/own-classes.js';
import { keepRefusals, keptRefusals, withRefusal } from '../../main/resources/web/app/refusals.js';
import { bytesOf, isId, isName, studentsIn } from '../../main/resources/web/app/rules.js';
import { german } from '../../main/resources/web/app/words-de.js';
import { english } from '../../main/resources/web/app/words-en.js';
import { durationOf, localeFor, timeOf, words } from '../../main/resources/web/app/words.js';

/** What the page makes of what it is told, without a browser. */

let lastSeq = 0;

function message(type, from, more = {}) {
  lastSeq += 1;
  const { to, context = 'general', ...content } = more;
  return {
    id: `m${lastSeq}`, seq: lastSeq, type, context, from_user: from, content,
    timestamp: new Date(1_790_000_000_000 + lastSeq * 1_000).toISOString(),
    ...(to && { to_user: to }),
  };
}

function logOf(...messages) {
  const log = new ClassLog();
  messages.forEach((one) => log.add(one));
  return log;
}

describe('questions', () => {
  test('wait in the order in which they were asked, until one of the instructors replies', () => {
    const first = message('instructor_inbox', 'ada', { text: 'Why?' });
    const second = message('instructor_inbox', 'bob', { text: 'How?' });
    const log = logOf(first, second);
    assert.deepEqual(log.waiting.map((one) => one.message), [first, second]);

    const reply = message('inbox_response', 'ines', { to: 'bob', text: 'So.', in_reply_to: second.id });
    log.add(reply);
    assert.deepEqual(log.waiting.map((one) => one.message), [first]);
    assert.deepEqual(log.questions[1].replies, [reply]);
  });

  test('two replies to one question are both its replies', () => {
    const question = message('instructor_inbox', 'ada', { text: 'Why?' });
    const log = logOf(
      question,
      message('inbox_response', 'ines', { to: 'ada', text: 'a', in_reply_to: question.id }),
      message('inbox_response', 'otto', { to: 'ada', text: 'b', in_reply_to: question.id }),
    );
    assert.deepEqual(log.questions[0].replies.map((one) => one.from_user), ['ines', 'otto']);
  });

  test('a reply that names none answers all that its student has asked so far, and no others', () => {
    const log = logOf(
      message('instructor_inbox', 'ada', { text: '1' }),
      message('instructor_inbox', 'ada', { text: '2' }),
      message('instructor_inbox', 'bob', { text: '3' }),
      message('inbox_response', 'bot', { to: 'ada', text: 'both' }),
      message('instructor_inbox', 'ada', { text: '4' }),
    );
    assert.deepEqual(log.waiting.map((one) => one.message.content.text), ['3', '4']);
  });

  test('a private note answers none', () => {
    const log = logOf(
      message('instructor_inbox', 'ada', { text: '1' }),
      message('inbox_response', 'ines', { to: 'ada', context: 'note', text: 'well done' }),
    );
    assert.equal(log.waiting.length, 1);
  });

  test('a reply to what is not in the log answers as one that names none', () => {
    const log = logOf(
      message('instructor_inbox', 'ada', { text: '1' }),
      message('inbox_response', 'ines', { to: 'ada', text: 'x', in_reply_to: 'unknown' }),
    );
    assert.equal(log.waiting.length, 0);
  });
});

test('a reply to one student answers nothing of another', () => {
  const ofAda = message('instructor_inbox', 'ada', { text: 'Why?' });
  const log = logOf(ofAda, message('inbox_response', 'bot', { to: 'bob', text: 'So.', in_reply_to: ofAda.id }));
  assert.equal(log.waiting.length, 1);
  assert.deepEqual(log.said.map(textOf), ['So.']);
});

test('what was said to all, in a note, or in reply to nothing that waits, is what instructors said', () => {
  const question = message('instructor_inbox', 'ada', { text: 'Why?' });
  const log = logOf(
    message('instructor_broadcast', 'ines', { text: 'to all' }),
    question,
    message('inbox_response', 'ines', { to: 'ada', context: 'note', text: 'a note' }),
    message('inbox_response', 'ines', { to: 'ada', text: 'a reply', in_reply_to: question.id }),
    message('inbox_response', 'bot', { to: 'ada', text: 'to nothing' }),
  );
  assert.deepEqual(log.said.map(textOf), ['to all', 'a note', 'to nothing']);
});

describe('requests', () => {
  test('what many were asked at once is one task, with the answers of each', () => {
    const toAda = message('request', 'ines', { to: 'ada', text: 'Solve it', request: 'r1' });
    const toBob = message('request', 'ines', { to: 'bob', text: 'Solve it', request: 'r1' });
    const log = logOf(
      toAda, toBob,
      message('request_response', 'bob', { code: 'x = 1', in_reply_to: toBob.id }),
      message('request_response', 'bob', { code: 'x = 2', in_reply_to: toBob.id }),
    );
    assert.equal(log.tasks.length, 1);
    assert.deepEqual([...log.tasks[0].asked.keys()], ['ada', 'bob']);
    assert.deepEqual(log.tasks[0].answers.get('bob').map(textOf), ['x = 1', 'x = 2']);
    assert.equal(log.tasks[0].answers.has('ada'), false);
  });

  test('an answer of who was not asked is only in the log', () => {
    const toAda = message('request', 'ines', { to: 'ada', text: 'Solve it', request: 'r1' });
    const log = logOf(toAda, message('request_response', 'bob', { text: 'x', in_reply_to: toAda.id }));
    assert.equal(log.tasks[0].answers.size, 0);
    assert.equal(log.taskOf('ines', 'r1'), log.tasks[0]);
    assert.equal(log.taskOf('otto', 'r1'), undefined);
  });

  test('the same name by another instructor is another task, and so is each that has none', () => {
    const log = logOf(
      message('request', 'ines', { to: 'ada', text: 'a', request: 'r1' }),
      message('request', 'otto', { to: 'ada', text: 'b', request: 'r1' }),
      message('request', 'otto', { to: 'ada', text: 'c' }),
      message('request', 'otto', { to: 'ada', text: 'd' }),
    );
    assert.equal(log.tasks.length, 4);
  });

  test('an answer that names none belongs to what its student was asked last; one to nothing is only in the log', () => {
    const log = logOf(
      message('request_response', 'ada', { text: 'too early' }),
      message('request', 'ines', { to: 'ada', text: 'a' }),
      message('request', 'ines', { to: 'ada', text: 'b' }),
      message('request_response', 'ada', { text: 'of b' }),
    );
    assert.deepEqual(log.tasks.map((task) => task.answers.size), [0, 1]);
    assert.equal(log.messages.length, 4);
  });
});

describe('activity', () => {
  test('every number has its samples, and what is none is left out', () => {
    const log = logOf(
      message('analytics', 'ada', { progress: 10, errors: 2, page: 'intro', done: true }),
      message('analytics', 'ada', { progress: 20 }),
    );
    const samples = log.activity.of('ada').numbers;
    assert.deepEqual(samples.get('progress').map(({ value }) => value), [10, 20]);
    assert.deepEqual([...samples.keys()], ['progress', 'errors']);
  });

  test('no more than a plot shows is kept', () => {
    const log = logOf(...Array.from({ length: 300 }, (_, i) => message('analytics', 'ada', { progress: i })));
    const samples = log.activity.of('ada').numbers.get('progress');
    assert.equal(samples.length, 200);
    assert.equal(samples.at(-1).value, 299);
  });

  test('of a student who sends thousands of them the first are kept, and how many others there are', () => {
    const log = new ClassLog();
    log.add(message('analytics', 'bob', { progress: 1 }));
    for (let i = 0; i < 95; i += 1) {
      log.add(message('analytics', 'eve', Object.fromEntries(Array.from({ length: 6_573 }, (_, n) => [`k${i}_${n}`, n]))));
    }
    assert.deepEqual(log.activity.students, ['bob', 'eve']);
    const { numbers, more } = log.activity.of('eve');
    assert.deepEqual([...numbers.keys()], Array.from({ length: 12 }, (_, n) => `k0_${n}`));
    assert.equal(more, 6_573);
    assert.equal(log.activity.of('bob').more, 0);
  });

  test('a name that is no name, and a number that cannot be drawn, take no place', () => {
    const log = logOf(message('analytics', 'eve', { ['x'.repeat(51)]: 1, huge: 1e300, less: -1e300, fine: 5 }));
    assert.deepEqual([...log.activity.of('eve').numbers.keys()], ['fine']);
    assert.equal(log.activity.of('eve').more, 1);
  });

  test('of all together whoever has the most loses the older half', () => {
    const activity = new Activity(100);
    activity.add(message('analytics', 'bob', { progress: 1 }));
    for (let i = 0; i < 150; i += 1) activity.add(message('analytics', 'eve', { a: i, b: i }));
    const ofEve = [...activity.of('eve').numbers.values()].map((samples) => samples.length);
    assert.ok(ofEve.every((length) => length >= 20 && length < 50), String(ofEve));
    assert.equal(activity.of('eve').numbers.get('a').at(-1).value, 149);
    assert.equal(activity.of('bob').numbers.get('progress').length, 1);
  });
});

describe('what is kept of messages', () => {
  test('a short one is kept as it came', () => {
    const one = message('instructor_inbox', 'ada', { text: 'Why?', more: [1, { a: 2 }] });
    assert.equal(kept(one), one);
  });

  test('of a long one the beginning, and what it answers', () => {
    const long = message('request_response', 'ada', { code: '😀'.repeat(20_000), in_reply_to: 'm1', kind: 'x'.repeat(200), more: 'y' });
    const one = kept(long);
    assert.equal(one.cut.of, 40_000);
    assert.equal(textOf(one), '😀'.repeat(KEPT_CHARS / 2));
    assert.equal(isCode(one), true);
    assert.deepEqual(one.content, { in_reply_to: 'm1' });
    assert.deepEqual({ ...one, content: 0, cut: undefined }, { ...long, content: 0, cut: undefined });
  });

  test('half an emoji is not kept', () => {
    assert.equal(textOf(kept(message('instructor_inbox', 'ada', { text: `a${'😀'.repeat(20_000)}` }))).length, KEPT_CHARS - 1);
  });

  test('of what is no text how it is written', () => {
    const one = kept(message('analytics', 'ada', Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`n${i}`, i]))));
    assert.match(textOf(one), /^\{"n0":0,"n1":1,/);
    assert.equal(textOf(one).length, KEPT_CHARS);
  });

  test('where it is too much, whoever has the most loses the oldest, and others nothing', () => {
    const log = new ClassLog(100_000);
    const ofBob = message('instructor_inbox', 'bob', { text: 'Why?' });
    log.add(ofBob);
    for (let i = 0; i < 2_000; i += 1) log.add(message('instructor_inbox', i % 2 ? 'eve' : 'eva', { text: `${i}` }));
    assert.ok(log.messages.length < 200);
    assert.equal(log.messages.length + log.gone, 2_001);
    assert.equal(log.messages[0], ofBob);
    assert.equal(textOf(log.messages.at(-1)), '1999');
    assert.deepEqual(log.messages.map(({ seq }) => seq), log.messages.map(({ seq }) => seq).sort((a, b) => a - b));
    const count = (id) => log.messages.filter(({ from_user: from }) => from === id).length;
    assert.ok(Math.abs(count('eve') - count('eva')) <= 20, `${count('eve')}, ${count('eva')}`);
    assert.equal(log.questions.length, log.messages.length);
    assert.equal(log.waitingCount, log.messages.length);
    assert.equal(log.question(ofBob.id).message, ofBob);
  });

  test('what answers a question that was let go answers no other', () => {
    const log = new ClassLog(20_000);
    const gone = message('instructor_inbox', 'ada', { text: 'first' });
    log.add(gone);
    for (let i = 0; i < 100; i += 1) log.add(message('instructor_inbox', 'ada', { text: `${i}` }));
    assert.equal(log.question(gone.id), undefined);
    const waiting = log.waitingCount;
    log.add(message('inbox_response', 'ines', { to: 'ada', text: 'So.', in_reply_to: gone.id }));
    assert.equal(log.waitingCount, waiting);
    assert.deepEqual(log.said.map(textOf), ['So.']);
  });

  test('what was not read is counted with what was let go', () => {
    const log = logOf(message('instructor_broadcast', 'ines', { text: 'a' }));
    log.beginAfter(500);
    assert.equal(log.gone, 500);
  });
});

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
  test('students come by line, comma, semicolon or column, each once', () => {
    assert.deepEqual(studentsIn('ada\nbob, carl;dora\r\n"eve"\tada\n\n'), {
      ids: ['ada', 'bob', 'carl', 'dora', 'eve'], bad: [], doubled: ['ada'],
    });
    assert.deepEqual(studentsIn(' \n,'), { ids: [], bad: [], doubled: [] });
  });

  test('what the server would refuse is named', () => {
    assert.deepEqual(studentsIn('ada, b@d, <script>').bad, ['b@d', '<script>']);
    assert.deepEqual(['a', 'A_-9', 'x'.repeat(50)].map(isId), [true, true, true]);
    assert.deepEqual(['', 'x'.repeat(51), 'é', 'a b'].map(isId), [false, false, false, false]);
    assert.deepEqual(['Physics', '😀'.repeat(200)].map(isName), [true, true]);
    assert.deepEqual(['', '  ', 'a\u0000', '😀'.repeat(201)].map(isName), [false, false, false, false]);
  });

  test('bytes are counted as the server counts them', () => {
    assert.equal(bytesOf({ text: 'ü"' }), 15);
  });
});

describe('export', () => {
  const said = [message('instructor_inbox', 'ada', { text: 'a "b", c\nd' }), message('instructor_inbox', 'eve', { text: '=1+1' })];

  test('CSV quotes what it must, and a spreadsheet computes nothing of it', () => {
    const lines = (csvHead(',') + csvOf(said, ',')).split('\r\n');
    assert.equal(lines[0], '\uFEFFseq,timestamp,type,context,from_user,to_user,text,content');
    assert.match(lines[1], /^"\d+","[^"]+","instructor_inbox","general","ada","","a ""b"", c\nd","\{""text"":""a \\""b\\"", c\\nd""\}"$/);
    assert.match(lines[2], /,"'=1\+1",/);
    assert.equal(lines.length, 4);
    assert.match(csvOf(said, ';'), /;"a ""b"", c\nd";/);
  });

  test('JSONL is what came from the server', () => {
    assert.deepEqual(jsonlOf(said).trimEnd().split('\n').map((line) => JSON.parse(line)), said);
  });
});

describe('words', () => {
  test('both languages have the same, and take the same', () => {
    const shape = (words) => Object.entries(words)
      .map(([name, value]) => [name, typeof value === 'object' ? Object.keys(value) : typeof value === 'function' ? value.length : 'text'])
      .sort();
    assert.deepEqual(shape(german), shape(english));
  });

  test('the browser chooses', () => {
    assert.equal(localeFor(['fr', 'de-AT', 'en']), 'de-AT');
    assert.equal(localeFor(['en-GB']), 'en-GB');
    assert.equal(localeFor(['fr']), 'en');
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
