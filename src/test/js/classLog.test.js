import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { Activity } from '../../main/resources/web/app/activity.js';
import { ClassLog } from '../../main/resources/web/app/class-log.js';
import { isCode, kept, KEPT_CHARS, textOf } from '../../main/resources/web/app/kept.js';
import { logOf, message } from './testing/messages.js';

/** What the page makes of the messages of a class, without a browser. */

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

  /** They closed all that waited of the student. */
  test('a reply that names something else, or nothing that is known, answers no question', () => {
    const task = message('request', 'ines', { to: 'ada', text: 'Solve it' });
    const answer = message('request_response', 'ada', { text: '42', in_reply_to: task.id });
    for (const named of [answer.id, task.id, 'unknown', '', 5, { a: 1 }]) {
      const log = logOf(
        message('instructor_inbox', 'ada', { text: '1' }), task, answer,
        message('inbox_response', 'ines', { to: 'ada', text: 'Well done', in_reply_to: named }),
      );
      assert.equal(log.waiting.length, 1, String(named));
      assert.deepEqual(log.said.map(textOf), named === answer.id ? [] : ['Well done'], String(named));
    }
    const log = logOf(
      message('instructor_inbox', 'ada', { text: '1' }),
      message('inbox_response', 'ines', { to: 'ada', text: 'long'.repeat(KEPT_CHARS), in_reply_to: 'x'.repeat(101) }),
    );
    assert.equal(log.waiting.length, 1);
  });

  test('one that names null names none', () => {
    const log = logOf(
      message('instructor_inbox', 'ada', { text: '1' }),
      message('inbox_response', 'bot', { to: 'ada', text: 'So.', in_reply_to: null }),
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

describe('answers', () => {
  const task = message('request', 'ines', { to: 'ada', text: 'Solve it', request: 'r1' });
  const answer = message('request_response', 'ada', { text: '41', in_reply_to: task.id });

  test('get feedback, of whoever teaches, and an answer to it', () => {
    const feedback = message('inbox_response', 'otto', { to: 'ada', context: 'feedback', text: 'Nearly', in_reply_to: answer.id });
    const more = message('inbox_response', 'ines', { to: 'ada', text: '42, I mean', in_reply_to: feedback.id });
    const ofBob = message('inbox_response', 'ines', { to: 'bob', text: 'x', in_reply_to: answer.id });
    const log = logOf(task, answer, feedback, more, ofBob);
    assert.deepEqual(log.tasks[0].feedback.get(answer.id), [feedback, more]);
    assert.deepEqual(log.said, [ofBob]);
  });

  test('can be shown to all', () => {
    const shared = message('instructor_broadcast', 'ines', { context: 'shared', text: '41', in_reply_to: answer.id });
    const log = logOf(task, answer, shared);
    assert.equal(log.shared.has(answer.id), true);
    assert.deepEqual(log.said, [shared]);
  });

  test('a task is closed and opened by whoever teaches, for all who were asked, and others hear nothing', () => {
    const alone = message('request', 'ines', { to: 'ada', text: 'Another' });
    const status = (from, content) => message('instructor_broadcast', from, { context: 'status', text: 'for programs', ...content });
    const close = status('otto', { status: 'closed', request: 'r1', asked_by: 'ines' });
    const closeAlone = status('ines', { status: 'closed', in_reply_to: alone.id });
    const log = logOf(
      task, alone, close, closeAlone,
      status('ines', { status: 'closed', request: 'r2' }),
      status('bot', { status: 'open', request: 'r1', asked_by: 'ines', agent: true }),
    );
    assert.deepEqual(log.tasks.map(({ closed }) => closed), [close, closeAlone]);
    assert.deepEqual(log.said, []);
    log.add(status('ines', { status: 'open', request: 'r1' }));
    assert.equal(log.tasks[0].closed, null);
  });

  test('students say to be done with a task, and take it back; nobody says it of others', () => {
    const toBob = message('request', 'ines', { to: 'bob', text: 'Another' });
    const said = (from, status, about) => message('analytics', from, { context: 'status', status, in_reply_to: about.id });
    const done = said('ada', 'done', task);
    const log = logOf(task, toBob, done, said('ada', 'done', toBob), said('ada', 'else', task), said('ada', 'closed', task));
    assert.deepEqual(log.tasks.map((one) => [...one.done]), [[['ada', done]], []]);
    assert.deepEqual(log.activity.students, []);
    log.add(said('ada', 'open', task));
    assert.equal(log.tasks[0].done.size, 0);
  });

  test('what says how something else stands is said as it is', () => {
    const log = logOf(message('instructor_broadcast', 'ines', { context: 'status', status: 'closed', text: 'The library' }));
    assert.deepEqual(log.said.map(textOf), ['The library']);
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

  test('of a long one what marks it, and that it names something, whatever that is', () => {
    const long = (more) => kept(message('inbox_response', 'ada', { text: 'x'.repeat(KEPT_CHARS), ...more })).content;
    assert.deepEqual(long({ agent: true, correction: true, status: 'done', author: 'bob' }), { status: 'done', author: 'bob', agent: true, correction: true });
    assert.deepEqual(long({ agent: 'yes', in_reply_to: { a: 1 } }), { in_reply_to: '' });
    assert.deepEqual(long({ in_reply_to: null }), {});
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
