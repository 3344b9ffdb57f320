/**
 * The calls by which people come to be somebody here, and teachers say who may (docs/protocol.md, section 8). Who signs in
 * or is a teacher loads this.
 *
 * @module people-calls
 *
 * @typedef {import('./identities.js').Given & {secret: string}} LetIn
 * @typedef {{request: string, number: number|string}} Waiting
 * @typedef {{request: string, user_id: string, number: number|string, since: string}} Request
 * @typedef {{user_id: string, by: 'device'|'card', since: string}} Claim
 * @typedef {{user_id: string, name?: string, link: string}} Card
 * @typedef {{id: string, created_by?: string, user_id?: string, created_at: string, expires_at: string}} Invite
 */

import { fetchAsActor, SERVER } from './api.js';
import { CallError } from './switchboard.js';

const PATIENCE_MS = 15_000;
/** How long the server may hold a question back. */
export const WAIT_SECONDS = 30;

/** @param {'setup'|'accept'} way @param {{secret: string, user_id?: string, name?: string}} who @returns {Promise<LetIn>} */
export const become = (way, who) => ask('POST', `api/people/${way}`, who);

/** @param {string} secret @returns {Promise<import('./identities.js').Given>} */
export const tokenOf = (secret) => ask('POST', 'api/tokens', { secret });

export const forgetDevice = () => ask('DELETE', 'api/tokens');

/** @param {string} code @param {string} userId @returns {Promise<LetIn|Waiting>} */
export const claim = (code, userId) => ask('POST', `api/join/${encodeURIComponent(code)}`, { user_id: userId });

/** Is answered when a teacher has decided, or after a while. @param {string} code @param {string} request @param {AbortSignal} signal @returns {Promise<LetIn|Waiting>} */
export const awaitClaim = (code, request, signal) => ask('GET', `api/join/${encodeURIComponent(code)}/requests/${request}?wait=${WAIT_SECONDS}`, undefined, signal);

/** @param {string} session @returns {Promise<Request[]>} */
export const requestsOf = async (session) => (await ask('GET', `api/sessions/${session}/requests`)).requests;

/** @param {string} session @param {string} request @param {boolean} approve */
export const decide = (session, request, approve) => ask('POST', `api/sessions/${session}/requests/${request}`, { approve });

/** @param {string} session @returns {Promise<Claim[]>} */
export const claimsOf = async (session) => (await ask('GET', `api/sessions/${session}/claims`)).claims;

/** @param {string} session @param {string} user */
export const release = (session, user) => ask('DELETE', `api/sessions/${session}/claims/${encodeURIComponent(user)}`);

/** Those before are void. @param {string} session @returns {Promise<Card[]>} */
export const newCards = async (session) => (await ask('GET', `api/sessions/${session}/cards`)).cards;

/** @param {string} [ownId] for a further device of oneself; else for another teacher @returns {Promise<{invite: string, expires_at: string}>} */
export const invite = (ownId) => ask('POST', 'api/people/invites', ownId && { user_id: ownId });

/** @returns {Promise<Invite[]>} */
export const openInvites = async () => (await ask('GET', 'api/people/invites')).invites;

/** @param {string} id */
export const takeBackInvite = (id) => ask('DELETE', `api/people/invites/${encodeURIComponent(id)}`);

/**
 * @param {string} method @param {string} path @param {unknown} [body] @param {AbortSignal} [signal]
 * @returns {Promise<any>} throws a CallError where it does not succeed
 */
async function ask(method, path, body, signal) {
  const patience = AbortSignal.timeout(PATIENCE_MS + (signal ? WAIT_SECONDS * 1_000 : 0));
  let answer;
  let said;
  try {
    answer = await fetchAsActor(new URL(path, SERVER), {
      method,
      cache: 'no-store',
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
      headers: body ? { 'Content-Type': 'application/json' } : {},
      body: body ? JSON.stringify(body) : undefined,
    });
    said = answer.status === 204 ? {} : await answer.json();
  } catch (cause) {
    throw new CallError('unreachable', `${SERVER} was not reached`, { cause });
  }
  if (answer.ok) return said;
  if (typeof said.reason !== 'string') throw new CallError('unreachable', `What answers there (${answer.status}) is no Switchboard server`);
  const seconds = Number.parseInt(answer.headers.get('Retry-After') ?? '', 10);
  throw new CallError(said.reason, said.message ?? said.reason, {
    status: answer.status,
    ...(seconds >= 0 && { retryAfterMs: seconds * 1_000 }),
  });
}
