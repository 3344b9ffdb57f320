import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { MOST_UNANSWERED, TIMING, nextDue } from '../../main/resources/web/switchboard.js';
import { Machine, message } from './testing/machine.js';

const kinds = (effects) => effects.map((effect) => effect.do);
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

describe('reconnecting', () => {
  test('waits at random from the first attempt on, with a ceiling that doubles', () => {
    const machine = new Machine();
    machine.random = 0.999;
    machine.live();
    const delays = [];
    for (let attempt = 0; attempt < 7; attempt++) {
      machine.closed(1006);
      delays.push(Math.round((machine.state.due.socket - machine.now) / 0.999));
      machine.now = machine.state.due.socket;
      machine.take({ type: 'tick' });
      machine.system('welcome');
    }
    assert.deepEqual(delays, [1, 2, 4, 8, 16, 30, 30].map((seconds) => seconds * 1_000));
    const other = new Machine();
    other.random = 0;
    other.live().closed(1006);
    assert.equal(delayOf(other), 0);
  });

  test('starts anew after a connection that was steady', () => {
    const machine = new Machine().live();
    for (let i = 0; i < 4; i++) {
      machine.closed(1006);
      machine.tick();
      machine.system('welcome');
      machine.system('history_complete', { head_seq: 0 });
    }
    machine.pass(TIMING.steadyMs);
    machine.closed(1006);
    assert.equal(delayOf(machine), TIMING.firstCeilingMs / 2);
  });

  test('gives up a socket that brings no welcome', () => {
    const machine = new Machine().start();
    const effects = machine.pass(TIMING.welcomeMs);
    assert.equal(effects.find((effect) => effect.do === 'drop').id, machine.all('open')[0].id);
    assert.ok(kinds(effects).includes('read'));
  });

  test('says since when contact is lost', () => {
    const machine = new Machine().live();
    machine.pass(5_000);
    const lostAt = machine.now;
    machine.closed(1006);
    machine.pass(300);
    machine.take({ type: 'offline' });
    assert.deepEqual(machine.state.status, { name: 'offline', since: lostAt });
    machine.take({ type: 'online' });
    assert.deepEqual(machine.state.status, { name: 'reconnecting', since: lostAt });
  });
});

describe('the server closes', () => {
  for (const [code, status] of [[1000, 'ended'], [4001, 'replaced'], [4401, 'refused'], [4403, 'refused']]) {
    test(`${code}: ${status}, for good`, () => {
      const machine = new Machine().live();
      machine.closed(code);
      assert.equal(machine.status, status);
      assert.equal(nextDue(machine.state), Infinity);
      const seen = machine.effects.length;
      for (const type of ['online', 'visible', 'tick', 'start', 'offline']) machine.take({ type });
      assert.equal(machine.effects.length, seen);
    });
  }

  for (const code of [1001, 1006, 1009, 1011, 1012, 1013, 4008, 4408]) {
    test(`${code}: reconnects`, () => {
      const machine = new Machine().live();
      machine.closed(code);
      assert.equal(machine.status, 'reconnecting');
      assert.equal(delayOf(machine), TIMING.firstCeilingMs / 2);
    });
  }

  test('session_ended by its code', () => {
    const ended = new Machine().live();
    ended.system('session_ended', { code: 'session_ended', reason: 'Session ended by instructor' });
    assert.deepEqual(ended.state.status, { name: 'ended', since: ended.now, code: 'session_ended', message: 'Session ended by instructor' });
    const replaced = new Machine().live();
    replaced.system('session_ended', { code: 'replaced' });
    assert.equal(replaced.status, 'replaced');
    const removed = new Machine().live();
    removed.system('session_ended', { code: 'removed', reason: 'Removed by instructor' });
    assert.deepEqual(removed.state.status, { name: 'refused', since: removed.now, code: 'removed', message: 'Removed by instructor' });
  });

  test('shutdown: a random delay up to retry_after_ms', () => {
    const machine = new Machine().live();
    machine.random = 0.25;
    machine.system('closing', { code: 'shutdown', reconnect: true, retry_after_ms: 8_000 });
    assert.equal(delayOf(machine), 2_000);
    assert.equal(machine.last('drop').id, machine.last('open').id);
  });

  test('flooding: waits at least retry_after_ms, or a minute', () => {
    const told = new Machine().live();
    told.system('closing', { code: 'flooding', reconnect: true, retry_after_ms: 20_000 });
    assert.ok(delayOf(told) >= 20_000);
    const untold = new Machine().live();
    untold.closed(4029);
    assert.ok(delayOf(untold) >= TIMING.floodedMs);
  });

  test('reconnect: false is obeyed', () => {
    const machine = new Machine().live();
    machine.system('closing', { code: 'token_expired', reconnect: false, message: 'expired' });
    assert.equal(machine.status, 'refused');
    assert.equal(machine.state.status.code, 'token_expired');
  });

  test('too large: that message is not sent again', () => {
    const closes = [
      (machine) => machine.closed(1009),
      (machine) => machine.system('closing', { code: 'frame_too_large', reconnect: true }),
    ];
    for (const close of closes) {
      const machine = new Machine().live();
      machine.send('huge');
      machine.send('next');
      close(machine);
      assert.equal(machine.last('tell_refused').refusal.code, 'frame_too_large');
      machine.tick();
      machine.system('welcome');
      assert.deepEqual(machine.all('transmit').map(({ entry }) => entry.ref), ['huge', 'next']);
    }
  });
});

