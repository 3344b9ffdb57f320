/** ESLint's recommended rules for all JavaScript here; LintTest runs it from the folder of the repository. */

import js from '@eslint/js';
import globals from 'globals';

const PAGE = 'src/main/resources/web/**';

export default [
  { ignores: ['src/main/resources/web/app/lib/**'] },
  js.configs.recommended,
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  { files: [`${PAGE}/*.js`], languageOptions: { globals: globals.browser } },
  // What runs in Node.js, and hands functions to a browser.
  { ignores: [`${PAGE}/*.js`], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
];
