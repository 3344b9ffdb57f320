import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { english } from '../../main/resources/web/app/words-en.js';

/** What no module of the page can see of itself: that somebody opens it, and that its words are there. */

const APP = fileURLToPath(new URL('../../main/resources/web/app/', import.meta.url));
const modules = readdirSync(APP, { recursive: true })
  .filter((file) => file.endsWith('.js'))
  .map((file) => ({ file, text: readFileSync(APP + file, 'utf8') }));

test('every view and part is imported by another module', () => {
  const alone = modules
    .filter(({ file }) => /^(views|parts)/.test(file))
    .filter(({ file }) => !modules.some(({ text }) => text.includes(`/${basename(file)}'`)))
    .map(({ file }) => file);
  assert.ok(modules.length > 20);
  assert.deepEqual(alone, []);
});

test('every word that a module uses is in the languages', () => {
  const unknown = modules.flatMap(({ file, text }) => [...text.matchAll(/(?<![\w.])words\.(\w+)/g)]
    .map(([, name]) => name)
    .filter((name) => name !== 'js' && !(name in english))
    .map((name) => `${file}: ${name}`));
  assert.deepEqual(unknown, []);
});