describe('sending', () => {
  test('takes no more than it can keep, and says so', () => {
    const machine = new Machine();
    machine.take({ type: 'start' });
    const entries = Array.from({ length: MOST_UNANSWERED }, (_, i) => ({ ref: `r${i}`, draft: { type: 'instructor_inbox' } }));
    machine.take({ type: 'restored', entries });
    const [refused] = machine.send('one-more');
    assert.deepEqual([refused.do, refused.entry.ref, refused.refusal.code, refused.kept], ['tell_refused', 'one-more', 'outbox_full', false]);
    assert.equal(refused.refusal.message, 'Too many messages are not saved yet: 10000 (allowed: 10000)');
    assert.equal(machine.state.outbox.length, MOST_UNANSWERED);
  });

  test('saves, sends with its ref, and forgets once accepted', () => {
    const machine = new Machine().live();
    assert.deepEqual(kinds(machine.send('a')), ['save', 'transmit']);
    const effects = machine.system('message_accepted', { ref: 'a', id: 'x', seq: 1, timestamp: 't', recipients: 2 });
    assert.deepEqual(kinds(effects), ['forget', 'tell_accepted']);
    assert.deepEqual(effects[1].receipt, { ref: 'a', id: 'x', seq: 1, timestamp: 't', recipients: 2, duplicate: undefined });
    machine.system('message_accepted', { ref: 'a', id: 'x', seq: 1 });
    assert.equal(machine.all('tell_accepted').length, 1);
  });

  test('one at a time, in order', () => {
    const machine = new Machine().live();
    for (const ref of ['a', 'b', 'c']) machine.send(ref);
    assert.deepEqual(machine.all('transmit').map(({ entry }) => entry.ref), ['a']);
    machine.system('message_accepted', { ref: 'a', seq: 1 });
    machine.system('message_accepted', { ref: 'b', seq: 2 });
    assert.deepEqual(machine.all('transmit').map(({ entry }) => entry.ref), ['a', 'b', 'c']);
  });

  test('waits for a connection and for what an earlier page load left', () => {
    const machine = new Machine();
    machine.take({ type: 'start' });
    machine.send('new');
    machine.system('welcome');
    assert.deepEqual(machine.all('transmit'), []);
    machine.take({ type: 'restored', entries: [{ ref: 'old', draft: {} }, { ref: 'new', draft: {} }] });
    machine.system('message_accepted', { ref: 'old', seq: 1 });
    machine.system('message_accepted', { ref: 'new', seq: 2 });
    assert.deepEqual(machine.all('transmit').map(({ entry }) => entry.ref), ['old', 'new']);
  });

  test('sends what is unanswered again on the next connection', () => {
    const machine = new Machine().live();
    machine.send('a');
    machine.closed(1006);
    machine.tick();
    machine.system('welcome');
    assert.deepEqual(machine.all('transmit').map(({ entry }) => entry.ref), ['a', 'a']);
  });

  test('a frame that is not answered means a dead socket', () => {
    const machine = new Machine().live();
    machine.send('a');
    machine.pass(TIMING.answerMs - 1);
    assert.equal(machine.status, 'live');
    machine.pass(1);
    assert.equal(machine.status, 'reconnecting');
  });

  for (const code of ['rate_limited', 'busy', 'storage_failed']) {
    test(`${code}: the same again after retry_after_ms`, () => {
      const machine = new Machine().live();
      machine.random = 0;
      machine.send('a');
      machine.send('b');
      machine.system('message_error', { ref: 'a', code, retry_after_ms: 3_000 });
      assert.deepEqual(machine.pass(2_999), []);
      const effects = machine.pass(1);
      assert.deepEqual(effects.map(({ do: what, entry }) => [what, entry.ref]), [['transmit', 'a']]);
    });
  }

  test('without retry_after_ms the delays grow', () => {
    const machine = new Machine().live();
    machine.send('a');
    const delays = [];
    for (let i = 0; i < 3; i++) {
      machine.system('message_error', { ref: 'a', code: 'busy' });
      delays.push(delayOf(machine));
      machine.tick();
    }
    assert.deepEqual(delays, [500, 1_000, 2_000]);
  });

  const finals = ['invalid_type', 'not_permitted', 'recipient_not_in_session', 'content_too_large', 'session_full', 'session_ended'];
  for (const code of finals) {
    test(`${code}: final, reported, and the next one goes out`, () => {
      const machine = new Machine().live();
      machine.send('a');
      machine.send('b');
      const effects = machine.system('message_error', { ref: 'a', code, message: 'why', limit_bytes: 5 });
      assert.deepEqual(kinds(effects), ['forget', 'tell_refused', 'transmit']);
      assert.deepEqual(effects[1].refusal, { code, message: 'why', limit_bytes: 5 });
      assert.equal(effects[1].kept, false);
    });
  }

  test('an error without ref answers the frame under way', () => {
    const machine = new Machine().live();
    machine.send('deep');
    machine.system('message_error', { code: 'invalid_json', error: 'too deep' });
    assert.deepEqual(machine.last('tell_refused').refusal, { code: 'invalid_json', message: 'too deep' });
    machine.system('message_error', { code: 'invalid_json', error: 'of whom?' });
    assert.equal(machine.last('tell_problem').problem.code, 'unexpected_error');
  });

  test('the same ref twice is one message', () => {
    const machine = new Machine().start();
    machine.send('a');
    assert.deepEqual(machine.send('a'), []);
  });

  test('replaced, refused, closed: what is unanswered stays saved for the next client', () => {
    const machine = new Machine().live();
    machine.send('a');
    machine.closed(4001);
    assert.equal(machine.last('tell_refused').kept, true);
    assert.deepEqual(machine.all('forget'), []);
    machine.send('late');
    assert.deepEqual(machine.all('save').map(({ entry }) => entry.ref), ['a']);
    assert.equal(machine.last('tell_refused').refusal.code, 'replaced');
  });

  test('hears nothing of a POST that it no longer waits for', () => {
    const machine = new Machine().polling();
    machine.send('a');
    const { id } = machine.last('post');
    machine.take({ type: 'stop' });
    assert.deepEqual(machine.take({ type: 'posted', id, receipt: { ref: 'a', seq: 1 } }), []);
    assert.deepEqual(machine.take({ type: 'unposted', id, failure: {} }), []);
  });

  test('what is read from disk after the end stays there, unless the class has ended', () => {
    for (const [code, sends] of [[4001, 0], [4401, 0], [1000, 1]]) {
      const machine = new Machine();
      machine.take({ type: 'start' });
      machine.system('welcome');
      machine.closed(code);
      machine.take({ type: 'restored', entries: [{ ref: 'old', draft: {} }] });
      assert.equal(machine.all('post').length, sends);
      assert.deepEqual(machine.all('forget'), []);
    }
  });

  test('ended: the server is asked what became of the unanswered ones', () => {
    const machine = new Machine().live();
    for (const ref of ['in time', 'too late']) machine.send(ref);
    machine.system('session_ended', { code: 'session_ended' });
    assert.equal(machine.last('post').entry.ref, 'in time');
    machine.take({ type: 'posted', id: machine.last('post').id, receipt: { ref: 'in time', seq: 1, duplicate: true } });
    machine.take({ type: 'unposted', id: machine.last('post').id, failure: { status: 503, reason: 'unavailable' } });
    machine.tick();
    machine.take({ type: 'unposted', id: machine.last('post').id, failure: { status: 404, reason: 'session_ended' } });
    assert.equal(machine.last('tell_accepted').entry.ref, 'in time');
    assert.equal(machine.last('tell_refused').entry.ref, 'too late');
    assert.equal(machine.status, 'ended');
    assert.equal(nextDue(machine.state), Infinity);
  });
});

