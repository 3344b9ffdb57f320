import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { TIMING, nextDue } from '../../main/resources/web/switchboard.js';
import { Machine, message } from './testing/machine.js';

const seqs = (machine) => machine.all('deliver').map((effect) => effect.message.seq);
const delayOf = (machine) => nextDue(machine.state) - machine.now;

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
