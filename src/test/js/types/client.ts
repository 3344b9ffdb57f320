/** A client of somebody else. Behind each `@ts-expect-error` stands what must not compile. */

import {
  CallError, connect, MemoryStorage, newRef, SendError, SessionCalls, TIMING,
  type Draft, type JoinCode, type MemberProblem, type Message, type Notice, type Page, type Receipt, type Session, type SessionList,
} from '../../../main/resources/web/switchboard.js';

const seen: Message[] = [];
const classroom = connect({
  url: 'https://switchboard.example',
  sessionId: 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
  userId: 'ada',
  role: 'student',
  timing: { pollSeconds: 10, firstCeilingMs: TIMING.firstCeilingMs / 2 },
  storage: new MemoryStorage(),
  WebSocket: globalThis.WebSocket,
  onMessage: (message) => seen.push(message),
  onStatus: ({ name, since }) => {
    const moment: Date = since;
    if (name === 'live' || name === 'polling') console.log(moment.toISOString());
    // @ts-expect-error there is no such status
    if (name === 'alive') console.log(name);
  },
  onNotice: (notice: Notice) => console.log(notice.event, notice.user_id),
  onRefused: (error: SendError, draft: Draft) => console.log(error.code, error.refusal.limit, draft.content?.text),
});

const draft: Draft = { type: 'instructor_inbox', content: { text: 'Why?', line: 12 } };
const receipt: Receipt = await classroom.send(draft, newRef(), { behind: true });
const place: number = receipt.seq;
const next: Date | null = classroom.nextAttempt;
console.log(place, next, classroom.outbox.length, classroom.status.since.getTime());
classroom.close();

// @ts-expect-error nobody joins without a name
connect({ sessionId: 'x', role: 'student' });
// @ts-expect-error there is no such role
connect({ sessionId: 'x', userId: 'ada', role: 'teacher' });
// @ts-expect-error a message has a type
await classroom.send({ content: { text: 'Why?' } });
// @ts-expect-error a content is an object
await classroom.send({ type: 'instructor_inbox', content: 'Why?' });
// @ts-expect-error what waits is not changed from outside
classroom.outbox.push({ ref: newRef(), draft });
// @ts-expect-error the cursor is the client's own
classroom.cursor = 12;
// @ts-expect-error a place in the class is a number
const id: string = receipt.seq;
console.log(id);

const calls = new SessionCalls({
  url: 'https://switchboard.example',
  token: async () => (await fetch('/our-app/token')).text(),
  fetch: globalThis.fetch,
  timing: { requestMs: 5_000 },
});
const session: Session = await calls.create({ name: 'Algebra', instructor_id: 'ines', student_ids: ['ada'], names: { ada: 'Ada' } });
const listing: SessionList = await calls.list({ status: 'ended', createdBy: 'ines', limit: 20, after: session.id });
const { connection_count: here = 0 }: Session = await calls.find(session.id);
const { student_ids: students }: Session = await calls.addStudents(session.id, [{ user_id: 'bob', name: 'Bob' }, { user_id: 'eve' }]);
await calls.removeStudent(session.id, 'eve');
const made: JoinCode = await calls.makeJoinCode(session.id);
const way: string | undefined = (await calls.joinCode(session.id)).code ?? made.code;
const { session_id: joined, students: toChooseFrom } = await calls.findByCode('ABC-DEF');
await calls.closeJoinCode(session.id);
const page: Page = await calls.messages(session.id, { userId: 'ines', role: 'instructor', after: 0, limit: 100 });
const own = await calls.messages(session.id, {
  userId: 'ines', role: 'instructor', parse: (text) => ({ ...(JSON.parse(text) as Page), text }),
});
const asItCame: string = own.text;
const isOver: boolean = (await calls.end(session.id)).status === 'ended';
console.log(listing.next, here, students.length, way, joined, toChooseFrom[0]?.claimed, page.next_after, asItCame, isOver);

try {
  await calls.list();
} catch (error) {
  if (!(error instanceof CallError)) throw error;
  const problems: MemberProblem[] = error.problems;
  const wait: number | undefined = error.retryAfterMs;
  const status: number | undefined = error.status;
  console.log(error.reason, error.message, status, wait, problems.map(({ member, index, value }) => `${member} ${index} ${value}`));
}

// @ts-expect-error a class has students
await calls.create({ name: 'Algebra', instructor_id: 'ines' });
// @ts-expect-error there is no such status
await calls.list({ status: 'open' });
// @ts-expect-error the parameters of this client are written so: createdBy
await calls.list({ created_by: 'ines' });
// @ts-expect-error who reads has a role
await calls.messages(session.id, { userId: 'ines' });
// @ts-expect-error students are ids with names
await calls.addStudents(session.id, ['bob']);
// @ts-expect-error the server is the class's own
calls.server = null;
