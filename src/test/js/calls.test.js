import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import './testing/asServed.js';
import { served } from './testing/client.js';
import { CallError, SessionCalls } from '../../main/resources/web/switchboard.js';

/** The calls about classes, without a network: what is asked, and what becomes of odd answers. */

const URL_OF_SCHOOL = 'https://school.example/chat';
const session = { id: 's1', name: 'Algebra', created_by: 'ines', student_ids: ['ada'], start_time: 't', status: 'active' };
const refusal = (code, reason, more) => ({ status: code, body: { error: 'Said by the server', code, reason, message: `${reason}!`, ...more } });

const callsWith = (answers, options) => {
  const fetch = served(answers);
  return Object.assign(new SessionCalls({ url: URL_OF_SCHOOL, fetch, ...options }), { asked: fetch.asked });
};

describe('each call', () => {
  const draft = { name: 'Algebra', instructor_id: 'ines', student_ids: ['ada'] };
  const joinable = { session_id: 's1', name: 'Algebra', students: [] };
  const page = { messages: [], next_after: null, head_seq: 0 };
  const table = [
    ['create', [draft], 'POST', 'api/sessions', draft, { session }, session],
    ['find', ['s1'], 'GET', 'api/sessions/s1', undefined, { session, connection_count: 2 }, { ...session, connection_count: 2 }],
    ['list', [], 'GET', 'api/sessions?', undefined, { sessions: [], listed: false }, { sessions: [], listed: false }],
    ['list', [{ status: 'all', createdBy: 'ines', limit: 5, after: 's0' }], 'GET',
      'api/sessions?status=all&created_by=ines&limit=5&after=s0', undefined, { sessions: [session], next: 's1' }, { sessions: [session], next: 's1' }],
    ['addStudents', ['s1', [{ user_id: 'bob', name: 'Bob' }]], 'POST', 'api/sessions/s1/students',
      { students: [{ user_id: 'bob', name: 'Bob' }] }, { session }, session],
    ['removeStudent', ['s1', 'b/b'], 'DELETE', 'api/sessions/s1/students/b%2Fb', undefined, { session }, session],
    ['end', ['s1?'], 'DELETE', 'api/sessions/s1%3F', undefined, { message: 'ended', session }, session],
    ['joinCode', ['s1'], 'GET', 'api/sessions/s1/join-code', undefined, { open: false }, { open: false }],
    ['makeJoinCode', ['s1'], 'POST', 'api/sessions/s1/join-code', undefined, { code: 'ABC-DEF', open: true }, { code: 'ABC-DEF', open: true }],
    ['closeJoinCode', ['s1'], 'DELETE', 'api/sessions/s1/join-code', undefined, { open: false }, { open: false }],
    ['findByCode', ['abc def'], 'GET', 'api/join/abc%20def', undefined, joinable, joinable],
    ['messages', ['s1', { userId: 'ada', role: 'student' }], 'GET', 'api/sessions/s1/messages?user_id=ada&role=student', undefined, page, page],
    ['messages', ['s1', { userId: 'ada', role: 'student', after: 0, limit: 9 }], 'GET',
      'api/sessions/s1/messages?user_id=ada&role=student&after=0&limit=9', undefined, page, page],
  ];
  for (const [name, given, method, path, body, answer, result] of table) {
    test(`${name}(${JSON.stringify(given).slice(1, -1)})`, async () => {
      const last = new URL(path, URL_OF_SCHOOL).pathname.split('/').at(-1);
      const calls = callsWith({ [`${method} ${last}`]: [{ body: answer }] });
      assert.deepEqual(await calls[name](...given), result);
      const [asked] = calls.asked;
      assert.deepEqual([asked.method, String(asked.address), asked.body], [method, `${URL_OF_SCHOOL}/${path}`, body]);
      assert.deepEqual(asked.headers, body ? { 'Content-Type': 'application/json' } : {});
    });
  }

  test('messages are read in one\'s own way where JSON.parse would round', async () => {
    const text = '{"messages":[],"next_after":null,"head_seq":0,"n":1.0}';
    const calls = callsWith({ 'GET messages': [{ text }] });
    const parse = (read) => JSON.parse(read.replace('1.0', '"1.0"'));
    assert.equal((await calls.messages('s1', { userId: 'ada', role: 'student', parse })).n, '1.0');
  });

  test('the page calls below the path at which a proxy serves it', async () => {
    const { fetch } = globalThis;
    globalThis.fetch = served({ 'GET s1': [{ body: { session } }] });
    globalThis.document = { baseURI: 'https://school.example/chat/?lang=de#/class/s1' };
    try {
      const { calls, SERVER } = await import('../../main/resources/web/app/api.js');
      await calls.find('s1');
      assert.equal(SERVER, 'https://school.example/chat/');
      assert.equal(String(globalThis.fetch.asked[0].address), 'https://school.example/chat/api/sessions/s1');
    } finally {
      globalThis.fetch = fetch;
      delete globalThis.document;
    }
  });

  test('nobody is asked where no server is named', () => {
    for (const url of [undefined, '', 'school.example', 'ws://school.example', 'null']) {
      assert.throws(() => new SessionCalls({ url }), { name: 'TypeError', message: `url: ${url} (expected: https://host[:port][/path])` });
    }
  });
});

