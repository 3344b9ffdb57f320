import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { textOf } from '../../main/resources/web/app/kept.js';
import { eventOf, isOpen, next, WAITING } from '../../main/resources/web/app/question-state.js';
import { isHand } from '../../main/resources/web/app/questions.js';
import { logOf, message } from './testing/messages.js';
import { seeded, seeds } from './testing/random.js';

/** How questions stand: the same for all who look, whoever does what in whatever order. */

const claimed = (by, before = 'waiting') => ({ name: 'claimed', by, before });
const answered = { name: 'answered', by: 'otto' };
const done = { name: 'done', by: 'otto' };
const open = { name: 'open', by: 'ada' };

describe('the table of docs/protocol.md', () => {
  const ines = { by: 'ines', agent: false };
  const rows = [
    // state, claim, reply, done, open, follow-up, the student's own done; null: nothing changes
    [WAITING, claimed('ines'), { name: 'answered', by: 'ines' }, { name: 'done', by: 'ines' }, null, null, { name: 'done', by: 'ines' }],
    [claimed('otto'), null, { name: 'answered', by: 'ines' }, { name: 'done', by: 'ines' }, WAITING, null, { name: 'done', by: 'ines' }],
    [claimed('otto', 'open'), null, { name: 'answered', by: 'ines' }, { name: 'done', by: 'ines' }, { name: 'open' }, null, { name: 'done', by: 'ines' }],
    [answered, null, null, null, { name: 'open', by: 'ines' }, { name: 'open', by: 'ines' }, null],
    [done, null, { name: 'answered', by: 'ines' }, null, { name: 'open', by: 'ines' }, { name: 'open', by: 'ines' }, null],
    [open, claimed('ines', 'open'), { name: 'answered', by: 'ines' }, { name: 'done', by: 'ines' }, null, null, { name: 'done', by: 'ines' }],
  ];
  for (const [state, ...after] of rows) {
    test(`${state.name}${state.before ? ` (${state.before} before)` : ''}`, () => {
      ['claim', 'reply', 'done', 'open', 'follow_up', 'withdraw'].forEach((what, i) => {
        const changed = next(state, { what, ...ines });
        if (after[i] === null) assert.equal(changed, state, what);
        else assert.deepEqual(changed, after[i], what);
      });
    });
  }

  test('an agent claims, gives back what it has claimed, and ends no wait', () => {
    for (const [state] of rows) {
      for (const what of ['reply', 'done', 'open']) assert.equal(next(state, { what, by: 'bot', agent: true }), state, what);
    }
    assert.deepEqual(next(WAITING, { what: 'claim', by: 'bot', agent: true }), claimed('bot'));
    assert.equal(next(claimed('bot'), { what: 'open', by: 'bot', agent: true }), WAITING);
  });

  test('a status that is none changes nothing', () => {
    for (const status of ['closed', 'CLAIMED', 'constructor', '', null, 5, ['done'], undefined]) {
      assert.equal(eventOf(message('inbox_response', 'ines', { to: 'ada', context: 'status', status })), undefined, String(status));
    }
  });
});

const question = () => message('instructor_inbox', 'ada', { text: 'Why?' });
const status = (from, about, name, more = {}) => message('inbox_response', from, { to: 'ada', context: 'status', status: name, in_reply_to: about.id, ...more });
const reply = (from, about, text, more = {}) => message('inbox_response', from, { to: 'ada', context: 'answer', text, in_reply_to: about.id, ...more });
const stateOf = (log) => log.questions[0].state;

