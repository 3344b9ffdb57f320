/** How the connection to a class is, in words. @module parts/connection */

import { timeOf, words } from '../words.js';

/** Without what changes by the second. @param {import('../classroom.js').Classroom} classroom */
export function connectionWords(classroom) {
  if (classroom.ended) return words.ended;
  const { name, since, message } = classroom.status;
  switch (name) {
    case 'offline': return words.offline(timeOf(since));
    case 'refused': return words.refusedStatus(message);
    default: return words[name];
  }
}

/** When it will be tried again, if that is planned. @param {import('../classroom.js').Classroom} classroom */
export function nextAttemptWords({ nextAttempt }) {
  if (!nextAttempt) return '';
  return words.nextAttempt(Math.max(0, Math.ceil((nextAttempt.getTime() - Date.now()) / 1_000)));
}

/** Why nothing that is sent here goes out any more. Empty where it does, or will. @param {import('../classroom.js').Classroom} classroom */
export function obstacleTo(classroom) {
  if (classroom.ended) return words.ended;
  return ['replaced', 'refused'].includes(classroom.status.name) ? connectionWords(classroom) : '';
}
