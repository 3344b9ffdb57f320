import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { ClassLog, isCode, textOf } from '../../main/resources/web/app/class-log.js';
import { csvOf, jsonlOf } from '../../main/resources/web/app/export.js';
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
    const samples = log.activity.get('ada');
    assert.deepEqual(samples.get('progress').map(({ value }) => value), [10, 20]);
    assert.deepEqual([...samples.keys()], ['progress', 'errors']);
  });

  test('no more than a plot shows is kept', () => {
    const log = logOf(...Array.from({ length: 300 }, (_, i) => message('analytics', 'ada', { progress: i })));
    const samples = log.activity.get('ada').get('progress');
    assert.equal(samples.length, 200);
    assert.equal(samples.at(-1).value, 299);
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
    const lines = csvOf(said, ',').split('\r\n');
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
