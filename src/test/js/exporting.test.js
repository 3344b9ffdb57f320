import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { cellsOf, unzipped } from './testing/workbook.js';

// A zone that is none of the tests' machines, 5 h 45 min before Greenwich; read when the modules are.
process.env.TZ = 'Asia/Kathmandu';
const { csvOf, isTakenForMore } = await import('../../main/resources/web/app/csv.js');
const { exportAnswers, exportMessages } = await import('../../main/resources/web/app/exporting.js');
const { parsed } = await import('../../main/resources/web/app/literals.js');
const { listSeparatorFor } = await import('../../main/resources/web/app/region.js');

/** What people open in a spreadsheet, or read by a program, is what was said. */

const ANSWERS_TO = (request) => `,"in_reply_to":"${request}"}`;
const WRITTEN = [
  ['instructor_inbox', 'ada', '', '{"text":"a \\"b\\", c\\nd"}'],
  ['analytics', '0042', '', '{"n":12345678901234567890,"f":1.0,"2":1,"1":2}'],
  ['request', 'ines', '0042', '{"text":"Half of 1?","kind":"text","request":"r1"}'],
  ['request', 'ines', '00042', '{"text":"Half of 1?","kind":"text","request":"r1"}'],
  ['request_response', '0042', '', `{"text":"1/3"${ANSWERS_TO('m3')}`],
  ['request_response', '0042', '', `{"text":"1/2"${ANSWERS_TO('m3')}`],
  ['request_response', '00042', '', `{"text":"=1+1"${ANSWERS_TO('m4')}`],
  ['request', 'ines', '0042', '{"text":"Write a loop.","kind":"code","request":"r2"}'],
].map(([type, from, to, content], i) => `{"id":"m${i + 1}","seq":${i + 1},"type":"${type}","context":"general","from_user":"${from}",`
  + `${to && `"to_user":"${to}",`}"content":${content},"timestamp":"2026-11-23T20:05:33.123Z"}`);

/** As a classroom, which reads two messages a page. */
function room(session = {}) {
  return {
    session: { name: 'Algebra', student_ids: ['ada', '0042', '00042'], ...session },
    async readAll(take) {
      for (let at = 0; at < WRITTEN.length; at += 2) {
        const page = `{"messages":[${WRITTEN.slice(at, at + 2).join(',')}],"next_after":null}`;
        take(parsed(page).messages, page);
      }
    },
  };
}

/** What a browser would save. @returns {Promise<{name: string, type: string, bytes: Buffer}>} */
async function saved(exporting) {
  const link = { click() {} };
  let blob;
  globalThis.document = { createElement: () => link };
  const { createObjectURL } = URL;
  URL.createObjectURL = (one) => {
    blob = one;
    return 'blob:';
  };
  try {
    await exporting();
  } finally {
    URL.createObjectURL = createObjectURL;
  }
  return { name: link.download, type: blob.type, bytes: Buffer.from(await blob.arrayBuffer()) };
}

describe('JSONL', () => {
  test('is what the server keeps, letter by letter', async () => {
    const { name, bytes } = await saved(() => exportMessages(room(), 'jsonl'));
    assert.equal(name, 'Algebra.jsonl');
    assert.equal(String(bytes), `${WRITTEN.join('\n')}\n`);
  });

  test('of a part says in its name which', async () => {
    const filter = { fits: ({ type }) => type === 'analytics', name: 'activity, 1/2' };
    const { name, bytes } = await saved(() => exportMessages(room(), 'jsonl', filter));
    assert.equal(name, 'Algebra (only activity, 1_2).jsonl');
    assert.equal(String(bytes), `${WRITTEN[1]}\n`);
  });
});

describe('CSV', () => {
  test('has the reader’s time, and nothing that a spreadsheet makes more of', async () => {
    const { bytes } = await saved(() => exportMessages(room({ names: { ada: 'Ada L.' } }), 'csv'));
    const lines = String(bytes).split('\r\n');
    assert.equal(lines[0], '\uFEFF"seq","time (Asia/Kathmandu)","type","context","from_user","from_name","to_user","to_name","text","content"'
      .replace('Kathmandu', zoneOf(lines[0])));
    assert.equal(lines[1], '1,2026-11-24 01:50:33,"instructor_inbox","general","ada","Ada L.","","","a ""b"", c\nd","{""text"":""a \\""b\\"", c\\nd""}"');
    assert.match(lines[2], /,"'0042","","","","\{""n"":12345678901234567890,""f"":1\.0,""2"":1,""1"":2\}",/);
    assert.match(lines[6], /,"'1\/2",/);
    assert.match(lines[7], /,"'00042",.*,"'=1\+1",/);
    assert.equal(lines.length, WRITTEN.length + 2);
  });

  /** Also known by its older name. */
  function zoneOf(line) {
    return /Kat[hm]\w+/.exec(line)[0];
  }

  test('marks what is a number, a date, a time, a truth or a formula to a spreadsheet', () => {
    for (const text of ['0042', '1/2', '1-2', '12.5.2026', '3,14', '1 000', '50%', '1:30', '€ 5', '(7)', '1e5', '12E3', '5 pm', 'TRUE', 'wahr', 'mar1',
      'Sept 2', '1. Mai', 'dec-12', '2026-01-02T10:00:00Z', '=1', '+1', '-x', '@x', '\tx', '＝1', '#N/A', "'quoted", '٣']) {
      assert.ok(isTakenForMore(text), text);
    }
    for (const text of ['', 'ada', 's12', 'julia3', 'mark1', '4b', 'May', 'x=1', 'Why is 1/2 so?', 'a-1', '1 apple', 'true or false', '#1 is', 'e5',
      `${'1'.repeat(60)}x`]) {
      assert.ok(!isTakenForMore(text), text);
    }
    assert.equal(csvOf([["'a", "''b"]], ';'), `"''a";"'''b"\r\n`);
  });

  test('is separated as the reader’s region does it', () => {
    assert.deepEqual(['en', 'en-US', 'en-GB', 'ja', 'es-MX', 'he'].map(listSeparatorFor), [',', ',', ',', ',', ',', ',']);
    assert.deepEqual(['de', 'fr', 'es', 'en-DE', 'de-CH', 'fr-CH', 'pt-BR', 'pl', 'ar-EG'].map(listSeparatorFor), Array(9).fill(';'));
  });

  test('of answers has a row for each student and a column for each task', async () => {
    const { name, bytes } = await saved(() => exportAnswers(room({ names: { ada: 'Ada L.' } }), 'csv'));
    assert.equal(name, 'Algebra - Answers.csv');
    assert.deepEqual(String(bytes).trimEnd().split('\r\n'), [
      '\uFEFF"student","name","1. Half of 1?","2. Write a loop."',
      '"ada","Ada L.","not asked","not asked"',
      '"\'0042","","\'1/2",""',
      '"\'00042","","\'=1+1","not asked"',
    ]);
  });
});