describe('polling', () => {
  test('begins when a socket cannot be opened, first without a wait', () => {
    const machine = new Machine().start();
    machine.closed(1006);
    const first = machine.last('read');
    assert.deepEqual(first, { do: 'read', id: first.id, after: 0, waitSeconds: 0, limit: TIMING.pageSize });
    machine.page([message(2)], 2, 2);
    assert.equal(machine.status, 'replaying');
    machine.page([message(4)], 5);
    assert.equal(machine.status, 'polling');
    assert.deepEqual(seqs(machine), [2, 4]);
    assert.equal(machine.last('read').after, 5);
    assert.equal(machine.last('read').waitSeconds, TIMING.pollSeconds);
  });

  test('does not begin when a working socket breaks', () => {
    const machine = new Machine().live();
    machine.closed(1006);
    assert.deepEqual(machine.all('read'), []);
  });

  test('is all there is without WebSockets', () => {
    const machine = new Machine({ sockets: false }).start();
    machine.page([], 0);
    assert.equal(machine.status, 'polling');
    machine.pass(20_000);
    assert.deepEqual(machine.all('open'), []);
  });

  test('sends by POST', () => {
    const machine = new Machine().polling();
    machine.send('a');
    assert.deepEqual(machine.all('transmit'), []);
    machine.take({ type: 'posted', id: machine.last('post').id, receipt: { ref: 'a', seq: 1 } });
    assert.equal(machine.last('tell_accepted').entry.ref, 'a');
    machine.send('b');
    machine.take({ type: 'unposted', id: machine.last('post').id, failure: { status: 429, reason: 'rate_limited', retryAfterMs: 2_000 } });
    assert.equal(machine.state.due.send - machine.now, 2_500);
    machine.pass(2_500);
    machine.take({ type: 'unposted', id: machine.last('post').id, failure: { status: 403, reason: 'not_permitted' } });
    assert.equal(machine.last('tell_refused').refusal.code, 'not_permitted');
  });

  test('a POST whose answer is lost is sent again with the same ref', () => {
    const machine = new Machine().polling();
    machine.send('a');
    machine.take({ type: 'unposted', id: machine.last('post').id, failure: {} });
    machine.pass(TIMING.firstCeilingMs);
    assert.deepEqual(machine.all('post').map(({ entry }) => entry.ref), ['a', 'a']);
  });

  test('a POST under way is waited for when the socket comes', () => {
    const machine = new Machine().polling();
    machine.send('a');
    machine.pass(TIMING.firstCeilingMs);
    machine.system('welcome');
    assert.deepEqual(machine.all('transmit'), []);
    machine.take({ type: 'unposted', id: machine.last('post').id, failure: {} });
    machine.pass(TIMING.firstCeilingMs);
    assert.equal(machine.last('transmit').entry.ref, 'a');
  });

  test('goes back to the socket when one opens', () => {
    const machine = new Machine().polling();
    machine.pass(TIMING.firstCeilingMs);
    assert.equal(machine.status, 'polling');
    const poll = machine.last('read');
    machine.system('welcome');
    assert.equal(machine.last('drop').id, poll.id);
    machine.system('history_complete', { head_seq: 0 });
    assert.equal(machine.status, 'live');
    assert.deepEqual(machine.take({ type: 'page', id: poll.id, page: { messages: [message(1)], head_seq: 1, next_after: null } }), []);
  });

  test('retries after a lost poll, without a wait', () => {
    const machine = new Machine({ sockets: false }).start();
    machine.page([], 0);
    machine.unread();
    assert.equal(machine.status, 'reconnecting');
    assert.equal(delayOf(machine), TIMING.firstCeilingMs / 2);
    machine.tick();
    assert.equal(machine.last('read').waitSeconds, 0);
  });

  test('a refused wait is no loss of contact', () => {
    const machine = new Machine({ sockets: false }).start();
    machine.page([], 0);
    machine.unread({ status: 429, reason: 'too_many_waits', retryAfterMs: 4_000 });
    assert.equal(machine.status, 'polling');
    assert.ok(delayOf(machine) >= 4_000);
    machine.tick();
    assert.equal(machine.last('read').waitSeconds, 0);
    machine.page([], 0);
    assert.equal(machine.last('read').waitSeconds, TIMING.pollSeconds);
  });

  test('a wait that is not waited does not become a tight loop', () => {
    const machine = new Machine({ sockets: false }).start();
    machine.page([], 0);
    assert.deepEqual(machine.page([], 0), []);
    assert.ok(delayOf(machine) > 0);
  });

  test('ends with the class', () => {
    const machine = new Machine().polling();
    machine.unread({ status: 404, reason: 'session_ended' });
    assert.equal(machine.status, 'ended');
  });

  for (const [status, reason] of [[403, 'not_enrolled'], [401, 'unauthorized'], [404, 'session_not_found'], [400, 'invalid_user_id']]) {
    test(`${reason}: refused`, () => {
      const machine = new Machine().start();
      machine.closed(1006);
      machine.unread({ status, reason, message: 'why' });
      assert.deepEqual(machine.state.status, { name: 'refused', since: machine.now, code: reason, message: 'why' });
    });
  }

  test('an instructor asks who is here, now and then', () => {
    const machine = new Machine({ role: 'instructor' });
    machine.polling();
    assert.equal(machine.all('ask_presence').length, 1);
    machine.pass(2 * TIMING.presenceMs);
    assert.equal(machine.all('ask_presence').length, 3);
    machine.take({ type: 'present', participants: [{ user_id: 'a' }] });
    assert.deepEqual(machine.last('notify').notice, { event: 'participants', participants: [{ user_id: 'a' }] });
  });
});

