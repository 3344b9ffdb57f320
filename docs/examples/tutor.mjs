/**
 * A tutor: answers what students ask in one class. Needs Node.js 20 and a copy of the server's client beside it:
 *
 *     curl -s http://localhost:8080/switchboard.js > switchboard.mjs
 *     node tutor.mjs http://localhost:8080 SESSION_ID tutor ./my-model.mjs
 *
 * The model is yours: a module with one function,
 *
 *     // question: what was asked; earlier: what this student has asked and been told, oldest first
 *     export async function reply(question, earlier) { … }   // undefined leaves the question to the teachers
 *
 * Where the server believes tokens alone, TOKEN is the tutor's (`switchboard token` makes one).
 *
 * It says of itself that it is an agent (`agent: true`), and so the page shows it: a question to which it has replied stays
 * with the teachers until one of them has. What a teacher has claimed or closed it leaves to them.
 *
 * The tutor keeps no state. After a restart it reads the class again and replies to what nobody has replied to; and each
 * reply has a ref made of its question, so that the server stores it once, however often it is sent.
 */

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { connect } from './switchboard.mjs';

const FINAL = ['ended', 'replaced', 'refused'];

const [url, sessionId, userId, model] = process.argv.slice(2);
if (!model) {
  console.error('usage: node tutor.mjs URL SESSION_ID TUTOR_ID MODEL.mjs');
  process.exit(2);
}
const { reply } = await import(pathToFileURL(resolve(model)).href);

/** Questions that nobody has replied to, by id, oldest first. */
const waiting = new Map();
/** What each student has asked and been told. @type {Map<string, string[]>} */
const talks = new Map();
let answering = false;

const classroom = connect({
  url,
  sessionId,
  userId,
  role: 'instructor',
  token: process.env.TOKEN,
  onMessage(message) {
    hear(message);
    if (isUpToDate()) answerWaiting();
  },
  onStatus({ name, message }) {
    console.log(name);
    if (isUpToDate()) answerWaiting();
    if (FINAL.includes(name)) {
      console.log(message);
      process.exit(name === 'ended' ? 0 : 1);
    }
  },
  onRefused: (error) => console.error(`refused: ${error.message}`),
});

/** Before that, a reply may still be on its way here that is in the log already. */
function isUpToDate() {
  return ['live', 'polling'].includes(classroom.status.name);
}

function hear({ id, type, context, from_user: from, to_user: to, content }) {
  if (context === 'hand') return; // for a person to come
  if (type === 'instructor_inbox' && context === 'status' && content.status === 'done') {
    waiting.delete(content.in_reply_to); // the student needs no answer any more
  } else if (type === 'instructor_inbox') {
    waiting.set(id, { student: from, text: textOf(content) });
    talkOf(from).push(textOf(content));
  } else if (type === 'inbox_response') {
    waiting.delete(content.in_reply_to); // also by a claim: somebody is at it
    if (content.text !== undefined) talkOf(to).push(textOf(content));
  }
}

/** One after another, so that a model sees what it said before. */
async function answerWaiting() {
  if (answering) return;
  answering = true;
  for (const [id, { student, text }] of waiting) {
    try {
      const answer = await reply(text, [...talkOf(student)]);
      if (answer !== undefined && waiting.has(id)) {
        await classroom.send({
          type: 'inbox_response',
          context: 'answer',
          to_user: student,
          content: { text: answer, in_reply_to: id, agent: true },
        }, `reply-${id}`);
      }
    } catch (error) {
      console.error(`not answered: ${error.message}`);
    }
    waiting.delete(id);
  }
  answering = false;
}

/** What was said, whatever that is. */
function textOf({ text = '' }) {
  return typeof text === 'string' ? text : JSON.stringify(text);
}

function talkOf(student) {
  if (!talks.has(student)) talks.set(student, []);
  return talks.get(student);
}
