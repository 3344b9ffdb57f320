import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { ClassLog } from '../../main/resources/web/app/class-log.js';
import { ASKS, channelOf, GONE, presentTask, projected, ProjectorFeed } from '../../main/resources/web/app/projector-feed.js';
import { readRoster } from '../../main/resources/web/app/roster-import.js';
import { rosterOf } from '../../main/resources/web/app/roster/as-text.js';
import { joinCodeIn } from '../../main/resources/web/app/rules.js';

/** What leads into a class, and what is seen of it from outside. */

describe('a join code', () => {
  test('is understood however it is typed, also as a link', () => {
    for (const typed of ['ABC-DEF', 'abcdef', ' abc def ', 'a-b-c-d-e-f', 'abc–def', 'ABC\u2212DEF', 'abc\u00a0def', '\u200babcdef',
      'http://127.0.0.1:8080/j/ABC-DEF', 'https://school.example/class/j/abc-def', 'https://school.example/#/join/abcdef?x']) {
      assert.equal(joinCodeIn(typed), 'ABC-DEF', typed);
    }
    for (const digit of '23456789') assert.equal(joinCodeIn(`${digit}WXYZT`), `${digit}WX-YZT`);
  });

  test('is nothing else', () => {
    for (const typed of ['', ' ', 'ABCDE', 'ABCDEFG', 'ABCDE0', 'ABCDE1', 'ABCDEI', 'ABCDEL', 'ABCDEO', 'ABCDEU', 'ABC_DEF', 'ÄBCDEF',
      'ABC/DEF', 'http://x/j/', '#/class/0193f2f0-0000-7000-8000-000000000000']) {
      assert.equal(joinCodeIn(typed), '', typed);
    }
  });
});

describe('the list of a class', () => {
  const listOf = (names) => rosterOf({ student_ids: Object.keys(names), names: Object.fromEntries(Object.entries(names).filter(([, name]) => name)) });

  test('is made of those people, whatever they are called', () => {
    const { text, people } = listOf({ lena: 'Schmidt, Lena', zoe: 'Zoë "Zo" Ng', total: '', t1: 'Test Student' });
    assert.equal(text, 'id,name\nlena,"Schmidt, Lena"\nzoe,"Zoë ""Zo"" Ng"\ntotal,\nt1,Test Student');
    assert.deepEqual(people.map(({ userId, name }) => [userId, name]),
      [['lena', 'Schmidt, Lena'], ['zoe', 'Zoë "Zo" Ng'], ['total', 'total'], ['t1', 'Test Student']]);
    assert.equal(rosterOf({ student_ids: ['constructor'], names: {} }).people[0].name, 'constructor');
  });

  test('is read as the same list when it was changed', () => {
    const names = { 'lena-schmidt': 'Lena von Schmidt', '00042': '', '1e5': '李小龙', x_1: 'Anna-Maria O’Neill', ana: 'محمد', B: 'B.', name: '', id: '' };
    const { people, problems, leftOut } = readRoster(listOf(names).text);
    assert.deepEqual([problems, leftOut], [[], []]);
    assert.deepEqual(people.map(({ userId }) => userId), Object.keys(names));
    for (const { userId, name } of people) assert.equal(name, names[userId] || userId);
  });
});

