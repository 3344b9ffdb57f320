import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { readRoster } from '../../main/resources/web/app/roster-import.js';
import { MOST_BYTES } from '../../main/resources/web/app/roster/decode.js';
import { Ids, madeId } from '../../main/resources/web/app/roster/ids.js';
import { isId, isPersonName } from '../../main/resources/web/app/rules.js';
import { codesOf, idsOf, peopleOf } from './testing/rosters.js';

/** What a roster says of people: columns, ids and names, who is nobody, and what is wrong. */

describe('columns', () => {
  test('are found by their names in four languages, in any order', () => {
    const table = {
      'First name,Last name,Username,Class': 'Lena,Schmidt,lena1,10a',
      'Klasse,Benutzername,Nachname,Vorname': '10a,lena1,Schmidt,Lena',
      'Prénom,Nom,Identifiant,Classe': 'Lena,Schmidt,lena1,10a',
      'Nombre,Apellidos,Usuario,Grupo': 'Lena,Schmidt,lena1,10a',
      'Section,Student ID,Student name': '10a,lena1,"Schmidt, Lena"',
      'Schüler*in,Kennung,Lerngruppe': 'Lena Schmidt,lena1,10a',
      'Élève,Nom d’utilisateur,Groupe': 'SCHMIDT Lena,lena1,10a',
      'Alumno/a,Nombre de usuario,Unidad': '"Schmidt, Lena",lena1,10a',
    };
    for (const [header, row] of Object.entries(table)) {
      assert.deepEqual(peopleOf(`${header}\n${row}\n`).map((one) => one.toLowerCase()), ['lena1 lena schmidt (10a)'], header);
    }
  });

  test('are found by what their cells look like', () => {
    for (const rows of [
      '1;Schmidt, Lena;10a;lena@s.example;m\n2;Bauer, Max;10a;max@s.example;w\n',
      'lena;Lena Schmidt;10a\nmax;Max Bauer;10a\n',
      '10a\tlena\tLena\tSchmidt\n10a\tmax\tMax\tBauer\n',
      'lena,Schmidt,Lena\nmax,Bauer,Max\n',
    ]) {
      assert.deepEqual(peopleOf(rows).map((one) => one.replace(/ \(10a\)$/, '')), ['lena Lena Schmidt', 'max Max Bauer'], rows);
    }
    assert.deepEqual(peopleOf('004711;Smith;Jane;01.02.2010\n004712;Lopez;Ana;03.04.2010\n'), ['004711 Jane Smith', '004712 Ana Lopez']);
  });

  test('without names of their own: the one with given names is that of first names', () => {
    assert.deepEqual(peopleOf('Schmidt\tLena\nBauer\tMax\n'), ['lena-schmidt Lena Schmidt', 'max-bauer Max Bauer']);
    assert.deepEqual(peopleOf('Xqlor\tWmrit\nBqnor\tZmrat\n'), ['xqlor-wmrit Xqlor Wmrit', 'bqnor-zmrat Bqnor Zmrat']);
    assert.deepEqual(peopleOf('Xqlor, Wmrit\nBqnor, Zmrat\n'), ['wmrit-xqlor Wmrit Xqlor', 'zmrat-bqnor Zmrat Bqnor']);
  });

  test('can be named by somebody who knows better, with or without a first line', () => {
    const text = 'Lena\tSchmidt\nMax\tBauer\n';
    assert.deepEqual(readRoster(text).columns.map(({ role }) => role), ['first', 'last']);
    assert.deepEqual(peopleOf(text, { roles: ['last', 'first'] }), ['schmidt-lena Schmidt Lena', 'bauer-max Bauer Max']);
    assert.deepEqual(peopleOf(text, { roles: ['', 'id'] }), ['Schmidt Schmidt', 'Bauer Bauer']);
    assert.deepEqual(peopleOf(text, { headed: true }).length, 1);
    assert.deepEqual(peopleOf('Name\nLena\n', { headed: false }).length, 2);
    assert.deepEqual(readRoster('lena\nmax').columns, []);
  });

  test('of parents and teachers are of no interest', () => {
    assert.deepEqual(peopleOf('Parent name,Parent email,Student name,Class teacher\nEva Schmidt,eva@x.example,Lena Schmidt,Herr Vogt\n'), ['lena-schmidt Lena Schmidt']);
  });
});