describe('XLSX', () => {
  test('has texts that stay texts, moments in the reader’s zone, and a sheet of answers', async () => {
    const { name, type, bytes } = await saved(() => exportMessages(room(), 'xlsx'));
    assert.equal(name, 'Algebra.xlsx');
    assert.equal(type, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
    const files = unzipped(bytes);
    assert.deepEqual(Object.keys(files), ['[Content_Types].xml', '_rels/.rels', 'xl/workbook.xml', 'xl/_rels/workbook.xml.rels', 'xl/styles.xml',
      'xl/worksheets/sheet1.xml', 'xl/worksheets/sheet2.xml']);
    const said = cellsOf(files['xl/worksheets/sheet1.xml']);
    assert.equal(said.length, WRITTEN.length + 1);
    assert.deepEqual([said[1][0].value, said[1][8]], [1, 'a "b", c\nd']);
    // 24 November 2026, 01:50:33.123
    assert.deepEqual([said[1][1].value.toFixed(8), said[1][1].style], [(46_350 + (1 * 3_600 + 50 * 60 + 33.123) / 86_400).toFixed(8), '2']);
    assert.deepEqual([said[2][4], said[2][9]], ['0042', '{"n":12345678901234567890,"f":1.0,"2":1,"1":2}']);
    assert.deepEqual([...said[7].slice(4, 9)], ['00042', undefined, undefined, undefined, '=1+1']);
    assert.deepEqual(cellsOf(files['xl/worksheets/sheet2.xml']), [
      ['student', '1. Half of 1?', '2. Write a loop.'], ['ada', 'not asked', 'not asked'], ['0042', '1/2'], ['00042', '=1+1', 'not asked'],
    ]);
    assert.match(files['xl/workbook.xml'], /<sheet name="Messages" sheetId="1" r:id="rId1"\/><sheet name="Answers" sheetId="2" r:id="rId2"\/>/);
  });

  test('of a part, or where nothing was asked, has no sheet of answers', async () => {
    const filter = { fits: ({ type }) => type === 'analytics', name: 'activity' };
    const { bytes } = await saved(() => exportMessages(room(), 'xlsx', filter));
    const files = unzipped(bytes);
    assert.equal(files['xl/worksheets/sheet2.xml'], undefined);
    assert.equal(cellsOf(files['xl/worksheets/sheet1.xml']).length, 2);
  });
});

describe('a sheet', () => {
  async function sheetOf(rows) {
    const { Spreadsheet } = await import('../../main/resources/web/app/spreadsheet.js');
    const workbook = new Spreadsheet();
    workbook.sheet('A <b> & "c"', [{ name: 'one', width: 10 }]).add(rows);
    const files = unzipped(Buffer.from(await (await workbook.toBlob()).arrayBuffer()));
    assert.match(files['xl/workbook.xml'], /name="A &lt;b&gt; &amp; &quot;c&quot;"/);
    return cellsOf(files['xl/worksheets/sheet1.xml']);
  }

  test('takes whatever a text holds', async () => {
    for (const text of ['<a href="x">&amp;</a>', ']]>', '\u0000\u0007\r\n\t\u001f\ufffe', '_x0041_', '_x_', '😀', ' spaces ', 'نص']) {
      assert.deepEqual((await sheetOf([[text]]))[1], [text], JSON.stringify(text));
    }
    assert.deepEqual((await sheetOf([['half \ud83d an emoji']]))[1], ['half \ufffd an emoji']);
  });

  test('takes as much of a text as a cell can hold, and says so', async () => {
    const [, [cell]] = await sheetOf([['x'.repeat(40_000)]]);
    assert.equal(cell.length, 32_767);
    assert.match(cell, /x… \(40000 characters, more than a cell can hold: CSV and JSONL have all\)$/);
    assert.deepEqual((await sheetOf([['x'.repeat(32_767)]]))[1], ['x'.repeat(32_767)]);
  });

  test('has columns beyond Z', async () => {
    const [, row] = await sheetOf([Array.from({ length: 800 }, (_, i) => `c${i}`)]);
    assert.deepEqual([row.length, row[26], row[701], row[702]], [800, 'c26', 'c701', 'c702']);
  });

  test('says where it ends', async () => {
    await assert.rejects(sheetOf(Array(1_048_576).fill([])), /More rows than a spreadsheet can hold \(1048576\)/);
  });
});
