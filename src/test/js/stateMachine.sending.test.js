import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { MOST_UNANSWERED, TIMING, nextDue } from '../../main/resources/web/switchboard.js';
import { Machine } from './testing/machine.js';

const kinds = (effects) => effects.map((effect) => effect.do);
const delayOf = (machine) => nextDue(machine.state) - machine.now;

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
