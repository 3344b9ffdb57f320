import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { literalsIn, templatesIn } from './testing/templates.js';
import { english } from '../../main/resources/web/app/words-en.js';

/** What no module of the page can see of itself: that somebody opens it, and that what it says is among the words. */

const WEB = fileURLToPath(new URL('../../main/resources/web/', import.meta.url));
const APP = `${WEB}app/`;
const modules = readdirSync(APP, { recursive: true })
  .filter((file) => file.endsWith('.js') && !file.startsWith('lib'))
  .map((file) => ({ file, text: readFileSync(APP + file, 'utf8') }));

test('every view and part is imported by another module', () => {
  const alone = modules
    .filter(({ file }) => /^(views|parts)/.test(file))
    .filter(({ file }) => !modules.some(({ text }) => text.includes(`/${basename(file)}'`)))
    .map(({ file }) => file);
  assert.ok(modules.length > 20);
  assert.deepEqual(alone, []);
});

/** A browser shows nothing at all where one is not. */
test('every name that a module imports is exported', () => {
  const missing = modules.flatMap(({ file, text }) => [...text.matchAll(/^import \{([^}]*)\} from '(\.[^']*)'/gms)]
    .filter(([, , path]) => !path.includes('/lib/'))
    .flatMap(([, names, path]) => {
      const source = resolve(dirname(APP + file), path).replace(`${APP}switchboard.js`, `${WEB}switchboard.js`);
      const exported = new Set([...readFileSync(source, 'utf8').matchAll(/^export (?:async )?(?:function|const|class) (\w+)/gm)].map(([, name]) => name));
      return names.split(',').map((name) => name.trim()).filter((name) => name && !exported.has(name)).map((name) => `${file}: ${name} of ${path}`);
    }));
  assert.deepEqual(missing, []);
});

const usesOf = (text) => [...text.matchAll(/(?<![\w.])words\.(\w+)/g)].map(([, name]) => name);

test('every word that a module uses is in the languages', () => {
  const unknown = modules.flatMap(({ file, text }) => usesOf(text)
    .filter((name) => name !== 'js' && !(name in english))
    .map((name) => `${file}: ${name}`));
  assert.deepEqual(unknown, []);
});

test('every word in the languages is used', () => {
  const [, statuses] = /@typedef \{([^}]*)\} StatusName/.exec(readFileSync(`${WEB}switchboard.js`, 'utf8'));
  const chosenByName = modules.filter(({ text }) => text.includes('words[')).flatMap(({ text }) => [...text.matchAll(/'(\w+)'/g)]);
  const used = new Set([
    ...modules.flatMap(({ text }) => usesOf(text)),
    ...[...chosenByName, ...statuses.matchAll(/'(\w+)'/g)].map(([, name]) => name),
  ]);
  assert.deepEqual(Object.keys(english).filter((name) => !used.has(name)), []);
});

test('no template says anything by itself', () => {
  const said = modules.flatMap(({ file, text }) => templatesIn(text).flatMap(literalsIn).map((literal) => `${file}: ${literal}`));
  assert.deepEqual(said, []);
  assert.ok(modules.flatMap(({ text }) => templatesIn(text)).length > 100);
  assert.deepEqual(templatesIn('const a = html`<p title="Hello">${b ? html`<b>${c}</b>` : \'}`\'} you</p>`; // it\'s').flatMap(literalsIn), ['Hello', 'you']);
});
