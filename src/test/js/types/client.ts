/** A client of somebody else. Behind each `@ts-expect-error` stands what must not compile. */

import {
  connect, MemoryStorage, newRef, SendError, TIMING, type Draft, type Message, type Notice, type Receipt,
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
