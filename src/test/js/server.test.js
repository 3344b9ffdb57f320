import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';

import './testing/asServed.js';
import { MemoryStorage, SessionCalls } from '../../main/resources/web/switchboard.js';
import { Classroom, SERVER, pause, until, withoutServer, withoutSocket } from './testing/classroom.js';
import { flakyNetwork, networkWithoutSockets } from './testing/proxy.js';
import { seeded, seeds } from './testing/random.js';

/** Against a real server, over real sockets: `SWITCHBOARD_URL=http://127.0.0.1:8080 node --test server.test.js` */

const question = (text) => ({ type: 'instructor_inbox', content: { text } });
const answer = (to, text) => ({ type: 'inbox_response', to_user: to, content: { text } });
const broadcast = (text) => ({ type: 'instructor_broadcast', content: { text } });

const cleanUp = [];
afterEach(async () => {
  for (const task of cleanUp.splice(0).reverse()) await task();
});

async function classOf(...students) {
  const classroom = await Classroom.open(students);
  cleanUp.push(() => classroom.leave());
  return classroom;
}

async function through(network) {
  const opened = await network;
  cleanUp.push(() => opened.close());
  return opened;
}

const statusOf = (client, name) => until(() => client.status.name === name, () => `${client.userId} is ${client.status.name}, not ${name}`);

describe('by WebSocket', { skip: withoutSocket }, () => {
  test('question and answer, saved and seen by both, own ones included', async () => {
    const classroom = await classOf('ada');
    const teacher = classroom.join('teacher', { role: 'instructor' });
    const ada = classroom.join('ada');
    await statusOf(ada, 'live');
    const { seq, duplicate } = await ada.send(question('Why?'), 'first');
    assert.deepEqual([seq, duplicate], [1, false]);
    await teacher.send(answer('ada', 'Because.'));
    await until(() => ada.seen.messages.length === 2);
    assert.equal(ada.seen.messages[0].ref, 'first');
    for (const client of [ada, teacher]) await classroom.assertWhole(client);
    // On a busy machine it may have polled before its socket was open.
    assert.deepEqual(ada.seen.statuses.slice(-2), ['replaying', 'live']);
    assert.deepEqual(ada.outbox, []);
  });

  test('the same ref again, later and elsewhere, is the same message', async () => {
    const classroom = await classOf('ada');
    const first = classroom.join('ada');
    const { seq } = await first.send(question('Why?'), 'once');
    first.close();
    const second = await classroom.join('ada').send(question('Something else'), 'once');
    assert.deepEqual([second.seq, second.duplicate], [seq, true]);
  });

  test('a late joiner gets the history, and what follows', async () => {
    const classroom = await classOf('ada', 'bob');
    const teacher = classroom.join('teacher', { role: 'instructor' });
    for (let i = 0; i < 20; i++) await teacher.send(broadcast(`n${i}`));
    const bob = classroom.join('bob');
    const rest = classroom.join('ada', { afterSeq: 15 });
    await statusOf(bob, 'live');
    await statusOf(rest, 'live');
    await teacher.send(broadcast('live'));
    await until(() => rest.seen.messages.length === 6);
    await classroom.assertWhole(bob);
    assert.deepEqual(rest.seen.messages.map(({ seq }) => seq), [16, 17, 18, 19, 20, 21]);
  });

  test('a refusal is final and says why', async () => {
    const classroom = await classOf('ada');
    const ada = classroom.join('ada');
    await assert.rejects(ada.send(broadcast('Not mine to say')), { name: 'SendError', code: 'not_permitted', kept: false });
    assert.equal(ada.seen.refused.length, 1);
  });

  test('an instructor hears who comes and goes', async () => {
    const classroom = await classOf('ada');
    const teacher = classroom.join('teacher', { role: 'instructor' });
    await statusOf(teacher, 'live');
    assert.equal(teacher.seen.notices[0].event, 'welcome');
    const ada = classroom.join('ada');
    await until(() => teacher.seen.notices.some(({ event, user_id: user }) => event === 'user_joined' && user === 'ada'));
    ada.close();
    await until(() => teacher.seen.notices.some(({ event, user_id: user }) => event === 'user_left' && user === 'ada'));
  });

  test('the same user elsewhere replaces this client, for good', async () => {
    const classroom = await classOf('ada');
    const first = classroom.join('ada');
    await statusOf(first, 'live');
    const second = classroom.join('ada');
    await statusOf(first, 'replaced');
    await statusOf(second, 'live');
    await pause(500); // several reconnects long
    assert.deepEqual([first.status.name, second.status.name], ['replaced', 'live']);
  });

  test('the end of the class is the end of the client', async () => {
    const classroom = await classOf('ada');
    const ada = classroom.join('ada');
    await ada.send(question('Why?'));
    await classroom.end();
    await statusOf(ada, 'ended');
    await assert.rejects(ada.send(question('Too late')), { code: 'session_ended' });
    const late = classroom.join('ada');
    await statusOf(late, 'ended');
    await classroom.assertWhole(late);
  });

  for (const seed of seeds(5)) {
    test(`a network that delays, cuts and goes dead (SEED=${seed})`, async () => {
      const random = seeded(seed);
      const network = await through(flakyNetwork(SERVER, random));
      const classroom = await classOf('ada', 'bob');
      const { url } = network;
      const teacher = classroom.join('teacher', { role: 'instructor', url });
      const storage = new MemoryStorage();
      const students = [classroom.join('ada', { url, storage }), classroom.join('bob', { url })];
      const witness = classroom.join('witness', { role: 'instructor' });
      const sent = [];
      for (let i = 0; i < 20; i++) {
        sent.push(teacher.send(broadcast(`n${i}`), `t${i}`), students[1].send(question(`b${i}`), `b${i}`));
        students[0].send(question(`a${i}`), `a${i}`);
        if (i === 9) { // a reload: the new page finds what the old one had not seen saved
          students[0].close();
          students[0] = classroom.join('ada', { url, storage });
        }
        await pause(random() * 100);
      }
      network.heal();
      await Promise.all(sent);
      await until(() => students[0].outbox.length === 0);
      for (const client of [teacher, ...students, witness]) {
        await statusOf(client, 'live');
        await classroom.assertWhole(client);
      }
      const stored = (await classroom.history(witness)).map(({ content }) => content.text);
      const expected = (letter) => Array.from({ length: 20 }, (_, i) => letter + i);
      for (const letter of ['n', 'a', 'b']) {
        assert.deepEqual(stored.filter((text) => text.startsWith(letter)), expected(letter), 'each once, in the order of sending');
      }
    });
  }
});

