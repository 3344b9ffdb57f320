import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { partsOf } from '../../main/resources/web/app/rich-text.js';

/** In a drawing of its parts `[…]` is a link and `{…}` is code. */
function drawn(text) {
  const marks = { text: ['', ''], link: ['[', ']'], code: ['{', '}'] };
  return partsOf(text).map(({ kind, text: part }) => marks[kind].join(part)).join('|');
}

describe('links in messages', () => {
  test('are found, without what follows them', () => {
    assert.equal(drawn('see https://example.org/a?b=1#c, then'), 'see |[https://example.org/a?b=1#c]|, then');
    assert.equal(drawn('(https://example.org/a_(b)) http://x.example.'), '(|[https://example.org/a_(b)]|) |[http://x.example]|.');
    assert.equal(drawn('HTTPS://EXAMPLE.org/ä“'), '[HTTPS://EXAMPLE.org/ä]|“');
    assert.equal(drawn('http://127.0.0.1:8080/#/class/1\nhttps://a.example'), '[http://127.0.0.1:8080/#/class/1]|\n|[https://a.example]');
  });

  test('are none that lead elsewhere, or nowhere', () => {
    for (const text of ['javascript:alert(1)', 'data://x', 'ftp://example.org', 'https://', 'https://bank.example@evil.example', 'https://a:b@c.example',
      'http://[', '//example.org', 'mailto:a@b.example']) {
      assert.equal(drawn(text), text, text);
    }
    assert.equal(drawn('https://example.org/\u202Egro'), '[https://example.org/]|\u202Egro');
    assert.equal(drawn('https://example.org/"onclick="x'), '[https://example.org/]|"onclick="x');
    assert.equal(drawn('https://example.org/<b>'), '[https://example.org/]|<b>');
  });
});

describe('code in messages', () => {
  test('stands between fences, in which nothing is a link', () => {
    assert.equal(drawn('Try\n```python\nfor x in y:\n    print(x)\n```\nor https://a.example'),
      'Try|{for x in y:\n    print(x)}|or |[https://a.example]');
    assert.equal(drawn('```\nhttps://a.example\n```'), '{https://a.example}');
    assert.equal(drawn('```\r\na\r\n```\r\nb'), '{a\r}|b');
  });

  test('ends at a fence as long as its own, or at the end', () => {
    assert.equal(drawn('````\n```\na\n````\nb'), '{```\na}|b');
    assert.equal(drawn('```\na\n``` not the end\n'), '{a\n``` not the end\n}');
    assert.equal(drawn('a\n```\nb'), 'a|{b}');
  });

  test('is none within a line', () => {
    assert.equal(drawn('use ```x``` here'), 'use ```x``` here');
    assert.equal(drawn('```x``` here'), '```x``` here');
  });
});

test('whatever a text holds, nothing of it is lost but fences', () => {
  for (const text of ['', '\n', '<img src=x onerror=alert(1)>', 'a://b', '```', '```\n```', 'https://a.example https://a.example']) {
    const parts = partsOf(text).map((part) => part.text).join('');
    assert.equal(parts.replaceAll(/[`\n]/g, ''), text.replaceAll(/[`\n]/g, ''));
  }
});