describe('a projector', () => {
  let seq = 0;
  const message = (type, from, to, content, id = `m${seq + 1}`) => (
    { id, seq: seq += 1, session_id: 's', type, context: 'x', from_user: from, to_user: to, content, timestamp: '2026-01-01T00:00:00.000Z' });
  const online = (user, role, is = true) => [`${role} ${user}`, { user_id: user, role, online: is }];

  /** @param {object[]} messages */
  function room(messages) {
    const log = new ClassLog();
    for (const one of messages) log.add(one);
    return {
      session: { id: 's', name: 'Algebra', student_ids: ['ada', 'bob'], names: { ada: 'Ada L.' } },
      userId: 'ines', ended: false, status: { name: 'live' }, log,
      present: new Map([online('ada', 'student'), online('bob', 'student', false), online('ines', 'instructor')]),
    };
  }
  const way = { code: 'ABC-DEF', link: 'http://x/j/ABC-DEF', keepFresh: async () => {} };
  const asked = (request, text, kind = 'text') => ['ada', 'bob'].map((to) => message('request', 'ines', to, { text, request, kind }, `${request} ${to}`));

  test('shows the newest task of several that goes on, and how many have answered', () => {
    const log = [
      ...asked('r1', 'first'), ...asked('r2', 'second'), message('request', 'ines', 'ada', { text: 'you alone', request: 'r3' }),
      message('request_response', 'ada', null, { text: 'mine', in_reply_to: 'r2 ada' }),
    ];
    assert.deepEqual(projected(room(log), way, false), {
      name: 'Algebra', ended: false, code: 'ABC-DEF', link: way.link, here: 1, students: 2,
      task: { said: { content: { text: 'second' } }, asked: 2, answered: 1, answers: [], options: [], counts: null },
    });
    const closed = message('instructor_broadcast', 'ines', null, { status: 'closed', request: 'r2' });
    assert.equal(presentTask(room([...log, { ...closed, context: 'status' }]).log.tasks)?.key, 'ines r1');
    assert.equal(projected(room([]), way, false).task, null);
  });

  test('never shows who it was, nor questions and notes', () => {
    const log = [
      ...asked('r1', 'Write it.', 'code'),
      message('instructor_inbox', 'ada', null, { text: 'secret question' }),
      message('inbox_response', 'ines', 'ada', { text: 'secret note' }),
      message('request_response', 'ada', null, { code: 'first try', in_reply_to: 'r1 ada' }),
      message('request_response', 'ada', null, { code: 'x = 1', in_reply_to: 'r1 ada', author: 'ada', names: ['Ada L.'] }),
    ];
    const told = projected(room(log), way, true);
    assert.deepEqual(told.task?.answers, [{ content: { code: 'x = 1' } }]);
    assert.doesNotMatch(JSON.stringify(told), /secret|ada|bob|ines|Ada/);
  });

  test('shows options, and how many have chosen which only where that is to be seen', () => {
    const ask = (to) => message('request', 'ines', to, { text: 'A or B?', request: 'r1', kind: 'choice', options: ['A', 'B'] }, `r1 ${to}`);
    const log = [ask('ada'), ask('bob'), message('request_response', 'ada', null, { choice: 1, text: 'B', in_reply_to: 'r1 ada' })];
    assert.deepEqual(projected(room(log), way, false).task, {
      said: { content: { text: 'A or B?' } }, asked: 2, answered: 1, answers: [], options: ['A', 'B'], counts: null,
    });
    const told = projected(room(log), way, true);
    assert.deepEqual(told.task?.counts, { bars: [{ text: 'A', count: 0, percent: 0 }, { text: 'B', count: 1, percent: 100 }], other: null });
    assert.deepEqual(told.task?.answers, []);
    assert.doesNotMatch(JSON.stringify(told), /ada|bob|ines/);
  });

  test('is told by the tab of the teacher when it asks, and when that goes', async () => {
    globalThis.addEventListener ??= () => {};
    globalThis.removeEventListener ??= () => {};
    const ines = room(asked('r1', 'first'));
    const feed = new ProjectorFeed(ines, way);
    const window = new BroadcastChannel(channelOf('s', 'ines'));
    const other = new BroadcastChannel(channelOf('s', 'otto'));
    const heard = () => new Promise((resolve) => {
      window.onmessage = ({ data }) => resolve(data);
    });
    try {
      assert.equal(feed.isWatched, false);
      other.postMessage(ASKS);
      let told = heard();
      window.postMessage(ASKS);
      assert.equal((await told).task.said.content.text, 'first');
      assert.equal(feed.isWatched, true);

      ines.log.add(message('request_response', 'ada', null, { text: 'mine', in_reply_to: 'r1 ada' }));
      assert.equal(feed.showsAnswers, false);
      feed.showsAnswers = true;
      told = heard();
      window.postMessage(ASKS);
      assert.deepEqual((await told).task.answers, [{ content: { text: 'mine' } }]);
      for (const one of asked('r2', 'second')) ines.log.add(one);
      assert.equal(feed.showsAnswers, false, 'for each task it is wanted anew');

      // What was taken over by another tab is silent.
      ines.status.name = 'replaced';
      told = heard();
      window.postMessage(ASKS);
      feed.leave();
      assert.equal(await told, GONE);
    } finally {
      window.close();
      other.close();
    }
  });
});