describe('without a WebSocket', { skip: withoutServer }, () => {
  test('polls, sends by POST, and has everything', async () => {
    const classroom = await classOf('ada');
    const teacher = classroom.join('teacher', { role: 'instructor', WebSocket: null });
    const ada = classroom.join('ada', { WebSocket: null });
    await statusOf(ada, 'polling');
    const { seq, duplicate } = await ada.send(question('Why?'));
    assert.deepEqual([seq, duplicate], [1, false]);
    await teacher.send(answer('ada', 'Because.'));
    await until(() => ada.seen.messages.length === 2);
    for (const client of [ada, teacher]) await classroom.assertWhole(client);
    await until(() => teacher.seen.notices.some(({ event }) => event === 'participants'));
    await assert.rejects(ada.send(broadcast('Not mine to say')), { code: 'not_permitted' });
    await classroom.end();
    await statusOf(ada, 'ended');
  });

  test('who is not in the class is refused', async () => {
    const classroom = await classOf('ada');
    const outsider = classroom.join('eve');
    await statusOf(outsider, 'refused');
    assert.equal(outsider.status.code, 'not_enrolled');
  });

  test('a network that refuses upgrades: polls, and goes back when it no longer does', { skip: withoutSocket }, async () => {
    const network = await through(networkWithoutSockets(SERVER));
    const classroom = await classOf('ada');
    const teacher = classroom.join('teacher', { role: 'instructor' });
    const ada = classroom.join('ada', { url: network.url });
    await statusOf(ada, 'polling');
    await ada.send(question('by POST'));
    await teacher.send(broadcast('by poll'));
    await until(() => ada.seen.messages.length === 2);
    network.heal();
    for (let i = 0; ada.status.name !== 'live'; i++) { // nothing is lost in between
      assert.ok(i < 80, 'goes back');
      await teacher.send(broadcast(`on the way back ${i}`));
      await pause(20);
    }
    await ada.send(question('by socket'));
    for (const client of [ada, teacher]) await classroom.assertWhole(client);
  });
});