describe('a question', () => {
  test('of two who claim it the first has it, and the other is told so', () => {
    const q = question();
    const [first, second] = [status('ines', q, 'claimed'), status('otto', q, 'claimed')];
    const log = logOf(q, first, second);
    assert.deepEqual(stateOf(log), claimed('ines'));
    assert.deepEqual(log.questions[0].late.get('otto'), { claim: second, state: claimed('ines') });
    assert.equal(log.questions[0].late.has('ines'), false);
    log.add(status('ines', q, 'open'));
    log.add(status('otto', q, 'claimed'));
    assert.deepEqual(stateOf(log), claimed('otto'));
  });

  test('that was answered meanwhile cannot be claimed any more, and nothing of it is lost', () => {
    const q = question();
    const log = logOf(q, reply('ines', q, 'So.'), status('otto', q, 'claimed'));
    assert.deepEqual(stateOf(log), { name: 'answered', by: 'ines' });
    assert.equal(log.questions[0].late.get('otto').state.name, 'answered');
    assert.deepEqual(log.questions[0].replies.map(textOf), ['So.']);
  });

  test('waits in the place of when it was opened again', () => {
    const q = question();
    const other = message('instructor_inbox', 'bob', { text: 'How?' });
    const followUp = message('instructor_inbox', 'ada', { text: 'And why is that?', in_reply_to: q.id });
    const log = logOf(q, other, reply('ines', q, 'So.'), followUp);
    assert.deepEqual(stateOf(log), { name: 'open', by: 'ada' });
    assert.deepEqual(log.waiting.map(({ message: { id } }) => id), [other.id, q.id]);
    assert.equal(log.questions[0].since, followUp);
    assert.equal(log.questions.length, 2);
    assert.deepEqual(log.questions[0].thread.map(textOf), ['So.', 'And why is that?']);
  });

  test('is followed up also below its answer, and answered below that', () => {
    const q = question();
    const answer = reply('ines', q, 'So.');
    const followUp = message('instructor_inbox', 'ada', { text: 'And?', in_reply_to: answer.id });
    const log = logOf(q, answer, followUp, reply('ines', followUp, 'So, too.'));
    assert.deepEqual(log.questions.map(({ state }) => state.name), ['answered']);
    assert.deepEqual(log.questions[0].thread.map(textOf), ['So.', 'And?', 'So, too.']);
  });

  test('nobody else adds to it', () => {
    const q = question();
    const log = logOf(q, message('instructor_inbox', 'eve', { text: 'Mine', in_reply_to: q.id }));
    assert.equal(log.questions.length, 2);
    assert.equal(log.questions[0].thread.length, 0);
  });

  test('has the answers of agents, and waits for people all the same', () => {
    const q = question();
    const log = logOf(q, reply('bot', q, 'Perhaps.', { agent: true }), message('inbox_response', 'bot', { to: 'ada', text: 'To all', agent: true }));
    assert.deepEqual(stateOf(log), WAITING);
    assert.deepEqual(log.questions[0].replies.map(textOf), ['Perhaps.', 'To all']);
    assert.deepEqual([...log.agents], ['bot']);
    log.add(status('bot', q, 'done', { agent: true }));
    assert.equal(log.waitingCount, 1);
    log.add(status('ines', q, 'done', { text: 'It says so in the book.' }));
    assert.deepEqual(stateOf(log), { name: 'done', by: 'ines' });
    assert.deepEqual([log.countOf('done'), log.countOf('answered'), log.waitingCount], [1, 0, 0]);
    assert.deepEqual(log.questions[0].thread.map(textOf), ['Perhaps.', 'To all', 'It says so in the book.']);
  });

  test('of a corrected answer it is known what stands for it now', () => {
    const q = question();
    const wrong = reply('bot', q, '41', { agent: true });
    const right = reply('ines', wrong, '42', { correction: true });
    const log = logOf(q, wrong, right);
    assert.equal(stateOf(log).name, 'answered');
    assert.equal(log.questions[0].corrected.get(wrong.id), right);
    assert.deepEqual(log.questions[0].replies, [wrong, right]);
  });

  test('a correction of an answer to several corrects it below each', () => {
    const [one, two] = [question(), question()];
    const both = message('inbox_response', 'ines', { to: 'ada', text: 'so' });
    const right = reply('ines', both, 'So.', { correction: true });
    const log = logOf(one, two, both, right);
    assert.deepEqual(log.questions.map(({ corrected }) => corrected.get(both.id)), [right, right]);
  });

  test('without words is a hand that is up, until its student takes it down', () => {
    const hand = message('instructor_inbox', 'ada', { context: 'hand', text: 'Hand up' });
    const down = (from) => message('instructor_inbox', from, { context: 'status', status: 'done', in_reply_to: hand.id });
    const log = logOf(hand, down('bob'));
    assert.deepEqual([isHand(log.questions[0].message), log.waitingCount], [true, 1]);
    log.add(down('ada'));
    assert.deepEqual([stateOf(log), log.waitingCount, log.questions.length, log.questions[0].thread], [{ name: 'done', by: 'ada' }, 0, 1, []]);
    log.add(message('instructor_inbox', 'ada', { context: 'hand', text: 'Hand up' }));
    assert.equal(log.waitingCount, 1);
  });

  test('that was answered stays so when its student needs it no more, and what is not known is withdrawn from nowhere', () => {
    const q = question();
    const log = logOf(q, reply('ines', q, 'So.'), message('instructor_inbox', 'ada', { context: 'status', status: 'done', in_reply_to: q.id }));
    assert.deepEqual(stateOf(log), { name: 'answered', by: 'ines' });
    log.add(message('instructor_inbox', 'ada', { context: 'status', status: 'done', in_reply_to: 'gone' }));
    log.add(message('instructor_inbox', 'ada', { context: 'status', text: 'How do I stand?' }));
    assert.deepEqual(log.questions.map((one) => textOf(one.message)), ['Why?', 'How do I stand?']);
  });

  test('a status that names no question is in the log only, unless it says something', () => {
    const log = logOf(
      question(),
      message('inbox_response', 'ines', { to: 'ada', context: 'status', status: 'done' }),
      message('inbox_response', 'ines', { to: 'ada', context: 'status', status: 'done', in_reply_to: 'gone', text: 'See me.' }),
    );
    assert.equal(log.waitingCount, 1);
    assert.deepEqual(log.said.map(textOf), ['See me.']);
  });
});