describe('a call that does not succeed', () => {
  test('says all that the server said', async () => {
    const problems = [{ member: 'students', index: 1, value: 'b b', message: 'has a space' }];
    const calls = callsWith({ 'POST students': [refusal(400, 'invalid_students', { problems })] });
    await assert.rejects(calls.addStudents('s1', []), (error) => {
      assert.ok(error instanceof CallError && error instanceof Error);
      const { name, reason, message, status, problems: told, retryAfterMs, cause } = error;
      assert.deepEqual({ name, reason, message, status, told, retryAfterMs, cause }, {
        name: 'CallError', reason: 'invalid_students', message: 'invalid_students!', status: 400, told: problems,
        retryAfterMs: undefined, cause: undefined,
      });
      return true;
    });
    assert.equal(calls.asked.length, 1);
  });

  test('says when to try again, as exactly as the server does', async () => {
    const later = { headers: { 'Retry-After': '3' } };
    const calls = callsWith({ 'GET ABC-DEF': [
      { ...refusal(429, 'rate_limited', { retry_after_ms: 2_100 }), ...later }, { ...refusal(503, 'unavailable'), ...later },
    ] });
    await assert.rejects(calls.findByCode('ABC-DEF'), { reason: 'rate_limited', status: 429, retryAfterMs: 2_100, problems: [] });
    await assert.rejects(calls.findByCode('ABC-DEF'), { reason: 'unavailable', status: 503, retryAfterMs: 3_000 });
  });

  for (const [what, answer] of [
    ['a hotel\'s login page', { text: '<html>log in</html>' }],
    ['a hotel\'s refusal', { status: 403, text: '<html>log in</html>' }],
    ['a gateway\'s error', { status: 502, body: { error: 'Bad Gateway' } }],
    ['a gateway\'s error with a reason', { status: 404, body: { kind: 'Status', reason: 'NotFound', message: 'no such service', code: 404 } }],
    ['another program\'s answer', { body: { session: 'none' } }],
    ['null', { text: 'null' }],
    ['nothing', { text: '' }],
  ]) {
    test(`${what} is no answer`, async () => {
      const calls = callsWith({ 'GET s1': [answer] });
      await assert.rejects(calls.find('s1'), {
        name: 'CallError', reason: 'unreachable', status: undefined, retryAfterMs: undefined, problems: [],
        message: `${URL_OF_SCHOOL}/ was not reached: what answers there (${answer.status ?? 200}) is no Switchboard server`,
      });
    });
  }

  test('says why the server was not reached', async () => {
    const cause = new TypeError('fetch failed');
    const calls = new SessionCalls({ url: URL_OF_SCHOOL, fetch: async () => { throw cause; } });
    await assert.rejects(calls.end('s1'), { reason: 'unreachable', message: `${URL_OF_SCHOOL}/ was not reached: fetch failed`, cause });
  });

  test('does not wait for ever', async () => {
    let reason;
    const fetch = (_, { signal }) => new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(reason = signal.reason));
    });
    const calls = new SessionCalls({ url: URL_OF_SCHOOL, fetch, timing: { requestMs: 5 } });
    await assert.rejects(calls.list(), { reason: 'unreachable', message: `${URL_OF_SCHOOL}/ was not reached: no answer within 5 ms` });
    assert.ok(reason);
  });

  test('because of what was given says so itself', async () => {
    const cyclic = { student_ids: [] };
    cyclic.self = cyclic;
    const calls = callsWith({});
    await assert.rejects(calls.create(cyclic), TypeError);
    assert.deepEqual(calls.asked, []);
  });
});

describe('tokens', () => {
  const expired = () => refusal(401, 'unauthorized');
  const found = { body: { session, connection_count: 0 } };
  /** Gives t1, t2, t3 … */
  const issuer = () => {
    let given = 0;
    return () => `t${given += 1}`;
  };
  const shown = (calls) => calls.asked.map(({ headers }) => headers.Authorization);

  test('a text is shown with each call, and once where it is not taken', async () => {
    const calls = callsWith({ 'GET s1': [found, expired()], 'POST sessions': [{ body: { session } }] }, { token: 'abc' });
    await calls.find('s1');
    await calls.create({});
    await assert.rejects(calls.find('s1'), { reason: 'unauthorized', status: 401 });
    assert.deepEqual(shown(calls), ['Bearer abc', 'Bearer abc', 'Bearer abc']);
    assert.equal(calls.asked[1].headers['Content-Type'], 'application/json');
  });

  test('a function is asked once for all, and again where one is not taken', async () => {
    const calls = callsWith({ 'GET s1': [found, found, expired(), found, found] }, { token: issuer() });
    for (let i = 0; i < 4; i += 1) await calls.find('s1');
    assert.deepEqual(shown(calls), ['Bearer t1', 'Bearer t1', 'Bearer t1', 'Bearer t2', 'Bearer t2']);
  });

  test('who is refused twice is told so', async () => {
    const calls = callsWith({ 'GET s1': [expired(), expired()] }, { token: issuer() });
    await assert.rejects(calls.find('s1'), { reason: 'unauthorized', message: 'unauthorized!', status: 401 });
    assert.deepEqual(shown(calls), ['Bearer t1', 'Bearer t2']);
  });

  test('calls at the same time ask for one', async () => {
    const token = issuer();
    const calls = callsWith({ 'GET s1': [expired(), expired(), expired(), found, found, found] }, { token: async () => token() });
    await Promise.all([calls.find('s1'), calls.find('s1'), calls.find('s1')]);
    assert.deepEqual(shown(calls), [...Array(3).fill('Bearer t1'), ...Array(3).fill('Bearer t2')]);
  });

  test('where none can be had, the next call asks again', async () => {
    const cause = new Error('the school is offline');
    let down = true;
    const calls = callsWith({ 'GET s1': [found] }, { token: async () => { if (down) throw cause; return 't'; } });
    await assert.rejects(calls.find('s1'), { reason: 'unreachable', cause });
    down = false;
    await calls.find('s1');
    assert.deepEqual(shown(calls), ['Bearer t']);
  });
});
