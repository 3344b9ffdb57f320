import assert from 'node:assert/strict';
import { describe, mock, test } from 'node:test';

import { join, joined, served, Socket, soon } from './testing/client.js';
import { seeded, seeds } from './testing/random.js';
import { MemoryStorage, newRef } from '../../main/resources/web/switchboard.js';

/** What is around the state machine, without a network: sockets and answers by hand. */

describe('connecting', () => {
  test('asks for v2, with its name and cursor, below the path of the server', async () => {
    join({ url: 'https://school.example/chat', afterSeq: 4 });
    await soon();
    assert.equal(String(Socket.last.url), 'wss://school.example/chat/ws?user_id=ada&role=student&session_id=s1&after_seq=4');
    assert.deepEqual(Socket.last.protocols, ['switchboard.v2']);
  });

  test('a socket without the subprotocol is none', async () => {
    const fetch = served({});
    join({ fetch });
    await soon();
    Socket.all[0].open('');
    assert.ok(Socket.all[0].closed);
    const { pathname, search } = fetch.asked[0].address;
    assert.equal(pathname, '/api/sessions/s1/messages');
    assert.equal(search, '?user_id=ada&role=student&after=0&limit=500&wait=0');
  });

  test('a WebSocket that cannot even be made is one that does not open', async () => {
    const fetch = served({});
    join({ fetch, WebSocket: class { constructor() { throw new Error('not here'); } } });
    await soon();
    assert.equal(fetch.asked.length, 1);
  });

  test('an error that no close follows counts as one', async () => {
    const client = await joined();
    Socket.last.onerror({});
    await soon();
    assert.equal(client.saw('status').at(-1).name, 'reconnecting');
  });

  test('a close that follows an error decides', async () => {
    const client = await joined();
    const socket = Socket.last;
    socket.onerror({});
    socket.onclose({ code: 4001 });
    await soon();
    assert.equal(client.status.name, 'replaced');
  });

  test('says since when, as a date', async () => {
    const before = Date.now();
    const client = await joined();
    assert.ok(client.status.since.getTime() >= before - 1 && client.status.since.getTime() <= Date.now() + 1);
  });

  test('what the page reports reaches it, until the end', async () => {
    let report;
    let watching = true;
    const client = await joined({ watchPage: (to) => { report = to; return () => { watching = false; }; } });
    report('offline');
    assert.equal(client.status.name, 'offline');
    client.close();
    assert.equal(watching, false);
  });
});

describe('the app', () => {
  test('gets what is no JSON object not at all', async () => {
    const client = await joined();
    for (const text of ['', '{', 'null', '7']) Socket.last.says(text);
    assert.deepEqual(client.saw('message'), []);
    Socket.last.says({ type: 'analytics', seq: 1 });
    assert.equal(client.cursor, 1);
  });

  test('may read what comes in its own way, by either way', async () => {
    const parse = (text) => JSON.parse(text.replaceAll('1.0', '"1.0"'));
    const client = await joined({ parse });
    Socket.last.says('{"type":"analytics","seq":1,"content":{"n":1.0}}');
    assert.deepEqual(client.saw('message').map(({ content }) => content), [{ n: '1.0' }]);

    const polling = join({ parse, WebSocket: null, fetch: served({ 'GET messages': [{
      text: '{"messages":[{"type":"analytics","seq":1,"content":{"n":1.0}}],"next_after":null,"head_seq":1}',
    }] }) });
    await soon();
    assert.deepEqual(polling.saw('message').map(({ content }) => content), [{ n: '1.0' }]);
  });

  test('may send and close while it is being told something', async () => {
    const client = await joined({ onMessage: ({ seq }) => {
      client.send({ type: 'analytics', content: { seq } });
      if (seq === 2) client.close();
    } });
    for (const seq of [1, 2, 3]) Socket.last.says({ type: 'instructor_broadcast', seq });
    assert.equal(client.status.name, 'closed');
    assert.equal(client.cursor, 2);
  });

  test('hears nothing after close', async () => {
    const client = await joined();
    const sending = client.send({ type: 'analytics' });
    const told = client.seen.length;
    client.close();
    await assert.rejects(sending, { code: 'closed', kept: true });
    assert.equal(client.seen.length, told);
    assert.ok(Socket.last.closed);
  });

  test('that throws is told so, and the class goes on', async () => {
    const thrown = mock.method(globalThis, 'setTimeout', () => 0);
    const got = [];
    const client = await joinedWith(thrown, { onMessage: ({ seq }) => { got.push(seq); if (seq === 1) throw new Error('bug of the app'); } });
    for (const seq of [1, 2]) Socket.last.says({ type: 'instructor_broadcast', seq });
    const surfaced = thrown.mock.calls.map(({ arguments: [task] }) => String(task)).filter((task) => task.includes('throw'));
    thrown.mock.restore();
    assert.deepEqual(got, [1, 2]);
    assert.equal(surfaced.length, 1);
    client.close();
  });

  async function joinedWith(timers, options) {
    const client = join(options);
    await new Promise((resolve) => { setImmediate(resolve); });
    Socket.last.open().system('welcome', { head_seq: 0 });
    return client;
  }
});