describe('what the browser says', () => {
  test('offline: gives up what it has, and still tries, but seldom', () => {
    const machine = new Machine().live();
    machine.take({ type: 'offline' });
    assert.equal(machine.status, 'offline');
    assert.equal(delayOf(machine), TIMING.lastCeilingMs / 2);
    machine.tick();
    machine.system('welcome');
    machine.system('history_complete', { head_seq: 0 });
    assert.equal(machine.status, 'live'); // a server on this very machine
  });

  test('offline while polling: the same', () => {
    const machine = new Machine().polling();
    machine.take({ type: 'offline' });
    assert.equal(machine.status, 'offline');
    assert.ok(kinds(machine.pass(TIMING.lastCeilingMs / 2)).includes('read'));
  });

  test('online: tries at once, with the shortest ceiling', () => {
    const machine = new Machine().live();
    machine.take({ type: 'offline' });
    machine.take({ type: 'online' });
    assert.equal(delayOf(machine), TIMING.firstCeilingMs / 2);
    machine.tick();
    machine.closed(1006);
    assert.equal(machine.state.due.socket - machine.now, TIMING.firstCeilingMs / 2);
  });

  test('visible: does not wait for a long delay to pass', () => {
    const machine = new Machine().live();
    machine.closed(4029);
    machine.take({ type: 'visible' });
    assert.ok(delayOf(machine) >= TIMING.floodedMs, 'unless the server has asked for it');
    const other = new Machine().live();
    other.take({ type: 'offline' });
    other.take({ type: 'visible' });
    assert.ok(delayOf(other) <= TIMING.firstCeilingMs);
  });
});

