/** What a roster became, short enough to be compared at a glance. */

import { readRoster } from '../../../main/resources/web/app/roster-import.js';

/** @returns {string[]} `id name (group)` of each */
export function peopleOf(input, choices) {
  return readRoster(input, choices).people.map(({ userId, name, group }) => `${userId} ${name}${group ? ` (${group})` : ''}`);
}

/** @returns {string[]} */
export function idsOf(input) {
  return readRoster(input).people.map(({ userId }) => userId);
}

/** @returns {string[]} `line code` of each problem */
export function codesOf(input) {
  return readRoster(input).problems.map(({ line, code }) => `${line} ${code}`);
}
