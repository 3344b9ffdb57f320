import { ClassLog } from '../../../main/resources/web/app/class-log.js';

/** Messages of a class as the server sends them, and logs of them. */

let lastSeq = 0;

export function message(type, from, more = {}) {
  lastSeq += 1;
  const { to, context = 'general', ...content } = more;
  return {
    id: `m${lastSeq}`, seq: lastSeq, type, context, from_user: from, content,
    timestamp: new Date(1_790_000_000_000 + lastSeq * 1_000).toISOString(),
    ...(to && { to_user: to }),
  };
}

export function logOf(...messages) {
  const log = new ClassLog();
  messages.forEach((one) => log.add(one));
  return log;
}
