import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';

import { activeSessions, findSession, readMessage, readMessages } from '../../main/resources/web/app/api.js';
import { MemoryStorage } from '../../main/resources/web/switchboard.js';
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

describe('the calls of the page', { skip: withoutServer }, () => {
  /** They go to where the page came from. */
  const fromThePage = () => {
    globalThis.document = { baseURI: `${SERVER}/` };
    cleanUp.push(() => { delete globalThis.document; });
  };

  test('of a long class the newest are read, and one by its place', async () => {
    const classroom = await classOf('ada');
    const ada = classroom.join('ada');
    for (let i = 1; i <= 10; i += 1) await ada.send(question(`${i}`));
    ada.close();
    fromThePage();
    const read = [];
    const newest = (count) => readMessages(classroom.id, 'ada', 'student', (messages) => read.push(...messages.map(({ seq }) => seq)), count);
    assert.deepEqual(await newest(3), { head: 10, skipped: 7 });
    assert.deepEqual(read.splice(0), [8, 9, 10]);
    assert.deepEqual(await newest(10), { head: 10, skipped: 0 });
    assert.equal(read.length, 10);
    assert.equal((await readMessage(classroom.id, 'ada', 'student', 4)).content.text, '4');
    assert.equal(await readMessage(classroom.id, 'ada', 'student', 11), undefined);
  });

  test('the list of classes comes page by page', async () => {
    const classes = [await classOf('ada'), await classOf('ada'), await classOf('ada')];
    fromThePage();
    const found = [];
    let after;
    do {
      const { sessions, next } = await activeSessions({ limit: 2, after });
      assert.ok(sessions.length <= 2);
      found.push(...sessions.map(({ id }) => id));
      after = next;
    } while (after);
    assert.ok(classes.every(({ id }) => found.filter((other) => other === id).length === 1), String(found));
    assert.equal((await findSession(classes[0].id)).connection_count, 0);
  });
});