describe('a silent socket is checked by REST', () => {
  test('after a minute, and kept if it owes nothing', () => {
    const machine = new Machine().live(4);
    const [read] = machine.pass(TIMING.quietMs);
    assert.deepEqual(read, { do: 'read', id: read.id, after: 4, waitSeconds: 0, limit: 1 });
    machine.page([], 6);
    assert.equal(machine.status, 'live');
    assert.equal(delayOf(machine), TIMING.quietMs);
  });

  test('is given up if it does not bring what REST has shown', () => {
    const machine = new Machine().live(4);
    machine.pass(TIMING.quietMs);
    machine.page([message(5)], 5);
    assert.deepEqual(seqs(machine), []); // the socket gets its chance
    machine.pass(TIMING.lateMs);
    assert.equal(machine.status, 'reconnecting');
  });

  test('is kept if it brings it after all', () => {
    const machine = new Machine().live(4);
    machine.pass(TIMING.quietMs);
    machine.page([message(5)], 5);
    machine.frame(message(5));
    machine.pass(TIMING.lateMs);
    assert.equal(machine.status, 'live');
  });

  test('is given up if REST reaches nobody either', () => {
    const machine = new Machine().live();
    machine.pass(TIMING.quietMs);
    machine.unread();
    assert.equal(machine.status, 'reconnecting');
  });

  test('the end of the class is not missed', () => {
    const machine = new Machine().live();
    machine.pass(TIMING.quietMs);
    machine.unread({ status: 404, reason: 'session_ended' });
    assert.equal(machine.status, 'ended');
  });

  test('when the page is looked at again or the network comes back', () => {
    for (const type of ['visible', 'online']) {
      const machine = new Machine().live();
      assert.deepEqual(machine.take({ type }), [], 'not if it spoke just now');
      machine.pass(TIMING.lateMs);
      assert.deepEqual(kinds(machine.take({ type })), ['read']);
    }
  });
});
