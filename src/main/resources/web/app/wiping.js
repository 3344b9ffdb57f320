/**
 * What somebody leaves on a device that others use as well: taken away when they say that it is not theirs.
 *
 * @module wiping
 */

import { SERVER } from './api.js';
import { keepDraft, placesOfDrafts } from './drafts.js';
import { forgetClass, ownClasses } from './own-classes.js';
import { BrowserStorage } from './switchboard.js';

/** What was typed and not sent, and what was sent and not saved. @param {import('./identities.js').Identity} identity */
export async function wipe({ userId, role, sessionId }) {
  const classes = sessionId === undefined ? ownClasses() : [sessionId];
  for (const place of placesOfDrafts('')) {
    const isOfClass = classes.some((id) => place.includes(id)) && place.split(' ').includes(userId);
    if (isOfClass || (role === 'instructor' && place.startsWith('teach '))) keepDraft(place, '');
  }
  for (const id of classes) {
    if (globalThis.indexedDB) await emptyOutbox(`${SERVER} ${id} ${userId}`);
    forgetClass(id);
  }
}

/** @param {string} owner as the client names it */
async function emptyOutbox(owner) {
  const storage = new BrowserStorage(owner);
  for (const { ref } of await storage.load()) await storage.remove(ref);
}
