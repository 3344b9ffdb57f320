import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { kept, textOf } from '../../main/resources/web/app/kept.js';
import { asWritten, contentIn, elementsOf, membersOf, messagesIn, parsed } from '../../main/resources/web/app/literals.js';
import { seeded, seeds } from './testing/random.js';

/** JSON is cut into its parts and not rebuilt: `JSON.stringify` rounds, sorts and drops. */

const WRITTEN = '{"n":12345678901234567890,"f":1.0,"e":1e21,"2":"b","1":"a","s":"\\u00e4\\"}],","l":[1.50,{"x":-0.0}]}';

function messageOf(seq, content) {
  return `{"id":"m${seq}","seq":${seq},"type":"analytics","context":"general","from_user":"ada","content":${content},"timestamp":"2026-11-23T03:05:33.123Z"}`;
}

const pageOf = (...messages) => `{"messages":[${messages.join(',')}],"next_after":null,"head_seq":${messages.length}}`;

describe('parts of JSON', () => {
  test('are as they were written', () => {
    assert.deepEqual(elementsOf('[1.0, "a,]", {"b":[2,3]},[ ] ]'), ['1.0', '"a,]"', '{"b":[2,3]}', '[ ]']);
    assert.deepEqual(elementsOf(' [ ] '), []);
    assert.deepEqual(elementsOf('{}'), []);
    assert.deepEqual([...membersOf('{"a\\"b" : 1e3, "":"\\\\"}')], [['a"b', '1e3'], ['', '"\\\\"']]);
    assert.equal(membersOf('{"a":1,"a":2.0}').get('a'), '2.0');
  });

  test('of whatever JSON.stringify writes are what it wrote', () => {
    for (const seed of seeds(200)) {
      const next = seeded(seed);
      const random = (below) => Math.floor(next() * below);
      const value = Array.from({ length: random(5) }, () => anything(random, 3));
      assert.deepEqual(elementsOf(JSON.stringify(value)), value.map((one) => JSON.stringify(one)), `seed ${seed}`);
    }
  });
});

function anything(random, depth) {
  const leaves = ['', '"', '\\', '\\"', '{', '],', 'ä😀', 0, -1.5, 1e300, true, null];
  const kind = depth > 0 ? random(4) : 0;
  if (kind < 2) return leaves[random(leaves.length)];
  const parts = Array.from({ length: random(4) }, () => anything(random, depth - 1));
  return kind === 2 ? parts : Object.fromEntries(parts.map((part, i) => [`${leaves[random(7)]}${i}`, part]));
}

describe('messages', () => {
  test('of a page are cut out of it', () => {
    const messages = [messageOf(1, WRITTEN), messageOf(2, '{}')];
    assert.deepEqual(messagesIn(pageOf(...messages)), messages);
    assert.deepEqual(messagesIn(pageOf()), []);
    assert.equal(contentIn(messages[0]), WRITTEN);
  });

  test('are shown with the numbers that their senders wrote, whether they come alone or by the page', () => {
    for (const message of [parsed(messageOf(1, WRITTEN)), parsed(pageOf(messageOf(1, '{"text":"a"}'), messageOf(2, WRITTEN))).messages[1]]) {
      assert.equal(message.content.f, 1);
      assert.equal(textOf(message), WRITTEN);
      assert.equal(textOf(kept(message)), WRITTEN);
    }
  });

  test('that are long are cut as they were written', () => {
    const long = `{"n":1.0,"x":"${'y'.repeat(5_000)}"}`;
    assert.equal(kept(parsed(messageOf(1, long))).cut.text, long.slice(0, 4_000));
  });

  test('of which nobody knows how they were written are shown as what they are', () => {
    assert.equal(asWritten({ a: 1 }), '{"a":1}');
    assert.equal(textOf(parsed(messageOf(1, '{"text":"1.0"}'))), '1.0');
    assert.deepEqual(parsed('{"type":"system","content":{"event":"welcome"}}'), { type: 'system', content: { event: 'welcome' } });
    assert.deepEqual([parsed('null'), parsed('[1]')], [null, [1]]);
  });
});
