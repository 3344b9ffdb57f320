/**
 * Opens a class for a list of students, and says what leads into it. Needs Node.js 20 and a copy of the server's client
 * beside it:
 *
 *     curl -s http://localhost:8080/switchboard.js > switchboard.mjs
 *     node open-class.mjs http://localhost:8080 ines Algebra students.txt
 *
 * Each line of the list is a user id and, behind a comma, a name where there is one: `ada,Ada Lovelace`. Where the server
 * checks identity, TOKEN is the teacher's token.
 *
 * Run again it opens no second one: to the class that this teacher has open under this name it adds who is new in the list.
 * So it does no harm to run it again where the server was not reached and nobody knows what it has done. (A server that lists
 * no classes, `sessions.listed = false`, cannot be asked for it.)
 */

import { readFileSync } from 'node:fs';

import { CallError, SessionCalls } from './switchboard.mjs';

const [url, teacher, name, list] = process.argv.slice(2);
if (!list) {
  console.error('usage: node open-class.mjs URL TEACHER_ID NAME_OF_THE_CLASS STUDENTS.txt');
  process.exit(2);
}

const students = readFileSync(list, 'utf8').split(/\r?\n/).filter((line) => line.trim()).map((line) => {
  const [id, ...called] = line.split(',');
  return { user_id: id.trim(), name: called.join(',').trim() };
});
const calls = new SessionCalls({ url, token: process.env.TOKEN });

try {
  const { id, student_ids: listed } = await openOne() ?? await create();
  const present = await calls.joinCode(id);
  const { code } = present.open ? present : await calls.makeJoinCode(id);
  console.log(`class: ${id} (${listed.length} students)`);
  console.log(`code: ${code}`);
  console.log(`address: ${url.replace(/\/$/, '')}/j/${code}`);
} catch (error) {
  if (!(error instanceof CallError)) throw error;
  console.error(error.message);
  for (const { member, value, message } of error.problems) console.error(`${member} ${JSON.stringify(value)}: ${message}`);
  process.exitCode = 1;
}

/** The newest that this teacher has open under this name, with all of the list in it. */
async function openOne() {
  const { sessions } = await calls.list({ createdBy: teacher });
  const open = sessions.find((session) => session.name === name);
  return open && calls.addStudents(open.id, students.map((one) => (one.name ? one : { user_id: one.user_id })));
}

function create() {
  const names = Object.fromEntries(students.filter((one) => one.name).map((one) => [one.user_id, one.name]));
  return calls.create({ name, instructor_id: teacher, student_ids: students.map((one) => one.user_id), names });
}