describe('sending', () => {
  test('resolves with the receipt, and onAccepted says the same', async () => {
    const client = await joined();
    const sending = client.send({ type: 'instructor_inbox', content: { text: 'Why?' } }, 'r1');
    assert.deepEqual(Socket.last.sent, [{ type: 'instructor_inbox', content: { text: 'Why?' }, ref: 'r1' }]);
    assert.deepEqual(client.outbox.map(({ ref }) => ref), ['r1']);
    Socket.last.system('message_accepted', { ref: 'r1', id: 'i', seq: 9, timestamp: 't', recipients: 1, duplicate: false });
    assert.deepEqual(await sending, { ref: 'r1', id: 'i', seq: 9, timestamp: 't', recipients: 1, duplicate: false });
    assert.equal(client.saw('accepted').length, 1);
    assert.deepEqual(client.saw('outbox').at(-1), []);
  });

  test('rejects with what the server said; ignoring it is no error', async () => {
    const client = await joined();
    const sending = client.send({ type: 'request' }, 'r1');
    Socket.last.system('message_error', { ref: 'r1', code: 'not_permitted', error: 'Students may not', message: 'Students may not' });
    await soon(); // an unhandled rejection would fail this test
    await assert.rejects(sending, { name: 'SendError', code: 'not_permitted', message: 'Students may not' });
    assert.equal(client.saw('refused')[0].ref, 'r1');
  });

  test('sends what it was given, not what became of it', async () => {
    const client = join();
    const draft = { type: 'analytics', content: { score: 1 } };
    client.send(draft);
    draft.content.score = 2;
    await soon();
    Socket.last.open().system('welcome');
    assert.equal(Socket.last.sent[0].content.score, 1);
    assert.throws(() => { client.send({ type: 'analytics', content: { big: 1n } }); }, TypeError);
  });

  test('sends well-formed Unicode: half of a surrogate pair becomes U+FFFD, in texts and in names', async () => {
    const client = await joined();
    client.send({ type: 'analytics', content: { text: 'cut: \ud83d', '\udc00': ['\ude00\ud83d', { deep: 'a\udbffb' }] } });
    const { content } = Socket.last.sent[0];
    assert.deepEqual(content, { text: 'cut: \ufffd', '\ufffd': ['\ufffd\ufffd', { deep: 'a\ufffdb' }] });
  });

  for (const seed of seeds(50)) {
    test(`changes no other text (SEED=${seed})`, async () => {
      const random = seeded(seed);
      const parts = ['\ud83d', '\ude00', '😀', '\\ud800', '\\', '\\\\ud800', '"', '\n', '\u0000', '\u2028', 'ud800', 'é', 'a'];
      const some = () => Array.from({ length: Math.floor(random() * 8) }, () => parts[Math.floor(random() * parts.length)]).join('');
      const client = await joined();
      const [name, text] = [some(), some()];
      client.send({ type: 'analytics', content: { [name]: text } });
      assert.deepEqual(Socket.last.sent[0].content, { [name.toWellFormed()]: text.toWellFormed() });
    });
  }

  test('the same ref while it is under way is the same promise', async () => {
    const client = await joined();
    assert.equal(client.send({ type: 'analytics' }, 'r'), client.send({ type: 'analytics' }, 'r'));
    assert.equal(Socket.last.sent.length, 1);
  });

  test('what one client leaves in the outbox the next one sends, under the same ref', async () => {
    const storage = new MemoryStorage();
    const first = await joined({ storage });
    first.send({ type: 'analytics', content: { n: 1 } }, 'r1');
    first.send({ type: 'analytics', content: { n: 2 } }, 'r2');
    first.close();
    const second = await joined({ storage });
    assert.deepEqual(second.saw('outbox')[0].map(({ ref }) => ref), ['r1', 'r2']);
    assert.deepEqual(Socket.last.sent, [{ type: 'analytics', content: { n: 1 }, ref: 'r1' }]);
    Socket.last.system('message_accepted', { ref: 'r1', seq: 1 });
    Socket.last.system('message_accepted', { ref: 'r2', seq: 2 });
    assert.deepEqual(await storage.load(), []);
    assert.equal(second.saw('accepted').length, 2);
  });

  test('a storage that fails is reported, and sending goes on', async () => {
    const fails = async () => { throw new Error('quota'); };
    const client = await joined({ storage: { load: fails, add: fails, remove: fails } });
    client.send({ type: 'analytics' }, 'r1');
    assert.equal(Socket.last.sent.length, 1);
    await soon();
    assert.ok(client.saw('problem').every(({ code }) => code === 'outbox_not_saved'));
    assert.equal(client.saw('problem').length, 2);
  });

  test('refs are the server\'s kind, and differ', () => {
    const refs = Array.from({ length: 100 }, newRef);
    assert.ok(refs.every((ref) => /^[0-9a-f]{32}$/.test(ref)));
    assert.equal(new Set(refs).size, 100);
  });
});

