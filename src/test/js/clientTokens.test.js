import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { join, joined, served, Socket, soon } from './testing/client.js';

/** How a client shows who it is, and goes on when that has expired. */

describe('tokens', () => {
  const refused = { status: 401, body: { error: 'Unauthorized', code: 401, reason: 'unauthorized', message: 'expired' } };

  const none = { body: { messages: [], head_seq: 0, next_after: null } };

  /** Gives t1, t2, t3 … */
  function issuer() {
    let given = 0;
    return Object.assign(() => `t${given += 1}`, { given: () => given });
  }

  test('a token is offered as a subprotocol, and stands in no address', async () => {
    join({ token: 'abc.def' });
    await soon();
    assert.deepEqual(Socket.last.protocols, ['switchboard.v2', 'switchboard.token.abc.def']);
    assert.equal(String(Socket.last.url).includes('abc'), false);
  });

  test('a function is asked once, and again when the token has expired', async () => {
    const token = issuer();
    const client = await joined({ token: async () => token() });
    assert.equal(Socket.last.protocols[1], 'switchboard.token.t1');
    Socket.last.system('closing', { code: 'token_expired', reconnect: true });
    assert.equal(client.status.name, 'reconnecting');
    Socket.last.onclose?.({ code: 4401 });
    while (Socket.all.length < 2) await soon();
    assert.equal(Socket.last.protocols[1], 'switchboard.token.t2');
    assert.equal(token.given(), 2);
  });

  test('a text that has expired ends it', async () => {
    const client = await joined({ token: 'abc' });
    Socket.last.system('closing', { code: 'token_expired', reconnect: true });
    assert.deepEqual([client.status.name, client.status.code], ['refused', 'token_expired']);
  });

  test('a request that is refused is made once more, with another token', async () => {
    const token = issuer();
    const fetch = served({ 'GET messages': [refused, none] });
    const client = join({ fetch, WebSocket: null, token });
    await soon();
    assert.equal(client.status.name, 'polling');
    assert.deepEqual(fetch.asked.slice(0, 2).map(({ headers }) => headers.Authorization), ['Bearer t1', 'Bearer t2']);
  });

  test('who is refused with every token is told so', async () => {
    const client = join({ fetch: served({ 'GET messages': [refused, refused] }), WebSocket: null, token: issuer() });
    await soon();
    assert.deepEqual([client.status.name, client.status.code], ['refused', 'unauthorized']);
  });

  test('while no token can be had it is tried again', async () => {
    let down = true;
    const client = join({
      WebSocket: null,
      fetch: served({ 'GET messages': [none] }),
      token: async () => { if (down) throw new Error('the school is offline'); return 't'; },
      timing: { firstCeilingMs: 5, lastCeilingMs: 5 },
    });
    await soon();
    assert.notEqual(client.status.name, 'polling');
    down = false;
    while (client.status.name !== 'polling') await soon();
  });
});