describe('ids', () => {
  test('are made of any script, and allowed', () => {
    const made = {
      'Jürgen Groß': 'juergen-gross', 'Åse Ødegård': 'ase-odegard', 'Łukasz Żółć': 'lukasz-zolc', 'Иван Щукин': 'ivan-shchukin', 'Ελένη Παπαδοπούλου': 'eleni-papadopoulou',
      'שרה כהן': 'shrh-khn', 'فاطمة': 'fatma', 'राम कुमार': 'ram-kumar', '김민수': 'gimminsu', 'さくら': 'sakura', 'サクラ': 'sakura', 'สมชาย': 'smchay', 'გიორგი': 'giorgi',
      'Արամ': 'aram', 'Nguyễn Thị Hà': 'nguyen-thi-ha', 'D’Angelo O\'Neil': 'dangelo-oneil', 'ﬁn': 'fin', 'Ｌｅｎａ': 'lena', '٤٢': '42', '李雷': '674e96f7', 'İpek': 'ipek', '🦊': '1f98a',
    };
    assert.deepEqual(Object.fromEntries(Object.keys(made).map((name) => [name, madeId(name)])), made);
    assert.ok(isId(madeId(`Lena ${'von '.repeat(40)}`)));
    assert.ok(isId(madeId('李'.repeat(100))));
  });

  test('two of the same have a number, whatever stands between them, and given ones stay', () => {
    assert.deepEqual(idsOf('Max Meier\nLena Schmidt\nMax Meier\nMAX MEIER'), ['max-meier', 'lena-schmidt', 'max-meier-2', 'max-meier-3']);
    assert.deepEqual(idsOf('Name,Login\nMax Meier,\nMax Bauer,max-meier\n'), ['max-meier-2', 'max-meier']);
    assert.deepEqual(idsOf('Name,E-mail\nLena A,lena@a.example\nLena B,LENA@b.example\n'), ['lena', 'lena-2']);
    const ids = new Ids();
    const long = 'x'.repeat(50);
    assert.deepEqual([ids.free(long), ids.free(long)], [long, `${'x'.repeat(48)}-2`]);
  });

  test('are the same for the same text', () => {
    const text = 'Name\nMax Meier\nMax Meier\nĐặng\n';
    assert.deepEqual(readRoster(text), readRoster(text));
  });

  test('of a login, an address and a domain', () => {
    assert.deepEqual(peopleOf('Login,Name\nSCHULE\\lena.schmidt,Lena\n'), ['lena-schmidt Lena']);
    assert.deepEqual(peopleOf('lena.schmidt2@s.example\nmailto:max@s.example'), ['lena-schmidt2 Lena Schmidt', 'max max']);
    assert.deepEqual(peopleOf('l.schmidt\nmax'), ['l-schmidt L. Schmidt', 'max max']);
  });
});

describe('names', () => {
  test('are as they are spoken', () => {
    assert.deepEqual(peopleOf('Name\n"Smith, John, Jr."\n"García López, Ana María"\nMARTIN Léa\nAnna-Lena Vogt (10b)\nSam Lee (they/them)\n').map((one) => one.replace(/^\S+ /, '')),
      ['John Smith Jr.', 'Ana María García López', 'Léa MARTIN', 'Anna-Lena Vogt (10b)', 'Sam Lee']);
  });

  test('have nothing that cannot be seen, but what their script needs', () => {
    assert.deepEqual(peopleOf('Le\u200bna\u00a0\u202eSchmidt\u202c\nMa\u00adx\u2060 Bauer\ufeff\n'), ['lena-schmidt Lena Schmidt', 'max-bauer Max Bauer']);
    assert.equal(readRoster('Name\nعلی\u200cرضا').people[0].name, 'علی\u200cرضا');
    assert.equal(readRoster('Name\nJu\u0308rgen').people[0].name, 'Jürgen');
    assert.deepEqual(['Lena', ' ', '\u202eLena', 'x'.repeat(101), '😀'.repeat(100), 'a\u0007'].map(isPersonName), [true, false, false, false, true, false]);
  });
});

describe('what is nobody', () => {
  test('is left out, and said', () => {
    for (const line of ['Total: 28', 'Gesamt;28', '28 Schüler', 'Points Possible', 'Class Average', 'Moyenne de la classe', 'Summe 28', 'Seite 1 von 2', 'Stand: 12.10.2026',
      'Student, Test', 'Test Student', 'Testschüler 2', 'Klasse 10b', '# Klasse 10b', 'Students:']) {
      const { people, problems } = readRoster(`Lena Schmidt\nMax Bauer\n${line}\n`);
      assert.deepEqual(people.map(({ userId }) => userId), ['lena-schmidt', 'max-bauer'], line);
      assert.equal(problems.length, 1, line);
      assert.equal(problems[0].line, 3);
      assert.match(problems[0].message, /Left out$/);
    }
  });

  test('people whose names are near to that stay', () => {
    const names = ['Ida Sumner', 'Max Punkt', 'Kurt Klasse', 'Mia Testa', 'Page Turner', 'Ali Student', 'Tom Total', 'Dora Demo'];
    assert.deepEqual(readRoster(names.join('\n')).people.map(({ name }) => name), names);
  });

  test('the same person twice is one; two people of one name are two, which is said', () => {
    assert.deepEqual(codesOf('E-mail,Name\nlena@s.example,Lena\nlena@s.example,Lena\n'), ['3 doubled']);
    assert.deepEqual(codesOf('Lena Schmidt\nlena schmidt\n'), ['2 same_name']);
    assert.deepEqual(codesOf('Id,Name\n7,Lena\n7,Max\n'), ['3 same_id']);
    const [problem] = readRoster('Id,Name\n7,Lena\n7,Max\n').problems;
    assert.deepEqual([problem.value, problem.blocks, problem.person], ['7', true, 1]);
    assert.match(problem.message, /line 2/);
  });
});