describe('without a WebSocket', () => {
  const page = (messages, head_seq) => ({ body: { messages, head_seq, next_after: null } });

  test('the cursor is what the app has seen, within a page and after closing in the middle of it', async () => {
    const cursors = [];
    const client = join({
      fetch: served({ 'GET messages': [page([{ seq: 2 }, { seq: 4 }, { seq: 6 }], 9)] }),
      WebSocket: null,
      onMessage: ({ seq }) => {
        cursors.push(client.cursor);
        if (seq === 4) client.close();
      },
    });
    await soon();
    assert.deepEqual([...cursors, client.cursor], [0, 2, 4]);
  });

  test('polls and posts, with the token in a header', async () => {
    const fetch = served({
      'GET messages': [page([{ seq: 3 }], 5)],
      'POST messages': [{ status: 201, body: { message: { id: 'i', seq: 6, timestamp: 't' }, duplicate: false, recipients: 2 } }],
    });
    const client = join({ fetch, WebSocket: null, token: 'abc' });
    await soon();
    assert.equal(client.status.name, 'polling');
    assert.equal(fetch.asked[1].address.search, '?user_id=ada&role=student&after=5&limit=500&wait=25');
    const receipt = await client.send({ type: 'analytics', content: {} }, 'r1');
    assert.deepEqual(receipt, { ref: 'r1', id: 'i', seq: 6, timestamp: 't', recipients: 2, duplicate: false });
    const post = fetch.asked.find(({ method }) => method === 'POST');
    assert.deepEqual(post.body, { type: 'analytics', content: {}, user_id: 'ada', role: 'student', ref: 'r1' });
    assert.equal(post.headers.Authorization, 'Bearer abc');
  });

  test('a login page is not the server: nothing is refused or accepted by it', async () => {
    const fetch = served({
      'GET messages': [
        { text: 'null' }, { body: { messages: [] } }, { status: 403, body: { message: 'Forbidden' } },
        { status: 404, body: { kind: 'Status', reason: 'NotFound', message: 'no such service', code: 404 } }, page([], 0),
      ],
      'POST messages': [
        { text: '<html>log in</html>' }, { status: 403, text: '<html>blocked</html>' }, { status: 404, body: { error: 'nginx' } },
        { status: 200, body: { ok: true } }, { status: 200, body: { message: 'OK' } }, { status: 502, text: 'null' },
        { status: 404, body: { reason: 'not found' } },
        { status: 200, body: { message: { id: 'i', seq: 1, timestamp: 't' }, duplicate: true, recipients: 0 } },
      ],
    });
    const client = join({ fetch, WebSocket: null });
    await soon();
    assert.equal((await client.send({ type: 'analytics' })).duplicate, true);
    assert.deepEqual(client.saw('refused'), []);
  });

  test('Retry-After is waited for', async () => {
    const fetch = served({
      'GET messages': [page([], 0)],
      'POST messages': [
        { status: 503, headers: { 'Retry-After': '1' }, body: { error: 'Service Unavailable', code: 503, reason: 'busy', message: 'busy' } },
        { status: 201, body: { message: { id: 'i', seq: 1, timestamp: 't' }, duplicate: false, recipients: 0 } },
      ],
    });
    const client = join({ fetch, WebSocket: null });
    await soon();
    const start = performance.now();
    await client.send({ type: 'analytics' });
    assert.ok(performance.now() - start >= 990);
  });

  test('an instructor is told who is here', async () => {
    const participants = [{ user_id: 'ada', online: true }];
    const fetch = served({ 'GET messages': [page([], 0)], 'GET participants': [{ body: { participants } }] });
    const client = join({ fetch, WebSocket: null, role: 'instructor' });
    await soon();
    assert.deepEqual(client.saw('notice'), [{ event: 'participants', participants }]);
  });
});
