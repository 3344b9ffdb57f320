import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { expectedAt, nextDue } from '../../main/resources/web/switchboard.js';
import { entryOf, Machine } from './testing/machine.js';

const LIMITS = { messages: 10, window_seconds: 60 };
const refs = (from, to) => Array.from({ length: to - from }, (_, i) => `b${from + i}`);
const sent = (machine) => machine.all('transmit').map(({ entry }) => entry.ref);

/** Has each answered as it goes out, until nothing does. */
function answerAll(machine) {
  while (machine.state.inFlight) machine.accepted(machine.state.inFlight.ref);
}

describe('what is sent behind', () => {
  test('lets all others go first, and keeps its own order', () => {
    const machine = new Machine().live();
    machine.sendBehind('b0', 'b1', 'b2');
    machine.send('now');
    answerAll(machine);
    assert.deepEqual(sent(machine), ['b0', 'now', 'b1', 'b2']);
  });

  test('leaves a fifth of the rate to what is said meanwhile, which goes at once', () => {
    const machine = new Machine().live(0, LIMITS);
    machine.sendBehind(...refs(0, 12));
    answerAll(machine);
    assert.deepEqual(sent(machine), refs(0, 8));
    machine.pass(1_000);
    machine.send('to all');
    assert.equal(sent(machine).at(-1), 'to all');
    answerAll(machine);
    machine.pass(58_999);
    assert.equal(sent(machine).length, 9);
    machine.pass(1);
    answerAll(machine);
    assert.deepEqual(sent(machine).slice(9), refs(8, 12));
  });

  /** Four tasks for thirty, then a message to all: it took 54.6 s. */
  test('a message to all after four tasks for thirty is the next that goes out', () => {
    const machine = new Machine().live(0, { messages: 100, window_seconds: 60 });
    machine.sendBehind(...refs(0, 120));
    for (let i = 0; i < 30; i += 1) machine.accepted(machine.state.inFlight.ref);
    machine.send('to all');
    machine.accepted(machine.state.inFlight.ref);
    assert.equal(machine.state.inFlight.ref, 'to all');
    answerAll(machine);
    assert.equal(sent(machine).length, 80, 'the message to all counts as well');
  });

  test('where the rate is for one or two, nothing is left free, and all of it goes out', () => {
    const machine = new Machine().live(0, { messages: 1, window_seconds: 60 });
    machine.sendBehind('b0', 'b1');
    answerAll(machine);
    assert.deepEqual(sent(machine), ['b0']);
    machine.pass(60_000);
    answerAll(machine);
    assert.deepEqual(sent(machine), ['b0', 'b1']);
  });

  test('says when each is expected to go out', () => {
    const machine = new Machine().live(0, LIMITS);
    machine.sendBehind(...refs(0, 20));
    machine.accepted('b0');
    const inSeconds = (ref) => (expectedAt(machine.state, ref, machine.now) - machine.now) / 1_000;
    assert.deepEqual(['b7', 'b8', 'b15', 'b16', 'b19', 'unknown'].map(inSeconds), [0, 60, 60, 120, 120, 0]);
    machine.send('now');
    assert.equal(inSeconds('now'), 0);
    assert.equal(inSeconds('b7'), 60);
    // … and it goes out by then.
    const ends = new Map(refs(1, 20).map((ref) => [ref, expectedAt(machine.state, ref, machine.now)]));
    while (machine.state.outbox.length) {
      while (machine.state.inFlight) {
        const { ref } = machine.state.inFlight;
        if (ends.has(ref)) assert.equal(machine.now, ends.get(ref), ref);
        machine.accepted(ref);
      }
      if (machine.state.outbox.length) machine.tick();
    }
  });

  test('where nothing is known of the rate it goes at once, and what the server says is learned', () => {
    const machine = new Machine().polling();
    machine.sendBehind('b0', 'b1');
    const { id } = machine.last('post');
    machine.take({ type: 'unposted', id, failure: { status: 429, reason: 'rate_limited', retryAfterMs: 2_000, limit: 10, windowSeconds: 60 } });
    machine.pass(3_000);
    assert.equal(machine.all('post').length, 1, 'waits until what others have sent is out of the window');
    machine.send('now');
    assert.equal(machine.last('post').entry.ref, 'now');
    machine.take({ type: 'posted', id: machine.last('post').id, receipt: { ref: 'now', seq: 1 } });
    machine.pass(57_000);
    assert.equal(machine.last('post').entry.ref, 'b0');
  });

  test('the limit of a whole class does not count as that of its user', () => {
    const machine = new Machine().live(0, LIMITS);
    machine.sendBehind('b0');
    machine.system('message_error', { ref: 'b0', code: 'rate_limited', limit: 200_000, window_seconds: 60, retry_after_ms: 1_000 });
    assert.equal(machine.state.rate.messages, 10);
  });

  test('after a reload in the middle of it a whole window is left to what is said, for nobody knows what went before', () => {
    const machine = new Machine();
    machine.take({ type: 'start' });
    machine.take({ type: 'restored', entries: [{ ...entryOf('b0'), behind: true }, { ...entryOf('b1'), behind: true }] });
    machine.system('welcome', { head_seq: 0, limits: LIMITS });
    machine.send('now');
    answerAll(machine);
    assert.deepEqual(sent(machine), ['now']);
    assert.equal(expectedAt(machine.state, 'b1', machine.now) - machine.now, 60_000);
    machine.pass(60_000);
    answerAll(machine);
    assert.deepEqual(sent(machine), ['now', 'b0', 'b1']);
  });

  test('what may have been counted counts: refused, not answered, put off', () => {
    const machine = new Machine().live(0, { messages: 5, window_seconds: 60 });
    machine.send('refused');
    machine.system('message_error', { ref: 'refused', code: 'not_permitted' });
    machine.random = 0;
    machine.send('put off');
    machine.system('message_error', { ref: 'put off', code: 'busy', retry_after_ms: 0 });
    machine.closed(1006);
    machine.tick();
    machine.system('welcome', { head_seq: 0, limits: { messages: 5, window_seconds: 60 } });
    machine.sendBehind('b0', 'b1');
    answerAll(machine);
    assert.deepEqual(sent(machine), ['refused', 'put off', 'put off', 'put off']);
  });

  test('after the end of the class the server is asked about all at once', () => {
    const machine = new Machine().live(0, { messages: 5, window_seconds: 60 });
    machine.sendBehind(...refs(0, 8));
    answerAll(machine);
    machine.system('session_ended', { code: 'session_ended' });
    for (const ref of refs(4, 8)) {
      assert.equal(machine.last('post').entry.ref, ref);
      machine.take({ type: 'unposted', id: machine.last('post').id, failure: { status: 404, reason: 'session_ended' } });
    }
    assert.equal(nextDue(machine.state), Infinity);
  });
});