describe('bad input', () => {
  test('a file that holds no text, or too much, is refused with what to do', () => {
    const files = {
      picture: [[0x89, 0x50, 0x4e, 0x47, 13, 10], [0xff, 0xd8, 0xff, 0xe0], [0x47, 0x49, 0x46, 0x38, 0x39], [0, 0, 0, 24, 0x66, 0x74, 0x79, 0x70, 0x68, 0x65, 0x69, 0x63]],
      PDF: [[0x25, 0x50, 0x44, 0x46, 0x2d]],
      Excel: [[0x50, 0x4b, 3, 4, 20], [0xd0, 0xcf, 0x11, 0xe0, 0xa1]],
      'no text': [Array.from({ length: 5_000 }, (_, i) => (i * 7_919) % 251)],
    };
    for (const [word, all] of Object.entries(files)) {
      for (const bytes of all) {
        const { people, problems } = readRoster(new Uint8Array(bytes));
        assert.deepEqual(people, []);
        assert.equal(problems.length, 1);
        assert.ok(problems[0].message.includes(word), problems[0].message);
      }
    }
    for (const large of [new Uint8Array(50_000_000), 'x'.repeat(50_000_000)]) {
      assert.match(readRoster(large).problems[0].message, /50 MB \(allowed: 5 MB\)/);
    }
    const most = `${'lena'.padEnd(2_499)}\n`.repeat(MOST_BYTES / 2_500);
    assert.equal(readRoster(most).people.length, 1);
  });

  test('names of nothing but marks are said, and take nobody else away', () => {
    assert.deepEqual(idsOf('lena\n\u200f\u200f\u200f\nmax'), ['lena', 'max']);
    assert.deepEqual(codesOf('lena\n\u200f\u200f\u200f\nmax'), ['2 unseen']);
    assert.deepEqual(codesOf('["\\u200f\\u200e"]'), ['1 unseen']);
    assert.deepEqual(peopleOf('Login;Name\nlena;\u200f\u200f\n'), ['lena lena']);
  });

  test('a name of 64 KiB is kept, cut nowhere, and said', () => {
    for (const char of ['x', '"', '(', ' a', '<a@', 'total ']) {
      const text = `Name\nLena\n${'Max '}${char.repeat(65_536)}y\n`;
      const { people, problems } = readRoster(text);
      assert.ok(people.length === 2 && people.every(({ userId }) => isId(userId)), char);
      assert.deepEqual(problems.map(({ code, line }) => [code, line]), [['long_name', 3]]);
      assert.ok(problems[0].value.length < 100 && problems[0].message.length < 200);
    }
  });

  test('how many there may be is for the server to say', () => {
    assert.equal(readRoster(Array.from({ length: 2_001 }, (_, i) => `s${i}`).join('\n')).people.length, 2_001);
  });

  test('nothing at all', () => {
    for (const text of ['', ' \n\t\n', '\ufeff', new Uint8Array(0)]) assert.deepEqual([readRoster(text).people, readRoster(text).problems], [[], []]);
    for (const text of ['Name', '---', '[]', '{}', '|', ',,,\n', 'Name,E-mail\n']) {
      assert.deepEqual(readRoster(text).people, [], text);
      assert.deepEqual(codesOf(text), ['0 nobody'], text);
    }
  });

  test('every problem has what a page needs to show it', () => {
    const text = 'Id,Name\na b c\u200f,Lena\n7,Lena\n7,Max\nTotal,2\n';
    for (const problem of readRoster(text).problems) {
      assert.ok(Number.isInteger(problem.line) && problem.message !== '' && typeof problem.value === 'string', JSON.stringify(problem));
    }
  });

  /** How fast is measured by PageFigures; this finds what grows with the square. */
  test('2,000 rows of 44 cells are no trouble', () => {
    const rows = Array.from({ length: 2_000 }, (_, i) => `${100_000 + i},"Name${i}, First",first.name${i}@s.example,10a,${'90,'.repeat(40)}`);
    const text = `Student ID,Student,Email,Section,${Array.from({ length: 40 }, (_, i) => `Quiz ${i} (${i})`)}\n${rows.join('\n')}\n`;
    readRoster(text);
    const start = performance.now();
    assert.equal(readRoster(text).people.length, 2_000);
    assert.ok(performance.now() - start < 5_000, `${performance.now() - start} ms`);
  });
});
