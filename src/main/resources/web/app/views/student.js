/**
 * The class as a student sees it.
 *
 * @module views/student
 *
 * @typedef {import('../main.js').Page} Page
 * @typedef {import('../main.js').DetailsEvent} DetailsEvent
 * @typedef {import('../classroom.js').Classroom} Classroom
 * @typedef {import('../questions.js').Question} Question
 * @typedef {import('../tasks.js').Task} Task
 * @typedef {import('../kept.js').Kept} Kept
 * @typedef {import('../switchboard.js').Draft} Draft
 */

import { html, nothing } from '../lib/lit-html/lit-html.js';
import { repeat } from '../lib/lit-html/directives/repeat.js';
import { chosenText, optionsOf, shownAnswer } from '../choice.js';
import { shownName } from '../names.js';
import { words } from '../words.js';
import { Composers } from '../parts/composer.js';
import { jumps } from '../parts/jumps.js';
import { body, own, reply, savedMark, sender, sharedTag, time, title } from '../parts/message.js';
import { News } from '../parts/news.js';
import { DoneButton } from '../parts/done-button.js';
import { Hand } from '../parts/hand.js';
import { Options } from '../parts/options.js';
import { problemWords } from '../parts/problems.js';
import { ShortLists } from '../parts/short-lists.js';
import { ownStateWords, Threads } from '../parts/thread.js';
import { STATUS } from '../question-state.js';
import { HAND, isHand } from '../questions.js';

/** Of each list, the newest. */
const SHOWN = 20;
/** Of one's answers to one task. */
const SHOWN_OF_ONE = 5;

export class StudentView {
  #page;
  #room;
  #composers;
  #news;
  #lists;
  #ofOne;
  /** Tasks that are being answered again, by the id of the request. @type {Set<string>} */
  #again = new Set();
  #threads;
  #options;
  #done;
  #hand;
  /** Questions to which something is being added, by id. @type {Set<string>} */
  #following = new Set();

