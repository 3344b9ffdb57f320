/**
 * Addresses of the page.
 *
 * @module addresses
 */

/** The whole address of what stands below the page's own, wherever a proxy has put that. @param {string} path also with a slash before it */
export const absolute = (path) => new URL(path.replace(/^\/+/, ''), document.baseURI).href;

/** Where somebody is in a class. @param {string} session @param {import('./classroom.js').Role} role @param {string} user */
export const placeIn = (session, role, user) => `#/class/${encodeURIComponent(session)}/${role}/${encodeURIComponent(user)}`;