describe('the calls about classes', { skip: withoutServer }, () => {
  const calls = () => new SessionCalls({ url: SERVER });

  /** Nobody else has opened classes under this id. */
  const somebody = () => `ines-${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;

  test('a class is opened, changed, found, listed and ended', async () => {
    const ines = somebody();
    const names = { ada: 'Ada L.' };
    const created = await calls().create({ name: 'Algebra', instructor_id: ines, student_ids: ['ada', 'bob'], names });
    const { id } = created;
    assert.deepEqual([created.created_by, created.student_ids, created.names, created.status], [ines, ['ada', 'bob'], names, 'active']);
    assert.deepEqual(await calls().find(id), { ...created, connection_count: 0 });

    const longer = await calls().addStudents(id, [{ user_id: 'carl', name: 'Carl G.' }, { user_id: 'dan' }]);
    assert.deepEqual([longer.student_ids, longer.names], [['ada', 'bob', 'carl', 'dan'], { ada: 'Ada L.', carl: 'Carl G.' }]);
    const shorter = await calls().removeStudent(id, 'ada');
    assert.deepEqual([shorter.student_ids, shorter.names], [['bob', 'carl', 'dan'], { carl: 'Carl G.' }]);

    const listed = async (status) => (await calls().list({ createdBy: ines, status })).sessions;
    assert.deepEqual(await listed('active'), [{ ...shorter, connection_count: 0 }]);
    assert.deepEqual(await listed('ended'), []);
    const ended = await calls().end(id);
    assert.deepEqual([ended.id, ended.status, typeof ended.end_time], [id, 'ended', 'string']);
    assert.deepEqual(await listed(), []);
    assert.deepEqual(await listed('ended'), [{ ...ended, connection_count: 0 }]);
    assert.equal((await listed('all')).length, 1);
    await assert.rejects(calls().end(id), { name: 'CallError', reason: 'already_ended', status: 400 });
  });

  test('a class has a join code, from when one is made until it is closed', async () => {
    const { id } = await calls().create({ name: 'Algebra', instructor_id: 'ines', student_ids: ['ada', 'bob'], names: { bob: 'Bob' } });
    assert.deepEqual(await calls().joinCode(id), { open: false });
    const { code, open } = await calls().makeJoinCode(id);
    assert.match(code, /^[2-9A-Z]{3}-[2-9A-Z]{3}$/);
    assert.equal(open, true);
    assert.deepEqual(await calls().joinCode(id), { code, open });
    assert.deepEqual(await calls().findByCode(` ${code.toLowerCase().replace('-', ' ')}`), {
      session_id: id, name: 'Algebra', students: [{ user_id: 'ada', claimed: false }, { user_id: 'bob', name: 'Bob', claimed: false }],
    });
    assert.notEqual((await calls().makeJoinCode(id)).code, code);
    assert.deepEqual(await calls().closeJoinCode(id), { open: false });
    for (const wrong of [code, '', '..', '../sessions', 'a/b?c#d']) {
      await assert.rejects(calls().findByCode(wrong), ({ status, reason }) => status === 404 && ['unknown_code', 'not_found'].includes(reason), wrong);
    }
    await calls().end(id);
  });

  test('of a list all that is wrong is told at once', async () => {
    const students = { student_ids: ['ada', 'b b', ''], names: { ada: '' } };
    await assert.rejects(calls().create({ name: 'Algebra', instructor_id: 'ines', ...students }), (error) => {
      assert.deepEqual([error.status, error.retryAfterMs], [400, undefined]);
      assert.deepEqual(error.problems.map(({ member, index, value }) => [member, index, value]),
        [['student_ids', 1, 'b b'], ['student_ids', 2, ''], ['names', 0, 'ada']]);
      assert.ok(error.problems.every(({ message }) => message));
      return true;
    });
  });

  test('what is no id changes nothing', async () => {
    const { id } = await calls().create({ name: 'Algebra', instructor_id: 'ines', student_ids: ['ada', 'bob'] });
    for (const wrong of ['', '.', '..', '../..', 'ada/../bob', '?', '#']) {
      await assert.rejects(calls().removeStudent(id, wrong), { name: 'CallError' }, wrong);
      await assert.rejects(calls().end(`${id}/students/${wrong}`), { name: 'CallError' }, wrong);
      await assert.rejects(calls().find(wrong), { name: 'CallError' }, wrong);
    }
    const { status, student_ids: students } = await calls().find(id);
    assert.deepEqual([status, students], ['active', ['ada', 'bob']]);
    await calls().end(id);
  });

  test('the list comes page by page', async () => {
    const ines = somebody();
    const ids = [];
    for (let i = 0; i < 3; i += 1) ids.unshift((await calls().create({ name: `${i}`, instructor_id: ines, student_ids: ['ada'] })).id);
    const found = [];
    let after;
    do {
      const { sessions, next } = await calls().list({ createdBy: ines, limit: 2, after });
      assert.ok(sessions.length <= 2);
      found.push(...sessions.map(({ id }) => id));
      after = next;
    } while (after);
    assert.deepEqual(found, ids);
    for (const id of ids) await calls().end(id);
  });

  test('what was said is read page by page, also once the class has ended', async () => {
    const classroom = await classOf('ada');
    const ada = classroom.join('ada');
    for (let i = 1; i <= 3; i += 1) await ada.send(question(`${i}`));
    await classroom.end();
    const reader = { userId: 'ada', role: 'student', limit: 2 };
    const first = await calls().messages(classroom.id, reader);
    assert.deepEqual([first.messages.map(({ seq }) => seq), first.next_after], [[1, 2], 2]);
    const rest = await calls().messages(classroom.id, { ...reader, after: first.next_after });
    assert.deepEqual([rest.messages.map(({ content }) => content.text), rest.next_after, rest.head_seq], [['3'], null, 3]);
    await assert.rejects(calls().messages(classroom.id, { userId: 'eve', role: 'student' }), { reason: 'not_enrolled', status: 403 });
  });
});

describe('the page', { skip: withoutServer }, () => {
  /** Asks whom it came from. */
  async function loaded() {
    globalThis.document = { baseURI: `${SERVER}/#/class/1` };
    cleanUp.push(() => { delete globalThis.document; });
    return import('../../main/resources/web/app/api.js');
  }

  test('reads the newest of a long class, and one by its place', async () => {
    const classroom = await classOf('ada');
    const ada = classroom.join('ada');
    for (let i = 1; i <= 10; i += 1) await ada.send(question(`${i}`));
    ada.close();
    const { readMessage, readMessages } = await loaded();
    const read = [];
    const newest = (count) => readMessages(classroom.id, 'ada', 'student', (messages) => read.push(...messages.map(({ seq }) => seq)), count);
    assert.deepEqual(await newest(3), { head: 10, skipped: 7 });
    assert.deepEqual(read.splice(0), [8, 9, 10]);
    assert.deepEqual(await newest(10), { head: 10, skipped: 0 });
    assert.equal(read.length, 10);
    assert.equal((await readMessage(classroom.id, 'ada', 'student', 4)).content.text, '4');
    assert.equal(await readMessage(classroom.id, 'ada', 'student', 11), undefined);
  });

  test('has each page as it was written', async () => {
    const classroom = await classOf('ada');
    const body = '{"user_id":"ada","role":"student","type":"analytics","content":{"n":12345678901234567890}}';
    const headers = { 'Content-Type': 'application/json' };
    await fetch(`${SERVER}/api/sessions/${classroom.id}/messages`, { method: 'POST', headers, body });
    const { readMessages } = await loaded();
    const pages = [];
    await readMessages(classroom.id, 'ada', 'student', (messages, text) => pages.push([messages.length, text]));
    assert.equal(pages.length, 1);
    assert.equal(pages[0][0], 1);
    assert.match(pages[0][1], /"n":12345678901234567890\b/);
  });
});
