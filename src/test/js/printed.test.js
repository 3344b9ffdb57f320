import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Printed } from '../../main/resources/web/app/printed.js';
import { message } from './testing/messages.js';

/** What of a class can be printed at once. */

const many = (count, text) => Array.from({ length: count }, (_, i) => message('instructor_inbox', i % 2 ? 'ada' : 'bob', { text }));

test('all that is wanted is printed, in its order', () => {
  const printed = new Printed(({ from_user: from }) => from === 'ada');
  const messages = many(200, 'Why?');
  printed.add(messages.slice(0, 101));
  printed.add(messages.slice(101));
  assert.equal(printed.count, 100);
  assert.deepEqual(printed.messages, messages.filter(({ from_user: from }) => from === 'ada'));
});

test('of more than a browser lays out the first are printed, and all are counted', () => {
  const printed = new Printed(() => true);
  printed.add(many(10_500, 'Why?'));
  assert.deepEqual([printed.messages.length, printed.count], [10_000, 10_500]);
  const long = new Printed(() => true);
  long.add(many(500, 'x'.repeat(60_000)));
  long.add(many(5, 'short'));
  assert.equal(long.count, 505);
  assert.ok(long.messages.length < 170 && long.messages.length > 150);
  assert.deepEqual(long.messages.map(({ seq }) => seq), long.messages.map((_, i) => long.messages[0].seq + i));
});