/** What each of those may see who look (docs/protocol.md, section 1). */
function view(all, user) {
  return all.filter(({ from_user: from, to_user: to, type }) => from === user || to === user || type === 'instructor_broadcast');
}

describe('whatever two teachers, an agent and two students do', () => {
  const people = ['ines', 'otto'];
  const students = ['ada', 'bob'];

  function story(random) {
    const pick = (list) => list[Math.floor(random() * list.length)];
    const all = [];
    for (let i = 0; i < 60; i += 1) {
      const student = pick(students);
      const ofStudent = all.filter(({ from_user: from, to_user: to }) => from === student || to === student);
      const named = random() < 0.85 && ofStudent.length ? pick(random() < 0.6 ? ofStudent.slice(0, 3) : ofStudent).id : undefined;
      const about = named === undefined ? {} : { in_reply_to: named };
      const from = pick([...people, 'bot']);
      const mark = from === 'bot' ? { agent: true } : {};
      all.push(pick([
        () => message('instructor_inbox', student, { text: `${i}`, ...(random() < 0.5 ? about : {}) }),
        () => message('instructor_inbox', student, { context: 'status', status: 'done', ...about }),
        () => message('inbox_response', from, { to: student, text: `${i}`, ...about, ...mark, ...(random() < 0.3 && { correction: true }) }),
        () => message('inbox_response', from, { to: student, context: 'status', status: 'claimed', ...about, ...mark }),
        () => message('inbox_response', from, { to: student, context: 'status', status: pick(['claimed', 'done', 'open', 'else']), ...about, ...mark }),
        () => message('request', from, { to: student, text: `${i}`, ...mark }),
        () => message('request_response', student, { text: `${i}`, ...about }),
        () => message('instructor_broadcast', from, { text: `${i}`, ...mark }),
      ])());
    }
    return all;
  }

  const shown = ({ message: { id }, state, thread, late, since, corrected }) => ({
    id, state, thread: thread.map((part) => part.id), since: since.id,
    late: [...late].map(([user, { claim, state: then }]) => [user, claim.id, then]),
    corrected: [...corrected].map(([old, now]) => [old, now.id]),
  });
  const questionsOf = (log, student) => log.questions.filter(({ message: { from_user: from } }) => from === student).map(shown);

  test('all who look see the same, and every rule holds', () => {
    const seen = new Map();
    for (const seed of seeds(500)) {
      const all = story(seeded(seed));
      const ofTeacher = logOf(...all);
      for (const student of students) {
        assert.deepEqual(questionsOf(logOf(...view(all, student)), student), questionsOf(ofTeacher, student), `SEED=${seed}`);
      }
      for (const one of ofTeacher.questions) {
        checkRules(one, all, `SEED=${seed} ${one.message.id}`);
        seen.set(one.state.name, (seen.get(one.state.name) ?? 0) + 1);
        if (one.late.size) seen.set('late', (seen.get('late') ?? 0) + 1);
      }
      assert.deepEqual(
        new Set(ofTeacher.waiting), new Set(ofTeacher.questions.filter(({ state }) => isOpen(state))), `SEED=${seed}`);
      const seqs = ofTeacher.waiting.map(({ since }) => since.seq);
      assert.deepEqual(seqs, [...seqs].sort((a, b) => a - b), `SEED=${seed}`);
      assert.equal(ofTeacher.waitingCount + ofTeacher.countOf('answered') + ofTeacher.countOf('done'), ofTeacher.questions.length);
    }
    if (process.env.SEED) return;
    for (const name of ['waiting', 'claimed', 'answered', 'done', 'open', 'late']) assert.ok(seen.get(name) > 50, `${name}: ${seen.get(name)}`);
  });

  /** What must be true of how it stands, from the messages about it: those by people that end a wait, and those that begin one. */
  function checkRules({ message: asked, state, since, thread }, all, what) {
    const ids = new Set([asked.id, ...thread.map(({ id }) => id)]);
    // A status has no words here, so it is not in the thread: but it names what is, or another one.
    const names = ({ context, from_user: from, to_user: to, content }) => context === 'status' && (to ?? from) === asked.from_user && ids.has(content.in_reply_to);
    const about = [];
    for (const one of all) {
      if (one.seq <= asked.seq || !(ids.has(one.id) || names(one))) continue;
      about.push(one);
      ids.add(one.id);
    }
    const ofPeople = about.filter(({ content }) => content.agent !== true);
    const lastReply = ofPeople.filter(({ type, context }) => type === 'inbox_response' && context !== 'status').at(-1)?.seq ?? 0;
    const lastDone = ofPeople.filter(({ content }) => content.status === 'done').at(-1)?.seq ?? 0;
    const claims = about.filter(({ seq, content }) => content.status === 'claimed' && seq > since.seq);
    switch (state.name) {
      case 'waiting':
        assert.equal(lastReply + lastDone, 0, what);
        break;
      case 'open':
        assert.ok(since.seq > Math.max(lastReply, lastDone), what);
        break;
      case 'claimed':
        assert.ok(since.seq > Math.max(lastReply, lastDone) || lastReply + lastDone === 0, what);
        assert.ok(claims.some(({ from_user: from }) => from === state.by), what);
        if (!about.some(({ content }) => content.status === 'open')) assert.equal(claims[0].from_user, state.by, what);
        break;
      case 'answered':
        assert.ok(lastReply > 0, what);
        break;
      case 'done':
        assert.ok(lastDone > lastReply, what);
    }
  }
});
