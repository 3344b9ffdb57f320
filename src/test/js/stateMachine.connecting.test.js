import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { TIMING, nextDue } from '../../main/resources/web/switchboard.js';
import { Machine, message } from './testing/machine.js';

const kinds = (effects) => effects.map((effect) => effect.do);
const seqs = (machine) => machine.all('deliver').map((effect) => effect.message.seq);
const delayOf = (machine) => nextDue(machine.state) - machine.now;

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
    machine.system('closing', { code: 'internal_error', reconnect: false, message: 'damaged' });
    assert.equal(machine.status, 'refused');
    assert.equal(machine.state.status.code, 'internal_error');
  });

  test('a token that has expired ends it, unless there is another', () => {
    const ends = [
      (machine) => machine.closed(4401),
      (machine) => machine.system('closing', { code: 'token_expired', reconnect: true, message: 'expired' }),
    ];
    for (const end of ends) {
      const last = new Machine().live();
      end(last);
      assert.deepEqual([last.status, last.state.status.code], ['refused', 'token_expired']);
      const renewing = new Machine({ renews: true }).live();
      end(renewing);
      assert.equal(renewing.status, 'reconnecting');
      assert.equal(renewing.all('renew').length, 1);
      renewing.tick();
      assert.equal(renewing.all('open').length, 2);
    }
  });

  test('another token is taken a minute before one expires, by the clock of the server', () => {
    const machine = new Machine({ renews: true }).start();
    machine.frame({
      type: 'system', timestamp: '2026-11-23T08:00:00.000Z', content: { event: 'welcome', token_expires_at: '2026-11-23T08:10:00.000Z' },
    });
    machine.system('history_complete', { head_seq: 0 });
    machine.pass(539_999);
    assert.equal(machine.all('renew').length, 0);
    machine.pass(1);
    assert.equal(machine.all('renew').length, 1);
    assert.ok(machine.all('drop').some(({ id }) => id === machine.last('open').id));
    machine.pass(TIMING.firstCeilingMs);
    assert.equal(machine.all('open').length, 2);
  });

  test('a token of less than two minutes is used for half of its life', () => {
    const machine = new Machine({ renews: true }).start();
    machine.frame({
      type: 'system', timestamp: '2026-11-23T08:00:00.000Z', content: { event: 'welcome', token_expires_at: '2026-11-23T08:00:30.000Z' },
    });
    machine.pass(14_999);
    assert.equal(machine.all('renew').length, 0);
    machine.pass(1);
    assert.equal(machine.all('renew').length, 1);
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
