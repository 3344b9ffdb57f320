/**
 * How a question stands, from the messages about it alone, in their order: a state machine without memory of its own, so
 * that everybody who has the same messages sees the same (docs/protocol.md, section 10).
 *
 *              claim      reply     done   open              a follow-up of its student   its student's done
 *     waiting  claimed    answered  done   –                 –                            done
 *     claimed  –          answered  done   what it was       –                            done
 *     answered –          –         –      open              open                         –
 *     done     –          answered  –      open              open                         –
 *     open     claimed    answered  done   –                 –                            done
 *
 * Of two claims the one with the lower `seq` wins, and one that comes when all is answered is late: it changes nothing. An
 * agent claims, gives back what it has claimed itself, and replies; none of these ends the wait, so a question never leaves
 * the sight of people by what a program does.
 *
 * @module question-state
 *
 * @typedef {object} State
 * @property {'waiting'|'claimed'|'answered'|'done'|'open'} name
 * @property {string} [by]  who claimed, answered first, closed or opened it
 * @property {'waiting'|'open'} [before]  of a claimed one: what it becomes when it is given back
 *
 * @typedef {object} Event
 * @property {'claim'|'reply'|'done'|'open'|'follow_up'|'withdraw'} what
 * @property {string} by
 * @property {boolean} agent
 */

/** Of a question that was asked just now. @type {State} */
export const WAITING = Object.freeze({ name: 'waiting' });

/** The `context` of messages that say how something stands. */
export const STATUS = 'status';
/** Words of `status`, and what they do. */
const BY_STATUS = new Map(/** @type {[unknown, Event['what']][]} */ ([['claimed', 'claim'], ['done', 'done'], ['open', 'open']]));

/**
 * What a message does to the question that it names. Nothing where its status is none that is known here.
 *
 * @param {{type: string, context: string, from_user: string, content: import('./switchboard.js').Content}} message
 * @returns {Event|undefined}
 */
export function eventOf({ type, context, from_user: by, content }) {
  const agent = content.agent === true;
  if (type === 'instructor_inbox') return { what: isWithdrawal({ context, content }) ? 'withdraw' : 'follow_up', by, agent };
  if (context !== STATUS) return { what: 'reply', by, agent };
  const what = BY_STATUS.get(content.status);
  return what && { what, by, agent };
}

/**
 * @param {State} state @param {Event} event
 * @returns {State} the same object where nothing changes
 */
export function next(state, { what, by, agent }) {
  switch (what) {
    case 'claim': return state.name === 'waiting' || state.name === 'open' ? { name: 'claimed', by, before: state.name } : state;
    case 'reply': return agent || state.name === 'answered' ? state : { name: 'answered', by };
    case 'withdraw': return isOpen(state) ? { name: 'done', by } : state;
    case 'done': return agent || !isOpen(state) ? state : { name: 'done', by };
    case 'open': return opened(state, by, agent);
    case 'follow_up': return isOpen(state) ? state : { name: 'open', by };
  }
}

/** @param {State} state @param {string} by @param {boolean} agent @returns {State} */
function opened(state, by, agent) {
  if (agent && !(state.name === 'claimed' && state.by === by)) return state;
  if (state.name === 'claimed') return state.before === 'open' ? { name: 'open' } : WAITING;
  return isOpen(state) ? state : { name: 'open', by };
}

/** Whether a student needs no answer any more. @param {{context: string, content: any}} message of a student */
export function isWithdrawal({ context, content }) {
  return context === STATUS && content.status === 'done';
}

/** Whether somebody is still to do something about it. @param {State} state */
export function isOpen({ name }) {
  return name !== 'answered' && name !== 'done';
}
