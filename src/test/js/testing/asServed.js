import { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';

/** Whoever imports this may import modules of the page that use the client: they find it beside them, as where they are served. */

const WEB = new URL('../../../main/resources/web/', import.meta.url).href;

// Node.js runs this file once more, in a thread of its own, to ask its `resolve`.
if (isMainThread) register(import.meta.url);

export function resolve(specifier, context, next) {
  const isOfPage = context.parentURL?.startsWith(`${WEB}app/`) && /^\.\.?\/switchboard\.js$/.test(specifier);
  return isOfPage ? { url: `${WEB}switchboard.js`, shortCircuit: true } : next(specifier, context);
}
