import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { readRoster } from '../../main/resources/web/app/roster-import.js';
import { isId } from '../../main/resources/web/app/rules.js';
import { codesOf, idsOf, peopleOf } from './testing/rosters.js';

/** Who must come out of what schools' systems export and people type. */

const FOLDER = fileURLToPath(new URL('../resources/rosters/', import.meta.url));

/** By file: id, name, group of each. */
const FILES = {
  'Nachname_Vorname.txt': ['lena-schmidt Lena Schmidt', 'max-bauer Max Bauer'],
  'canvas_gradebook_CSV_whole_file.txt': ['1234567 Ana Rivera (8175 - Block 3)', '2345678 Ben Chen (8175 - Block 3)'],
  'case_twins.txt': ['Lena Lena', 'lena lena', 'LENA LENA'],
  'duplicates.txt': ['lena lena', 'ahmed ahmed'],
  'excel_two_columns_Vorname_Nachname_ASCII_names.txt': ['lena-schmidt Lena Schmidt', 'max-bauer Max Bauer', 'paul-schmidt Paul Schmidt'],
  'header_row_German.txt': ['lena lena', 'ahmed ahmed'],
  'iserv_logins_dots.txt': ['lena-schmidt Lena Schmidt', 'max-bauer Max Bauer', 'anna-lena-vogt Anna-Lena Vogt'],
  'lanis_lusd_BOM_CSV.txt': ['anna-mueller Anna Mueller (10a)', 'max-schmidt Max Schmidt (10a)'],
  'leading_zeros.txt': ['0042 0042', '0043 0043', '00042 00042'],
  'markdown_bullets.txt': ['lena lena', 'ahmed ahmed', 'max max'],
  'moodle_e_mail_column.txt': ['lena-schmidt Lena Schmidt', 'ahmed-yilmaz Ahmed Yilmaz'],
  'moodle_participants_CSV_BOM.txt': ['lena-schmidt Lena Schmidt (10b)', 'ahmed-yilmaz Ahmed Yılmaz (10b)'],
  'numbered_column.txt': ['lena lena', 'ahmed ahmed', 'max max'],
  'plain_names_one_a_line_ASCII.txt': ['lena-schmidt Lena Schmidt', 'max-bauer Max Bauer', 'anna-lena-vogt Anna Lena Vogt', 'max-meier Max Meier'],
  'plain_names_umlauts.txt': ['lena-schmidt Lena Schmidt', 'juergen-gross Jürgen Groß', 'zoe-weiss Zoë Weiß', 'ahmed-yilmaz Ahmed Yılmaz', 'chloe-dupont Chloé Dupont', 'sean-obrien Seán O’Brien'],
  'powerschool_section_report_TSV.txt': ['004711 Jane Smith (9)', '004712 Ana Maria Lopez (9)'],
  'smart_quotes.txt': ['lena lena', 'ahmed ahmed', 'max max'],
  'webuntis_student_TSV.txt': ['MustermMax1 Max Mustermann (10b)', 'MustermErika1 Erika Mustermann (10b)'],
  'zero_width_soft_hyphen_from_PDF_Word.txt': ['lena lena', 'ahmed ahmed', 'max max'],
};

/** What else is to be said of them. */
const PROBLEMS = {
  'canvas_gradebook_CSV_whole_file.txt': ['2 aside', '5 test_student'],
  'case_twins.txt': ['2 case_twin', '3 case_twin'],
  'duplicates.txt': ['3 doubled', '4 doubled', '5 doubled'],
};

describe('files of schools', () => {
  test('all of them are here', () => {
    assert.deepEqual(readdirSync(FOLDER).sort(), Object.keys(FILES).sort());
  });

  for (const [file, expected] of Object.entries(FILES)) {
    test(file, () => {
      const bytes = readFileSync(FOLDER + file);
      assert.deepEqual(peopleOf(bytes), expected);
      assert.deepEqual(codesOf(bytes), PROBLEMS[file] ?? []);
      assert.ok(idsOf(bytes).every(isId));
      assert.deepEqual(readRoster(bytes), readRoster(bytes.toString('utf8')));
    });
  }
});

