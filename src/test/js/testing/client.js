import { afterEach } from 'node:test';

import { SUBPROTOCOL, connect } from '../../../main/resources/web/switchboard.js';

/** A client without a network: sockets and answers by hand. All clients and sockets of a test end with it. */

export class Socket {
  /** @type {Socket[]} */
  static all = [];
  static get last() {
    return Socket.all.at(-1);
  }

  sent = [];
  protocol = '';
  closed = false;

  constructor(url, protocols) {
    this.url = new URL(url);
    this.protocols = protocols;
    Socket.all.push(this);
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.closed = true;
  }

  // -- the server's side

  open(protocol = SUBPROTOCOL) {
    this.protocol = protocol;
    this.onopen?.({});
    return this;
  }

  says(frame) {
    this.onmessage?.({ data: typeof frame === 'string' ? frame : JSON.stringify(frame) });
    return this;
  }

  system(event, content) {
    return this.says({ type: 'system', context: event, content: { event, ...content } });
  }
}

/** Answers like the server; `answers` by method and last part of the path, each time the next. */
export function served(answers) {
  const asked = [];
  const fetch = async (address, { method = 'GET', body, headers, signal }) => {
    asked.push({ method, address, body: body && JSON.parse(body), headers });
    const answer = answers[`${method} ${address.pathname.split('/').at(-1)}`]?.shift();
    if (answer) {
      const { status = 200, headers: answered, text = JSON.stringify(answer.body) } = answer;
      return new Response(text, { status, headers: answered });
    }
    return new Promise((_, reject) => { signal.addEventListener('abort', () => reject(new Error('aborted'))); }); // a long poll
  };
  return Object.assign(fetch, { asked });
}

const open = [];
afterEach(() => {
  for (const client of open.splice(0)) client.close();
  Socket.all = [];
});

export function join(options = {}) {
  const seen = [];
  const say = (what) => (...details) => seen.push([what, ...details]);
  const client = connect({
    url: 'http://school.example', sessionId: 's1', userId: 'ada', role: 'student', WebSocket: Socket, fetch: served({}),
    random: () => 0, onMessage: say('message'), onStatus: say('status'), onNotice: say('notice'), onAccepted: say('accepted'),
    onRefused: say('refused'), onOutbox: say('outbox'), onProblem: say('problem'), ...options,
  });
  open.push(client);
  return Object.assign(client, { seen, saw: (what) => seen.filter(([kind]) => kind === what).map(([, detail]) => detail) });
}

export const soon = () => new Promise((resolve) => { setTimeout(resolve, 20); });

export async function joined(options) {
  const client = join(options);
  await soon();
  Socket.last.open().system('welcome', { head_seq: 0 }).system('history_complete', { head_seq: 0 });
  return client;
}
