/**
 * Tables as a workbook that all spreadsheets read (XLSX, ECMA-376): a text stays a text, a moment is one, in the reader's zone.
 *
 * @module spreadsheet
 *
 * @typedef {import('./csv.js').Cell} Cell
 * @typedef {import('./csv.js').Column} Column
 */

import { words } from './words.js';
import { zipped } from './zip.js';

/** What a sheet, and a cell, can hold. */
const MOST_ROWS = 1_048_576;
const MOST_CHARS = 32_767;
const DAY_MS = 86_400_000;
/** Days from the one that spreadsheets count from to 1970. */
const DAYS_BEFORE_1970 = 25_569;

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const SPREADSHEET = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** By their places among the styles below. */
const STYLE = { text: 1, moment: 2, head: 3 };
const STYLES = `${HEAD}<styleSheet xmlns="${SPREADSHEET}">
<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>`;

export class Spreadsheet {
  /** @type {Sheet[]} */
  #sheets = [];

  /**
   * One more table.
   *
   * @param {string} name at most 31 characters, none of `[]:*?/\` @param {readonly Column[]} columns
   */
  sheet(name, columns) {
    const sheet = new Sheet(name, columns);
    this.#sheets.push(sheet);
    return sheet;
  }

  /** All of it, as a file. @returns {Promise<Blob>} */
  async toBlob() {
    const numbered = this.#sheets.map((sheet, i) => ({ sheet, n: i + 1 }));
    const contents = {
      '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/>
<Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/>
${numbered.map(({ n }) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${TYPE}.worksheet+xml"/>`).join('\n')}
</Types>`,
      '_rels/.rels': relations([['officeDocument', 'xl/workbook.xml']]),
      'xl/workbook.xml': `<workbook xmlns="${SPREADSHEET}" xmlns:r="${RELATIONS}"><bookViews><workbookView/></bookViews>
<sheets>${numbered.map(({ sheet, n }) => `<sheet name="${escaped(sheet.name)}" sheetId="${n}" r:id="rId${n}"/>`).join('')}</sheets></workbook>`,
      'xl/_rels/workbook.xml.rels': relations([...numbered.map(({ n }) => ['worksheet', `worksheets/sheet${n}.xml`]), ['styles', 'styles.xml']]),
    };
    return zipped([
      ...Object.entries(contents).map(([name, xml]) => ({ name, content: new Blob([HEAD, xml]) })),
      { name: 'xl/styles.xml', content: new Blob([STYLES]) },
      ...numbered.map(({ sheet, n }) => ({ name: `xl/worksheets/sheet${n}.xml`, content: sheet.toBlob() })),
    ]);
  }
}

class Sheet {
  name;
  /** @type {BlobPart[]} */
  #parts;
  #rows = 0;

  /** @param {string} name @param {readonly Column[]} columns */
  constructor(name, columns) {
    this.name = name;
    const widths = columns.map(({ width }, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`);
    this.#parts = [`${HEAD}<worksheet xmlns="${SPREADSHEET}"><sheetViews><sheetView workbookViewId="0">`
      + '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
      + `<cols>${widths.join('')}</cols><sheetData>`];
    this.#add([columns.map((column) => column.name)], STYLE.head);
  }

  /** What was added goes to the browser's disk. @param {readonly (readonly Cell[])[]} rows @throws {RangeError} if there is no room for them */
  add(rows) {
    this.#add(rows, STYLE.text);
  }

  /** @param {readonly (readonly Cell[])[]} rows @param {number} style of a text */
  #add(rows, style) {
    if (this.#rows + rows.length > MOST_ROWS) throw new RangeError(words.tooManyRows(MOST_ROWS));
    const xml = rows.map((row, i) => {
      const number = this.#rows + i + 1;
      return `<row r="${number}">${row.map((cell, column) => cellXml(cell, `${letters(column)}${number}`, style)).join('')}</row>`;
    });
    this.#rows += rows.length;
    this.#parts.push(new Blob(xml));
  }

  toBlob() {
    // Nobody need be told in each cell that an id may look like a number.
    const ignored = `<ignoredErrors><ignoredError sqref="A1:XFD${MOST_ROWS}" numberStoredAsText="1"/></ignoredErrors>`;
    return new Blob([...this.#parts, '</sheetData>', ignored, '</worksheet>']);
  }
}

/** @param {readonly (readonly string[])[]} targets type and path */
function relations(targets) {
  const all = targets.map(([type, path], i) => `<Relationship Id="rId${i + 1}" Type="${RELATIONS}/${type}" Target="${path}"/>`);
  return `<Relationships xmlns="${PACKAGE}/relationships">${all.join('')}</Relationships>`;
}

/** @param {Cell} cell @param {string} place @param {number} style of a text */
function cellXml(cell, place, style) {
  if (cell === undefined || cell === '') return '';
  if (typeof cell === 'number') return `<c r="${place}"><v>${cell}</v></c>`;
  if (cell instanceof Date) return `<c r="${place}" s="${STYLE.moment}"><v>${serialOf(cell)}</v></c>`;
  return `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(fitting(cell))}</t></is></c>`;
}

/** The days up to it, by the reader's clock. @param {Date} moment */
function serialOf(moment) {
  const local = Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate(),
    moment.getHours(), moment.getMinutes(), moment.getSeconds(), moment.getMilliseconds());
  return local / DAY_MS + DAYS_BEFORE_1970;
}

/** As much as there is room for; that there is more is said. @param {string} text */
function fitting(text) {
  if (text.length <= MOST_CHARS) return text;
  const more = words.cellIsFull(text.length);
  return text.slice(0, MOST_CHARS - more.length) + more;
}

/** What XML cannot hold, or changes, is written as `_x0000_`, and so is what already looks like that. */
const NOT_IN_XML = /(?![\t\n\x7f-\x9f])[\p{Cc}\ufffe\uffff]|_(?=x[\dA-Fa-f]{4}_)/gu;
/** @type {Record<string, string>} */
const MARKUP = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** @param {string} text */
function escaped(text) {
  return text
    .replaceAll(NOT_IN_XML, (character) => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .replaceAll(/\p{Cs}/gu, '\ufffd')
    .replaceAll(/[&<>"]/g, (character) => MARKUP[character]);
}

/** The name of a column: A, …, Z, AA, … @param {number} column from 0 @returns {string} */
function letters(column) {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : letters(Math.floor(column / 26) - 1) + last;
}