describe('what other systems export', () => {
  const exports = {
    'Google Classroom, grades': [
      'Last Name,First Name,Email Address,Essay 1,Quiz\nDate,,,2026-10-01,2026-10-08\nPoints,,,100,10\nNguyen,Anh,anh.nguyen@school.example,90,\nClass Average,,,90,\n',
      ['anh-nguyen Anh Nguyen']],
    'Teams, attendance, UTF-16': [
      Buffer.from('\ufeff1. Summary\r\nMeeting title\tAlgebra\r\nAttended participants\t2\r\n\r\n2. Participants\r\nName\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole\r\n'
        + 'Frau Vogt\t1/1/26, 8:00:00 AM\t1/1/26, 9:00:00 AM\t1h\tvogt@s.example\tvogt@s.example\tOrganizer\r\nLena Schmidt\t1/1/26, 8:00:00 AM\t1/1/26, 9:00:00 AM\t1h\tlena.schmidt@s.example\tlena.schmidt@s.example\tPresenter\r\n'
        + 'Max Bauer (Guest)\t1/1/26, 8:01:00 AM\t1/1/26, 9:00:00 AM\t59m\t\t\tAttendee\r\n\r\n3. In-Meeting Activities\r\nName\tJoin Time\tLeave Time\tDuration\tEmail\tRole\r\nLena Schmidt\t1/1/26, 8:00:00 AM\t1/1/26, 9:00:00 AM\t1h\tlena.schmidt@s.example\tPresenter\r\n', 'utf16le'),
      ['lena-schmidt Lena Schmidt', 'max-bauer Max Bauer']],
    'Moodle, participants, German, with a teacher': [
      'Vorname,Nachname,ID-Nummer,E-Mail-Adresse,Rollen,Gruppen\nLena,Schmidt,,lena@s.example,Teilnehmer/in,A\nJörg,Vogt,,vogt@s.example,Trainer/in,\n',
      ['lena Lena Schmidt (A)']],
    'Infinite Campus': [
      'lastName,firstName,studentNumber,grade,homeroom\n"O\'Neil",Shauna,100234,08,B12\nDe la Cruz,Mateo,100235,08,B12\n',
      ['100234 Shauna O\'Neil (B12)', '100235 Mateo De la Cruz (B12)']],
    'Blackboard': [
      '"Last Name","First Name","Username","Student ID","Availability"\n"Okafor","Chidi","cokafor","U1001","Yes"\n"Algebra_PreviewUser","Algebra","x_previewuser","","Yes"\n',
      ['cokafor Chidi Okafor']],
    'Brightspace': [
      'OrgDefinedId,Username,Last Name,First Name,Email,End-of-Line Indicator\n#1001,#jsmith,Smith,Jo,jo@s.example,#\n', ['jsmith Jo Smith']],
    'WebUntis, with a title': [
      'Klasse 10b\n\nName;Vorname;Klasse\nSchmidt;Lena;10b\nBauer;Max;10b\n\nGesamt: 2\n', ['lena-schmidt Lena Schmidt (10b)', 'max-bauer Max Bauer (10b)']],
    'IServ': [
      'Import-ID;Vorname;Nachname;Klasse/Information;Account;Passwort\n77;Lena;Schmidt;10b;lena.schmidt;geheim\n78;Max;Bauer;10b;max.bauer;geheim\n',
      ['lena-schmidt Lena Schmidt (10b)', 'max-bauer Max Bauer (10b)']],
    'Pronote': ['Élève;Né(e) le;Classe\nDUPONT Chloé;01/02/2010;3e A\nDE LA TOUR Jean-Luc;03/04/2010;3e A\n', ['chloe-dupont Chloé DUPONT (3e A)', 'jean-luc-de-la-tour Jean-Luc DE LA TOUR (3e A)']],
    'Séneca': [
      '"Alumno/a","Nº Id. Escolar","Unidad","Primer apellido","Segundo apellido","Nombre","Primer apellido Primer tutor","Nombre Primer tutor","Correo electrónico Primer tutor"\n'
        + '"García López, Ana","1234567","3ºA","García","López","Ana","García","Pedro","p@x.example"\n', ['1234567 Ana García López (3ºA)']],
    'Rayuela': ['Apellidos, Nombre\tGrupo\tUsuario IdEA\nMuñoz Peña, Íñigo\t1º B\timunozp01\n', ['imunozp01 Íñigo Muñoz Peña (1º B)']],
    'Excel tells itself the separator, and guards numbers': ['sep=;\nID;Name\n="00471";"Smith, Jane"\n="00472";"Lopez, Ana"\n', ['00471 Jane Smith', '00472 Ana Lopez']],
    'recipients of an e-mail': [
      '"Schmidt, Lena" <lena.schmidt@s.example>; Max Bauer <max@s.example>, ahmed@s.example <ahmed@s.example>', ['lena-schmidt Lena Schmidt', 'max Max Bauer', 'ahmed ahmed']],
    'a web page that is called a spreadsheet': [
      '<html><body><table><tr><th>Nachname</th><th>Vorname</th></tr><tr><td>M&uuml;ller&nbsp;</td><td>J&#252;rgen</td></tr><tr><td>Bauer</td><td>Max</td></tr></table></body></html>', ['juergen-mueller Jürgen Müller', 'max-bauer Max Bauer']],
    'a query of a database': [' id | full_name \n----+-----------\n 7a | Jane Smith\n 8b | Ana Lopez\n(2 rows)\n', ['7a Jane Smith', '8b Ana Lopez']],
    'Google Workspace': ['First Name [Required],Last Name [Required],Email Address [Required],Password [Required]\nAna,Rivera,ana@s.example,****\n', ['ana Ana Rivera']],
    'Azure': ['version:v1.0,,\nName [displayName] Required,User name [userPrincipalName] Required,Block sign in\nAna Rivera,ana.rivera@s.example,No\n', ['ana-rivera Ana Rivera']],
    'OneRoster': ['sourcedId,status,role,username,givenName,familyName\n1,active,student,arivera,Ana,Rivera\n2,active,teacher,mvogt,Mia,Vogt\n', ['arivera Ana Rivera']],
    'SIMS': ['Preferred Surname,Preferred Forename,Adno,Reg Group\nOkafor,Chidi,004123,10B\n', ['004123 Chidi Okafor (10B)']],
    'numbers before names': ['4711 Lena Schmidt\n4712 Max Bauer\n', ['4711 Lena Schmidt', '4712 Max Bauer']],
    'groups behind names': ['Lena Schmidt 10b\nMax Bauer 10b\n', ['lena-schmidt Lena Schmidt (10b)', 'max-bauer Max Bauer (10b)']],
    'a PDF with gaps for columns': ['Schmidt      Lena     10b\nBauer        Max      10b\nKaya         Elif     10b\n', ['lena-schmidt Lena Schmidt (10b)', 'max-bauer Max Bauer (10b)', 'elif-kaya Elif Kaya (10b)']],
  };
  for (const [system, [text, expected]] of Object.entries(exports)) {
    test(system, () => assert.deepEqual(peopleOf(text), expected));
  }
});

