import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { TIMING, nextDue } from '../../main/resources/web/switchboard.js';
import { Machine, message } from './testing/machine.js';

const seqs = (machine) => machine.all('deliver').map((effect) => effect.message.seq);
const delayOf = (machine) => nextDue(machine.state) - machine.now;

describe('joining and receiving', () => {
  test('connects after the given seq, replays, and is live', () => {
    const machine = new Machine({ afterSeq: 7 });
    machine.start();
    assert.equal(machine.last('open').after, 7);
    assert.equal(machine.status, 'connecting');
    machine.system('welcome', { head_seq: 9 });
    assert.equal(machine.status, 'replaying');
    machine.frame(message(9));
    machine.system('history_complete', { head_seq: 9 });
    assert.equal(machine.status, 'live');
    assert.deepEqual(seqs(machine), [9]);
  });

  test('hands on nothing at or below the cursor', () => {
    const machine = new Machine().live(3);
    for (const seq of [3, 4, 4, 2, 6, 5]) machine.frame(message(seq));
    assert.deepEqual(seqs(machine), [4, 6]);
  });

  test('advances by messages and history_complete only', () => {
    const machine = new Machine().live(3);
    machine.send('a');
    machine.system('message_accepted', { ref: 'a', id: 'x', seq: 5 });
    assert.equal(machine.state.cursor, 3);
    machine.system('welcome', { head_seq: 8 });
    assert.equal(machine.state.cursor, 3);
    machine.frame(message(4));
    assert.equal(machine.state.cursor, 4);
  });

  /** Before, an instructor's client took it for a fault of the connection, and came back for it again and again. */
  test('goes on behind what is damaged, and tells the app', () => {
    const machine = new Machine({ role: 'instructor', afterSeq: 3 }).live(3);
    machine.system('messages_damaged', { first_seq: 4, last_seq: 6 });
    machine.frame(message(7));
    assert.deepEqual(seqs(machine), [7]);
    assert.equal(machine.status, 'live');
    assert.equal(machine.all('open').length, 1);
    assert.deepEqual(machine.last('notify').notice, { event: 'messages_damaged', first_seq: 4, last_seq: 6 });
  });

  test('resumes after what it has', () => {
    const machine = new Machine().live(3);
    machine.frame(message(5));
    machine.closed(1006);
    machine.tick();
    assert.equal(machine.last('open').after, 5);
  });

  test('hears nothing of a socket that it gave up', () => {
    const machine = new Machine().live(3);
    const { id } = machine.last('open');
    machine.closed(1006);
    assert.deepEqual(machine.take({ type: 'frame', id, frame: message(4) }), []);
    assert.deepEqual(machine.take({ type: 'closed', id, code: 4001 }), []);
    assert.equal(machine.status, 'reconnecting');
  });

  test('hands on welcome, presence, recipient_offline and events that it does not know', () => {
    const machine = new Machine().live();
    const events = ['user_joined', 'user_left', 'participants', 'recipient_offline', 'something_new'];
    for (const event of events) machine.system(event, { user_id: 'b' });
    assert.deepEqual(machine.all('notify').map(({ notice }) => notice.event), ['welcome', ...events]);
  });

  test('ignores what is not a message', () => {
    const machine = new Machine().live();
    for (const frame of [{}, { seq: 'x' }, { type: 'system' }, { type: 'analytics', seq: null }]) machine.frame(frame);
    assert.deepEqual(seqs(machine), []);
    assert.equal(machine.status, 'live');
  });
});

describe('an instructor sees every seq', () => {
  test('reads a gap again from the cursor, once', () => {
    const machine = new Machine({ role: 'instructor' }).live(0);
    machine.frame(message(1));
    machine.frame(message(3));
    assert.equal(machine.status, 'reconnecting');
    machine.tick();
    assert.equal(machine.last('open').after, 1);
    machine.system('welcome');
    for (const seq of [2, 3]) machine.frame(message(seq));
    assert.deepEqual(seqs(machine), [1, 2, 3]);
    assert.deepEqual(machine.all('tell_problem'), []);
  });

  test('reports a gap that stays, and goes on', () => {
    const machine = new Machine({ role: 'instructor' }).live(0);
    machine.frame(message(3));
    machine.tick();
    machine.system('welcome');
    machine.frame(message(3));
    assert.equal(machine.last('tell_problem').problem.code, 'gap');
    assert.deepEqual(seqs(machine), [3]);
    assert.equal(machine.status, 'replaying');
  });

  test('finds a gap at the end of the replay', () => {
    const machine = new Machine({ role: 'instructor' });
    machine.start();
    machine.system('welcome', { head_seq: 2 });
    machine.frame(message(1));
    machine.system('history_complete', { head_seq: 2 });
    assert.equal(machine.status, 'reconnecting');
    assert.equal(machine.state.cursor, 1);
  });

  test('finds a gap in a page', () => {
    const machine = new Machine({ role: 'instructor' });
    machine.start();
    machine.closed(1006);
    machine.page([message(1), message(3)], 3);
    assert.deepEqual(seqs(machine), [1]);
    machine.tick();
    machine.page([message(2), message(3)], 3);
    assert.deepEqual(seqs(machine), [1, 2, 3]);
    assert.deepEqual(machine.all('tell_problem'), []);
  });

  test('goes on behind what is damaged in a page', () => {
    const machine = new Machine({ role: 'instructor', sockets: false });
    machine.start();
    const damaged = [{ first_seq: 1, last_seq: 2 }, { first_seq: 4, last_seq: 5 }];
    machine.take({
      type: 'page', id: machine.last('read').id, page: { messages: [message(3)], damaged, head_seq: 5, next_after: null },
    });
    assert.deepEqual(seqs(machine), [3]);
    assert.equal(machine.state.cursor, 5);
    assert.deepEqual(machine.all('tell_problem'), []);
  });

  test('finds a gap at the end of a page', () => {
    const machine = new Machine({ role: 'instructor' });
    machine.start();
    machine.closed(1006);
    machine.page([message(1)], 2);
    assert.equal(machine.state.cursor, 1);
    machine.tick();
    machine.page([message(2)], 2);
    assert.deepEqual(seqs(machine), [1, 2]);
  });

  test('a student takes gaps for what others wrote to each other', () => {
    const machine = new Machine().live(0);
    machine.frame(message(9));
    assert.equal(machine.status, 'live');
  });
});

test('a wait that the server asked for holds for every way to it', () => {
  const machine = new Machine().start();
  machine.closed(1006);
  machine.unread({ status: 503, reason: 'unavailable', retryAfterMs: 20_000 });
  const [open] = machine.pass(TIMING.firstCeilingMs); // the socket was planned before
  assert.equal(open.do, 'open');
  machine.closed(1006);
  assert.ok(delayOf(machine) >= 18_000);
  machine.take({ type: 'visible' });
  assert.ok(delayOf(machine) >= 18_000);
});

test('a server set back to a backup is followed, and reported', () => {
  const machine = new Machine({ afterSeq: 20 }).live(12);
  assert.equal(machine.last('tell_problem').problem.code, 'log_rewound');
  machine.frame(message(13));
  assert.deepEqual(seqs(machine), [13]);
});

test('a poll that was faster than the socket is no rewound log', () => {
  const machine = new Machine().polling(4);
  machine.pass(TIMING.lastCeilingMs / 10);
  assert.equal(machine.last('open').after, 4);
  machine.page([message(6)], 6);
  machine.system('welcome', { head_seq: 5 });
  machine.system('history_complete', { head_seq: 5 });
  assert.equal(machine.state.cursor, 6);
  assert.deepEqual(machine.all('tell_problem'), []);
});
