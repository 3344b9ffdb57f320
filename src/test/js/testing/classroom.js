import assert from 'node:assert/strict';

import { connect } from '../../../main/resources/web/switchboard.js';

/** The server under test, or undefined. */
export const SERVER = process.env.SWITCHBOARD_URL?.replace(/\/$/, '');

/** Why tests are skipped: false where they can run. */
export const withoutServer = SERVER ? false : 'needs a running server: set SWITCHBOARD_URL=http://127.0.0.1:8080';
export const withoutSocket = withoutServer
  || (globalThis.WebSocket ? false : 'needs a WebSocket: Node 22, or NODE_OPTIONS=--experimental-websocket');

/** Shorter than in a school, so that a test sees a dead socket found. */
const IMPATIENT = {
  firstCeilingMs: 50, lastCeilingMs: 400, welcomeMs: 800, answerMs: 800, quietMs: 600, lateMs: 300, requestMs: 800,
  pollSeconds: 1, presenceMs: 300,
};

/** A session on the server under test, and the clients in it. */
export class Classroom {
  /** @type {import('../../../main/resources/web/switchboard.js').Client[]} */
  clients = [];

  static async open(students) {
    const wanted = { name: 'Class of the JavaScript client', instructor_id: 'teacher', student_ids: students };
    const { session } = await call('POST', '/api/sessions', wanted);
    return new Classroom(session.id);
  }

  constructor(id) {
    this.id = id;
  }

  /** Joins and keeps what is handed to the app. */
  join(userId, { role = 'student', url = SERVER, ...more } = {}) {
    const seen = { messages: [], statuses: [], notices: [], problems: [], accepted: [], refused: [] };
    const client = connect({
      url, sessionId: this.id, userId, role, timing: IMPATIENT,
      onMessage: (message) => seen.messages.push(message),
      onStatus: ({ name }) => seen.statuses.push(name),
      onNotice: (notice) => seen.notices.push(notice),
      onProblem: (problem) => seen.problems.push(problem),
      onAccepted: (receipt) => seen.accepted.push(receipt),
      onRefused: (error) => seen.refused.push(error),
      ...more,
    });
    this.clients.push(client);
    return Object.assign(client, { seen, userId, role });
  }

  /** What this user may see, as the server tells everybody who asks. */
  async history({ userId, role }) {
    const messages = [];
    for (let after = 0; after !== null;) {
      const page = await call('GET', `/api/sessions/${this.id}/messages?user_id=${userId}&role=${role}&after=${after}`);
      messages.push(...page.messages);
      after = page.next_after;
    }
    return messages;
  }

  /** The client was handed exactly what the server has for it. */
  async assertWhole(client) {
    const expected = await this.history(client);
    const { seen, userId } = client;
    const progress = () => `${userId} has ${seen.messages.length} of ${expected.length}, ${client.status.name}`;
    await until(() => seen.messages.length >= expected.length, progress);
    assert.deepEqual(seen.messages, expected);
    assert.deepEqual(seen.problems, []);
  }

  end() {
    return call('DELETE', `/api/sessions/${this.id}`);
  }

  leave() {
    for (const client of this.clients) client.close();
  }
}

/** Looks until it is so, at most 20 s. */
export async function until(isSo, what = () => String(isSo)) {
  for (const end = performance.now() + 20_000; !isSo();) {
    assert.ok(performance.now() < end, `not within 20 s: ${what()}`);
    await pause(5);
  }
}

export const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

async function call(method, path, body) {
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(SERVER + path, { method, body: body && JSON.stringify(body), headers });
  assert.ok(response.ok, `${method} ${path}: ${response.status}`);
  return response.json();
}