describe('how it is written', () => {
  const table = 'Vorname;Nachname\nJürgen;Groß\nZoë;Weiß\n';
  const people = ['juergen-gross Jürgen Groß', 'zoe-weiss Zoë Weiß'];

  test('any encoding', () => {
    const utf16be = Buffer.from(table, 'utf16le').swap16();
    for (const bytes of [
      Buffer.from(table), Buffer.from(`\ufeff${table}`), Buffer.from(table, 'latin1'), Buffer.from(table, 'utf16le'),
      Buffer.from(`\ufeff${table}`, 'utf16le'), utf16be, Buffer.concat([Buffer.from([0xfe, 0xff]), utf16be]),
    ]) {
      assert.deepEqual(peopleOf(bytes), people);
      assert.deepEqual(peopleOf(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)), people);
    }
    assert.deepEqual(peopleOf(Buffer.from([0x53, 0x65, 0xe1, 0x6e, 0x20, 0x4f, 0x92, 0x42, 0x72, 0x69, 0x65, 0x6e])), ['sean-obrien Seán O’Brien']);
  });

  test('any separator and end of line', () => {
    for (const separator of [';', ',', '\t', '|', ' ; ']) {
      for (const end of ['\n', '\r\n', '\r', '\n\n', '\u2028']) {
        const text = table.replaceAll(';', separator).replaceAll('\n', end);
        assert.deepEqual(peopleOf(text), people, JSON.stringify(text));
      }
    }
  });

  test('quoted cells with separators, quotes and ends of lines in them; the line is where the row begins', () => {
    const text = 'Name,Remark,E-mail\n"Schmidt, Lena","likes ""maths"",\nand art",lena@s.example\n"Bauer, Max", "a, b" ,max@s.example\n';
    assert.deepEqual(peopleOf(text), ['lena Lena Schmidt', 'max Max Bauer']);
    assert.deepEqual(readRoster(text).people.map(({ from }) => from.line), [2, 4]);
  });

  test('a quote that never ends takes nobody away', () => {
    assert.deepEqual(peopleOf('Name,Group\n"Lena,10a\nMax,10a\nAhmed,10a\n'), ['lena Lena (10a)', 'max Max (10a)', 'ahmed Ahmed (10a)']);
    assert.deepEqual(peopleOf('"Lena Schmidt\nMax Bauer\n'), ['lena-schmidt Lena Schmidt', 'max-bauer Max Bauer']);
  });

  test('a name with a comma that is not quoted', () => {
    assert.deepEqual(peopleOf('Name,E-mail\nSchmidt, Lena,lena@s.example\nBauer, Max,max@s.example\n'), ['lena Lena Schmidt', 'max Max Bauer']);
  });

  test('Markdown and drawn tables', () => {
    const expected = ['lena-schmidt Lena Schmidt', 'max-bauer Max Bauer'];
    assert.deepEqual(peopleOf('| Vorname | Nachname |\n|---|:--:|\n| Lena | Schmidt |\n| Max | Bauer |\n'), expected);
    assert.deepEqual(peopleOf('Vorname | Nachname\n--- | ---\nLena | Schmidt\nMax | Bauer'), expected);
    assert.deepEqual(peopleOf('+------+---------+\n| Lena | Schmidt |\n| Max  | Bauer   |\n+------+---------+\n'), expected);
    assert.deepEqual(peopleOf('| Lena |\n| Max |'), ['Lena Lena', 'Max Max']);
  });

  test('bullets, numbers, check boxes and emphasis', () => {
    for (const list of ['* Lena Schmidt\n* Max Bauer', '• Lena Schmidt\n• Max Bauer', '1. Lena Schmidt\n2. Max Bauer', '1) Lena Schmidt\n2) Max Bauer', '(1) Lena Schmidt\n(2) Max Bauer',
      '1 Lena Schmidt\n2 Max Bauer', '- [ ] Lena Schmidt\n- [x] Max Bauer', '– **Lena Schmidt**\n– **Max Bauer**', '\uf0b7\tLena Schmidt\n\uf0b7\tMax Bauer', '1.\tLena Schmidt\n2.\tMax Bauer']) {
      assert.deepEqual(peopleOf(list), ['lena-schmidt Lena Schmidt', 'max-bauer Max Bauer'], list);
    }
  });

  test('JSON: ids, names, objects of any depth, numbers as they are written', () => {
    assert.deepEqual(peopleOf('["lena","ahmed"]'), ['lena lena', 'ahmed ahmed']);
    assert.deepEqual(peopleOf("['lena', 'ahmed']"), ['lena lena', 'ahmed ahmed']);
    assert.deepEqual(peopleOf('[12345678901234567890, 7]'), ['12345678901234567890 12345678901234567890', '7 7']);
    assert.deepEqual(peopleOf('[{"firstName":"Lena","lastName":"Schmidt","email":"lena@s.example"}]'), ['lena Lena Schmidt']);
    assert.deepEqual(peopleOf('{"students":[{"profile":{"name":{"givenName":"Ana","familyName":"Rivera"},"emailAddress":"ana.r@s.example"}}],"nextPageToken":"x"}'), ['ana-r Ana Rivera']);
    assert.deepEqual(peopleOf('{"lena":"Lena Schmidt","max":"Max Bauer"}'), ['lena Lena Schmidt', 'max Max Bauer']);
    assert.deepEqual(peopleOf('{"username":"lena","name":"Lena Schmidt"}\n{"username":"max","name":"Max Bauer"}\n'), ['lena Lena Schmidt', 'max Max Bauer']);
    assert.deepEqual(peopleOf('[["Lena","Schmidt"],["Max","Bauer"]]'), ['lena-schmidt Lena Schmidt', 'max-bauer Max Bauer']);
  });

  test('ids by line, comma, semicolon or several in a line, as ever', () => {
    const three = ['ada ada', 'bob bob', 'carl carl'];
    for (const text of ['ada\nbob\ncarl', 'ada, bob, carl', 'ada, bob\ncarl', 'ada;bob;carl', 'ada,\nbob,\ncarl,', '"ada"\n"bob"\n"carl"', ' ada \n\n bob\n\tcarl\n']) {
      assert.deepEqual(peopleOf(text), three, text);
    }
    assert.deepEqual(peopleOf('ada, bob'), ['ada ada', 'bob bob']);
    assert.deepEqual(peopleOf('S1, S2'), ['S1 S1', 'S2 S2']);
    assert.deepEqual(peopleOf('Lena.Schmidt@S.example; Max@S.example'), ['lena-schmidt Lena Schmidt', 'max max']);
  });

  test('names in one line', () => {
    assert.deepEqual(peopleOf('Lena Schmidt, Max Bauer, Elif Kaya').length, 3);
    assert.deepEqual(peopleOf('Schmidt, Lena'), ['lena-schmidt Lena Schmidt']);
    assert.deepEqual(peopleOf('Schmidt, Lena; Bauer, Max'), ['lena-schmidt Lena Schmidt', 'max-bauer Max Bauer']);
  });
});
