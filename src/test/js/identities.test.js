import './testing/asServed.js';

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

const { Identities } = await import('../../main/resources/web/app/identities.js');

/** Who a browser is at servers that want to know, and its tokens. The server's clock is an hour ahead of the browser's. */

const BASE = 'http://school.example/';
const AHEAD_MS = 3_600_000;
const LIFE_MS = 3_600_000;
const NOW = Date.parse('2026-12-01T08:00:00Z');

let now;
let kept;
let asked;
let answers;

class Kept {
  entries = new Map();
  getItem(key) { return this.entries.get(key) ?? null; }
  setItem(key, value) { this.entries.set(key, value); }
  removeItem(key) { this.entries.delete(key); }
}

const granted = (n) => ({ status: 201, body: { token: `token-${n}`, expires_at: new Date(now + AHEAD_MS + LIFE_MS).toISOString() } });
const refused = (status, reason) => ({ status, body: { error: 'x', code: status, reason, message: 'no' } });

async function server(address, { method, body, headers }) {
  assert.equal(String(address), `${BASE}api/tokens`);
  assert.deepEqual([method, headers['Content-Type']], ['POST', 'application/json']);
  asked.push(JSON.parse(body).secret);
  const answer = answers.shift() ?? granted(asked.length);
  if (answer instanceof Error) throw answer;
  return new Response(JSON.stringify(answer.body), { status: answer.status, headers: { Date: new Date(now + AHEAD_MS).toUTCString() } });
}

const identities = (base = BASE, storage = kept) => new Identities({ base, fetch: server, storage, now: () => now });
const given = (secret, user, role, session) => ({
  secret, user_id: user, role, token: `first of ${secret}`, expires_at: new Date(now + LIFE_MS).toISOString(), ...(session && { session_id: session }),
});
const ines = () => given('s-ines', 'ines', 'instructor');

beforeEach(() => {
  now = NOW;
  kept = new Kept();
  asked = [];
  answers = [];
});

test('a pupil in the teacher’s browser leaves her who she is, and each class has its own name', () => {
  const before = identities();
  before.keep(ines());
  before.keep(given('s-ada', 'ada', 'student', 'algebra'));
  before.keep(given('s-card', 'bob', 'student'));

  const one = identities();
  assert.equal(one.find('instructor').userId, 'ines');
  assert.equal(one.find('instructor', 'algebra').userId, 'ines');
  assert.equal(one.find('student', 'algebra').userId, 'ada');
  assert.equal(one.find('student', 'biology').userId, 'bob');
  assert.equal(one.find('student', 'algebra', 'bob').secret, 's-card');
  assert.equal(one.find('student', 'algebra', 'carl'), null);
  assert.equal(identities('http://school.example/other/').find('instructor'), null);
});

test('a teacher’s name is kept with her', () => {
  identities().keep({ ...ines(), name: 'Ines Weber' });
  assert.equal(identities().find('instructor').name, 'Ines Weber');
});

test('a token is asked for once by all who want one, and kept until a minute before its end by the server’s clock', async () => {
  const one = identities();
  one.keep(ines());
  const self = identities().find('instructor');
  const later = identities(); // the page was loaded anew: no token is kept
  assert.deepEqual(await Promise.all([later.token(self), later.token(self), later.token(self)]), ['token-1', 'token-1', 'token-1']);
  now += LIFE_MS - 60_001;
  assert.equal(await later.token(self), 'token-1');
  now += 1;
  assert.deepEqual(await Promise.all([later.token(self), later.token(self)]), ['token-2', 'token-2']);
  assert.deepEqual(asked, ['s-ines', 's-ines']);
});

test('what was given with the secret serves first, and one that the server has not taken is asked for anew', async () => {
  const one = identities();
  const self = one.keep(ines());
  assert.equal(await one.token(self), 'first of s-ines');
  assert.deepEqual(await Promise.all([one.token(self, 'first of s-ines'), one.token(self, 'first of s-ines')]), ['token-1', 'token-1']);
  assert.equal(await one.token(self, 'first of s-ines'), 'token-1');
});

test('a client that asks again gets another one than before', async () => {
  const one = identities();
  const self = one.keep(ines());
  const issue = one.issuer(self);
  assert.deepEqual([await issue(), await issue(), await one.token(self)], ['first of s-ines', 'token-1', 'token-1']);
});

test('a void secret is forgotten, said once, and never asked for again', async () => {
  const one = identities();
  const self = one.keep(ines());
  const lost = [];
  one.onLost = (identity) => lost.push(identity.userId);
  answers = [refused(401, 'unauthorized')];
  await assert.rejects(one.token(self, 'first of s-ines'));
  await assert.rejects(one.token(self));
  assert.deepEqual([lost, asked.length, one.isVoid(self), one.find('instructor'), kept.entries.size], [['ines'], 1, true, null, 0]);
});

test('what is no refusal of the server leaves all as it is', async () => {
  const one = identities();
  const self = one.keep(ines());
  one.onLost = () => assert.fail();
  answers = [new TypeError('away'), { status: 401, body: { login: 'hotel' } }, refused(503, 'busy')];
  for (let i = 0; i < 3; i += 1) await assert.rejects(one.token(self, 'first of s-ines'));
  assert.equal(await one.token(self, 'first of s-ines'), 'token-4');
});

test('a server that hands out no tokens is asked without one', async () => {
  const one = identities();
  const self = one.keep(ines());
  answers = [refused(404, 'not_found')];
  assert.equal(await one.token(self, 'first of s-ines'), '');
});

test('a browser that keeps nothing knows it as long as the page lives', () => {
  const full = new Kept();
  full.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };
  for (const storage of [full, undefined]) {
    const one = new Identities({ base: BASE, fetch: server, storage, now: () => now });
    const self = one.keep(ines());
    assert.equal(one.find('instructor').userId, 'ines');
    one.forget(self);
    assert.equal(one.find('instructor'), null);
  }
});

test('whatever somebody else has written there is none', () => {
  for (const text of ['', '{', 'null', '7', '{"secret":1,"userId":"ines","role":"instructor"}', '{"secret":"s","userId":"ines","role":"student"}']) {
    kept.setItem(`switchboard identity ${BASE} instructor`, text);
    assert.equal(identities().find('instructor'), null, text);
  }
});

test('of two tabs, the one that forgets leaves what the other has learnt since', () => {
  const one = identities();
  const self = one.keep(ines());
  identities().keep(given('s-new', 'ines', 'instructor'));
  one.forget(self);
  assert.equal(one.find('instructor').secret, 's-new');
});
