import assert from 'node:assert/strict';
import { test } from 'node:test';

import { seeded, seeds } from './testing/random.js';
import { World } from './testing/world.js';

test('whatever happens in whatever order: every message once and in order, every sent one answered once', () => {
  const seen = new Map();
  for (const seed of seeds(1_000)) {
    const world = new World(seeded(seed));
    try {
      world.storm(200);
      world.calm();
      world.checkWhole();
    } catch (error) {
      throw new Error(`SEED=${seed}: ${error.message}\n${world.trace.slice(-60).join('\n')}`, { cause: error });
    }
    for (const effect of world.machine.effects) {
      const what = effect.do === 'tell_status' ? effect.status.name : effect.do;
      seen.set(what, (seen.get(what) ?? 0) + 1);
    }
  }
  if (process.env.SEED) return;
  // a model that no longer gets anywhere proves nothing
  const statuses = ['live', 'replaying', 'reconnecting', 'polling', 'offline', 'ended'];
  for (const what of [...statuses, 'transmit', 'post', 'deliver', 'tell_accepted', 'tell_refused']) {
    assert.ok(seen.get(what) > 100, `${what}: only ${seen.get(what)} times`);
  }
});
