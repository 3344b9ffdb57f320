/**
 * How the connection to a class is, in words.
 *
 * @module parts/connection
 *
 * @typedef {import('../classroom.js').Classroom} Classroom
 */

import { timeOf, words } from '../words.js';

/** By WebSocket, and by REST. */
const NOT_IN_THE_LIST = ['removed', 'not_enrolled'];

/** Without what changes by the second. @param {Classroom} classroom */
export function connectionWords(classroom) {
  if (classroom.ended) return words.ended;
  const { name, since, code, message } = classroom.status;
  switch (name) {
    case 'offline': return words.offline(timeOf(since));
    case 'refused': return NOT_IN_THE_LIST.includes(code ?? '') ? words.removed : words.refusedStatus(message ?? '');
    case 'closed': return ''; // left, so there is nobody to read it
    default: return words[name];
  }
}

/** When it will be tried again, if that is planned. @param {Classroom} classroom */
export function nextAttemptWords({ nextAttempt }) {
  if (!nextAttempt) return '';
  return words.nextAttempt(Math.max(0, Math.ceil((nextAttempt.getTime() - Date.now()) / 1_000)));
}

/** Why nothing that is sent here goes out any more. Empty where it does, or will. @param {Classroom} classroom */
export function obstacleTo(classroom) {
  if (classroom.ended) return words.ended;
  return ['replaced', 'refused'].includes(classroom.status.name) ? connectionWords(classroom) : '';
}
