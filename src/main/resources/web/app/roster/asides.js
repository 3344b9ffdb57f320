/**
 * What stands in lists of people and is nobody: totals, points, headings, footers, students for trying things out, teachers.
 *
 * @module roster/asides
 */

import { folded } from './header-words.js';

const STUDENTS = '(?:students?|pupils?|learners?|participants?|members?|schuler|schueler|schulerinnen.*|schuelerinnen.*|lernende|teilnehmer|teilnehmende|personen|kinder|sus|eleves?|etudiants?|alumnos?|alumnas?|estudiantes?|participantes?|people|entries|eintrage)';
const TOTAL = new RegExp(`^(?:(?:grand |sub ?)?totals?|sum|summe|gesamt|gesamtzahl|insgesamt|anzahl|count|number|nombre|numero|effectif|total general|suma|cantidad)(?: (?:of|der|des|de|d|an|${STUDENTS}))*(?: ${STUDENTS})?(?: \\d.*)?$`);
const COUNT = new RegExp(`^\\d+ (?:${STUDENTS}|rows?|records?|zeilen|datensatze|lignes|filas|registros)(?: .*)?$`);
const POINTS = /^(?:points|points possible|possible points|max(?:imum)? points|points max|manual posting|read only|due date|date|(?:class |course |overall |group )?(?:average|mean|median)(?: (?:score|grade|mark|points)s?)?|(?:klassen|gesamt|noten)?(?:durchschnitt|mittelwert|schnitt)|mittel|moyenne(?: (?:generale|de la classe|du groupe))?|promedio(?: .{0,20})?|media(?: (?:de la clase|general))?|erreichbare punkte|maximale punkte|punkte|bareme|standard deviation|standardabweichung|ecart type)(?: [\d ]+)?$/;
const HEADING = /^(?:klasse|klassen|class|gruppe|group|kurs|course|classe|groupe|clase|grupo|curso|section|period|unidad|schuljahr|school year|annee scolaire|ano academico|curso academico|klassenliste|kursliste|class list|class roster|roster|schulerliste|schuelerliste|teilnehmerliste|namensliste|liste|list|liste des eleves|liste de classe|listado|listado de alumnos|lista de (?:alumnos|clase)|klassenlehrer|klassenlehrerin|klassenleitung|lehrer|lehrerin|lehrkraft|teacher|instructor|professeur|professeur principal|profesor|profesora|tutor|tutora|fach|subject|raum|room|schule|school|centro|etablissement|summary|meeting title|attended participants|start time|end time|meeting duration)(?: .{1,40})?$/;
const FOOTER = /^(?:(?:page|seite|pagina|blatt) \d.*|(?:stand|printed|gedruckt|druckdatum|exported|exportiert|export|erstellt|generated|created|imprime|edite|impreso|generado|fecha|datum|as of|copyright)\b.*\d.*)$/;
const FOR_TRYING = '(?:student|studentin|students|schuler|schueler|schulerin|schuelerin|user|benutzer|benutzerin|pupil|eleve|etudiant|alumno|alumna|estudiante|account|konto|learner|participant|teilnehmer|teilnehmerin|usuario|utilisateur)';
const TEST = new RegExp(`^(?:(?:test|demo|dummy|preview|prueba) ?${FOR_TRYING}|${FOR_TRYING} ?(?:de |d )?(?:test|demo|dummy|prueba|preview)|.* previewuser)(?: ?\\d+)?$`);
const TEACHER = /\b(?:teacher|instructor|owner|organizer|organiser|manager|staff|admin|administrator|lehrer|lehrerin|lehrkraft|lehrende|lehrender|dozent|dozentin|trainer|trainerin|besitzer|besitzerin|organisator|organisatorin|kursleiter|kursleiterin|kursersteller|profesor|profesora|propietario|propietaria|organizador|organizadora|enseignant|enseignante|professeur|proprietaire|organisateur|organisatrice)\b/;
const STUDENT = new RegExp(`\\b(?:student|studentin|teilnehmer|teilnehmerin|${STUDENTS})\\b`);

/** Longer lines are no totals. */
const MOST_CHARS = 100;

/** @param {string} text what a line begins with @returns {boolean} whether it is about the list rather than of it */
export function isAside(text) {
  if (text.length > MOST_CHARS) return false;
  const words = folded(text);
  return TOTAL.test(words) || COUNT.test(words) || POINTS.test(words) || FOOTER.test(words);
}

/** A line that says what follows; in a table only where nothing else stands in its row. @param {string} text */
export function isHeading(text) {
  if (text.length > MOST_CHARS) return false;
  return /\S\s*:$/.test(text) || /^\d+\.\s/.test(text) || HEADING.test(folded(text));
}

/** Learning platforms add one for teachers who want to see what students see. @param {string} name */
export function isTestStudent(name) {
  return name.length <= MOST_CHARS && TEST.test(folded(name));
}

/** @param {string} role such as `Student`, `Teacher, Manager` */
export function isTeacher(role) {
  const words = folded(role.slice(0, MOST_CHARS));
  return TEACHER.test(words) && !STUDENT.test(words);
}