  /** @param {Page} page @param {Classroom} classroom */
  constructor(page, classroom) {
    this.#page = page;
    this.#room = classroom;
    this.#composers = new Composers(page, classroom);
    this.#lists = new ShortLists(page, SHOWN);
    this.#ofOne = new ShortLists(page, SHOWN_OF_ONE);
    this.#options = new Options(page, classroom);
    this.#done = new DoneButton(page, classroom);
    this.#hand = new Hand(page, classroom);
    this.#threads = new Threads(page, classroom);
    this.#news = new News(classroom, {
      request: words.newTask,
      instructor_broadcast: (from, { context }) => (context === STATUS ? words.newTaskStatus(from) : words.newBroadcast(from)),
      inbox_response: (from, { context }) => (context === STATUS ? words.newStatus(from) : words.newReply(from)),
    });
  }

  /** Tasks without an answer with which this student is not done. */
  get waiting() {
    const { log, userId } = this.#room;
    return log.tasks.filter(({ asked, answers, done }) => asked.has(userId) && !answers.has(userId) && !done.has(userId)).length;
  }

  template() {
    this.#news.tell();
    return html`
      <h1 class="class-name" dir="auto">${shownName(this.#room.session.name)}</h1>
      ${jumps(words.views, [['tasks', words.tasks], ['said', words.fromTeachers], ['asked', words.yourQuestions]])}
      <div class="student">
        <section aria-labelledby="tasks">${this.#tasks()}</section>
        <section aria-labelledby="said">${this.#said()}</section>
        <section aria-labelledby="asked">${this.#questions()}</section>
      </div>`;
  }

  // ---- tasks

  #tasks() {
    const tasks = this.#room.log.tasks.filter((task) => task.asked.has(this.#room.userId)).reverse();
    const used = new Set(this.#composers.used);
    // What somebody writes stays where it is, however many tasks come.
    const isWritten = (/** @type {Task} */ { asked }) => {
      const request = used.size > 0 && asked.get(this.#room.userId);
      return Boolean(request && used.has(answerTo(request)));
    };
    return html`
      <h2 id="tasks" tabindex="-1">${words.tasks}</h2>
      ${tasks.length ? nothing : html`<p>${words.noTasks}</p>`}
      ${repeat(this.#lists.of('tasks', tasks, isWritten), (task) => task.key, (task) => this.#task(task))}
      ${this.#lists.more('tasks', tasks)}`;
  }

  /** @param {Task} task */
  #task(task) {
    const asked = /** @type {Kept} */ (task.asked.get(this.#room.userId));
    const answers = task.answers.get(this.#room.userId) ?? [];
    const unsaved = this.#room.unsaved.filter(({ draft }) => draft.type === 'request_response' && draft.content?.in_reply_to === asked.id);
    const isChoice = optionsOf(asked.content).length > 0;
    // What the options show themselves.
    const isSaid = (/** @type {import('../kept.js').Kept} */ answer) => !isChoice || chosenText(task, answer) === undefined || task.feedback.has(answer.id);
    return html`
      <article class="card" aria-label=${words.task}>
        <header>${title(html`${sender(this.#room, asked)} ${time(asked.timestamp)}`)}
          ${answers.length ? html`<small class="saved">${words.answered}</small>` : nothing}
          ${task.closed ? html`<small class="tag">${words.closedBy(this.#room.nameOf(task.closed.from_user))}</small>` : nothing}</header>
        ${body(asked)}
        ${this.#newest(task.key, answers.filter(isSaid), (answer) => this.#answered(task, answer))}
        ${isChoice ? this.#options.template(task, unsaved.at(-1)?.draft) : html`
          ${unsaved.map(({ draft }) => own(draft, false))}
          ${this.#answer(asked, unsaved.at(-1)?.draft ?? answers.at(-1), task.closed !== null)}
          ${this.#done.template(task)}`}
      </article>`;
  }

  /** What was answered, and what teachers said to it. @param {Task} task @param {Kept} answer */
  #answered(task, answer) {
    return html`${own(shownAnswer(task, answer), true)}${this.#newest(`to ${answer.id}`, task.feedback.get(answer.id) ?? [], (message) => reply(this.#room, message))}`;
  }

  /**
   * Who has answered needs the field no more, until something is to be added; nor does anybody where the task or the class is
   * closed. What is typed there stays.
   *
   * @param {Kept} asked
   * @param {Kept|Draft|undefined} last what was answered last, if anything was
   * @param {boolean} closed
   */
  #answer(asked, last, closed) {
    const done = last !== undefined;
    const { id, seq } = asked;
    const code = asked.content.kind === 'code';
    const isUsed = this.#composers.isUsed(answerTo(asked));
    if ((closed || (this.#room.ended && done)) && !isUsed) return nothing;
    const open = !done || this.#again.has(id) || isUsed;
    const toggled = (/** @type {DetailsEvent} */ event) => {
      if (!event.target.open) {
        this.#again.delete(id);
      } else if (done && !this.#again.has(id)) { // nobody opens what is open until it is answered
        this.#again.add(id);
        this.#beginWith(asked, last);
      }
    };
    return html`
      <details class=${done ? 'answering' : 'answering first'} .open=${open} @toggle=${toggled}>
        <summary id="again-${seq}">${words.answerAgain}</summary>
        ${this.#composers.template(answerTo(asked), {
          id: `answer-${seq}`,
          label: words.yourAnswer,
          button: words.send,
          rows: code ? 6 : 3,
          code,
          next: `again-${seq}`,
          obstacle: closed ? words.taskIsClosed : '',
          send: (content) => {
            this.#again.delete(id);
            this.#room.send({ type: 'request_response', context: asked.context, content: { ...content, in_reply_to: id } });
          },
        })}
      </details>`;
  }

  /** Who answers again goes on from what was sent. @param {Kept} asked @param {Kept|Draft} last */
  async #beginWith(asked, last) {
    try {
      const { content } = ('seq' in last ? await this.#room.whole(last) : last) ?? {};
      const said = content?.code ?? content?.text;
      if (typeof said === 'string') this.#composers.begin(answerTo(asked), said);
    } catch (error) {
      this.#room.problem = problemWords(error);
    }
    this.#page.redraw();
  }

  // ---- what teachers said

  #said() {
    const said = [...this.#room.log.said].reverse();
    return html`
      <h2 id="said" tabindex="-1">${words.fromTeachers}</h2>
      ${said.length ? nothing : html`<p>${words.nothingSaid}</p>`}
      ${repeat(this.#lists.of('said', said), ({ id }) => id, (message) => html`
        <article class="card">
          <header>${title(html`${sender(this.#room, message)} ${time(message.timestamp)}`)} ${sharedTag(this.#room, message)}
            ${message.to_user ? html`<small class="tag">${words.privateNote}</small>` : nothing}</header>
          ${body(message)}
        </article>`)}
      ${this.#lists.more('said', said)}`;
  }

  // ---- questions

  #questions() {
    const asked = this.#room.log.questions.filter(({ message }) => message.from_user === this.#room.userId).reverse();
    const isUsed = (/** @type {Question} */ { message }) => this.#composers.isUsed(followUpTo(message));
    const unsaved = this.#room.unsaved
      .filter(({ draft }) => draft.type === 'instructor_inbox' && draft.context !== HAND && !this.#room.log.question(draft.content?.in_reply_to)).reverse();
    return html`
      <h2 id="asked" tabindex="-1">${words.yourQuestions}</h2>
      ${this.#composers.template('question', {
        id: 'question', label: words.yourQuestion, button: words.send,
        send: (content) => this.#room.send({ type: 'instructor_inbox', context: 'question', content }),
      })}
      ${this.#hand.template()}
      ${asked.length + unsaved.length ? nothing : html`<p>${words.nothingAsked}</p>`}
      ${repeat(unsaved, ({ ref }) => ref, ({ draft }) => html`
        <article class="card">${body(draft)}${savedMark(false)}</article>`)}
      ${repeat(this.#lists.of('asked', asked, isUsed), ({ message }) => message.id, (question) => this.#question(question))}
      ${this.#lists.more('asked', asked)}`;
  }

  /** @param {Question} question */
  #question(question) {
    const { message } = question;
    const unsaved = this.#room.unsaved.filter(({ draft }) => draft.content?.in_reply_to === message.id && draft.context !== STATUS);
    return html`
      <article class="card" aria-label=${words.yourQuestion}>
        <header>${title(time(message.timestamp))} ${savedMark(true)} <small>${ownStateWords(this.#room, question)}</small></header>
        ${isHand(message) ? html`<p>${words.handUp}</p>` : body(message)}
        ${this.#threads.template(question)}
        ${unsaved.map(({ draft }) => own(draft, false))}
        ${this.#followUp(message)}
      </article>`;
  }

  /** Below what was answered, or not yet. @param {Kept} question */
  #followUp(question) {
    const { id, seq } = question;
    const isUsed = this.#composers.isUsed(followUpTo(question));
    if (this.#room.ended && !isUsed) return nothing;
    const isShown = isUsed || this.#following.has(id);
    const toggled = (/** @type {DetailsEvent} */ event) => {
      if (this.#following.has(id) === event.target.open) return;
      if (event.target.open) this.#following.add(id);
      else this.#following.delete(id);
      this.#page.redraw();
    };
    return html`
      <details class="answering" .open=${isShown} @toggle=${toggled}>
        <summary id="follow-${seq}">${words.askFurther}</summary>
        ${isShown ? this.#composers.template(followUpTo(question), {
          id: `follow-up-${seq}`,
          label: words.addToQuestion,
          button: words.send,
          next: `follow-${seq}`,
          send: (content) => {
            this.#following.delete(id);
            this.#room.send({ type: 'instructor_inbox', context: 'question', content: { ...content, in_reply_to: id } });
          },
        }) : nothing}
      </details>`;
  }

  /**
   * The newest of them, in their order.
   *
   * @param {string} name @param {Kept[]} items @param {(item: Kept) => unknown} template
   */
  #newest(name, items, template) {
    const newest = [...items].reverse();
    return html`${this.#ofOne.more(name, newest)}${this.#ofOne.of(name, newest).reverse().map(template)}`;
  }
}

/** What a field for what is added to a question is for. @param {Kept} question */
function followUpTo(question) {
  return `follow ${question.id}`;
}

/** What a field for an answer is for. @param {Kept} request */
function answerTo(request) {
  return `answer ${request.id}`;
}
