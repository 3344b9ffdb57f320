/**
 * What the first line of a table calls its columns, in English, German, French and Spanish, as school systems do.
 *
 * @module roster/header-words
 *
 * @typedef {'login'|'number'|'email'|'first'|'last'|'last2'|'full'|'group'|'year'|'role'|'other'} Meaning
 *   `login`: what a person logs in with; `number`: what a school knows them by; `last2`: a second family name;
 *   `year`: a group where there is no other; `other`: a known word for what is not needed
 */

/** Words that are also names of people: one alone does not make a line the first line of a table. */
const ALSO_NAMES = '~';

/** By meaning, as {@link folded}; the first of a meaning are the best. @type {[Meaning, string][]} */
const EXACT = [
  ['login', `sis login id|login id|login name|loginname|login|username|user name|user id|userid|userkennung|account|accountname|account name|schul account|benutzername|benutzerkennung|benutzer id|benutzer|nutzername|anmeldename|kennung|loginkennung|identifiant|identifiant ent|nom d utilisateur|nom utilisateur|compte|usuario|nombre de usuario|nombre usuario|usuario idea|cuenta|~user|handle|screen name|samaccountname|uid|cn|short name|kurzname|kuerzel`],
  ['number', `student id|student number|stu id|stu number|adno|sourced id|studentid|studentnumber|sis user id|sis id|id number|idnumber|id|pupil id|pupil number|learner id|person id|personid|student no|student nr|student code|local id|local student id|state id|other id|admission number|admission no|upn number|orgdefinedid|org defined id|schueler id|schuler id|schulernummer|schuelernummer|schuler nr|schueler nr|schulerkennung|externe id|extern key|external key|external id|extern id|import id|importid|fremdschlussel|schlussel|matrikelnummer|personalnummer|id nummer|numero d eleve|numero eleve|numero etudiant|numero|id eleve|ine|numero national|identifiant national|id alumno|id alumno a|numero de alumno|no id escolar|n id escolar|num id escolar|id escolar|nie|numero de identificacion|numero de id|expediente|no expediente|matricula|codigo|codigo alumno`],
  ['email', `email address|e mail address|email|e mail|mail|mail address|emailaddress|e mail adresse|emailadresse|mailadresse|primary email|school email|student email|work email|schul e mail|schulemail|dienstliche e mail|e mail schule|adresse e mail|adresse mail|adresse email|adresse electronique|adresse de courriel|courriel|mel|correo electronico|correo|direccion de correo|direccion de correo electronico|email alumno|correo alumno|upn|user principal name|userprincipalname|participant id upn|google email|email primary`],
  ['first', `first name|firstname|fore name|forename|given name|givenname|given names|first names|legal first name|student first name|student first|voornaam|nome|preferred first name|preferred name|~first|vorname|vornamen|rufname|prenom|prenoms|prenom usuel|nombre|nombres|nombre de pila|nombre del alumno|nombre alumno`],
  ['last', `last name|lastname|surname|sur name|family name|familyname|legal last name|student last name|student last|achternaam|cognome|~last|long name|longname|nachname|nachnamen|familienname|zuname|nom de famille|nom|nom d usage|nom de naissance|primer apellido|apellido 1|apellido1|apellidos|apellido|apellido paterno|apellidos alumno`],
  ['last2', `segundo apellido|apellido 2|apellido2|apellido materno|second surname|second last name`],
  ['full', `name|full name|fullname|student name|studentname|student full name|student names|~students|~student|student last first|name last first|display name|displayname|pupil name|~pupil|pupils|~learner|learner name|participant|participants|participant name|~member|members|anzeigename|vollstandiger name|~schuler|~schueler|schulername|schuelername|schuler in|schuler innen|schuelerinnen und schueler|schulerinnen und schuler|teilnehmer|teilnehmende|teilnehmer in|teilnehmerinnen|lernende|lernender|~mitglied|nom complet|nom et prenom|nom prenom|prenom et nom|prenom nom|noms et prenoms|~eleve|~eleves|~etudiant|etudiants|nombre completo|nombre y apellidos|apellidos y nombre|apellidos nombre|alumno a|~alumno|~alumna|alumnos|alumnado|estudiante|estudiantes|participante|participantes|name vorname|nachname vorname|vorname nachname|last name first name|first name last name|last first|first last`],
  ['group', `~class|~classes|class name|classname|~section|~sections|section name|group|groups|group name|~course|course name|homeroom|home room|tutor group|registration group|reg group|~form|form group|~period|~team|klasse|klassen|klassenname|klasse name|klasse information|klasse gruppe|gruppe|gruppen|kurs|kurse|kursname|lerngruppe|stammklasse|~classe|classes de rattachement|nom de la classe|groupe|groupes|division|divisions|~clase|~grupo|~grupos|unidad|curso|~seccion|grupo clase`],
  ['year', `grade level|gradelevel|~grade|~gr|grd|year group|~year|year level|yeargroup|jahrgang|jahrgangsstufe|klassenstufe|~stufe|~niveau|~nivel|~annee`],
  ['role', `~role|~roles|course role|~rolle|~rollen|rol|status in course|rol en el curso`],
  ['other', `gender|sex|geschlecht|sexe|sexo|genero|birth date|birthdate|birthday|date of birth|dob|geburtsdatum|geburtstag|geboren|date de naissance|ne le|ne e le|fecha de nacimiento|fecha nacimiento|phone|phone number|telephone|telefon|telefonnummer|handy|telefono|portable|mobile|street|strasse|address|adresse|direccion|plz|postal code|zip|city|~ort|~stadt|town|ville|ciudad|localidad|country|land|pays|pais|password|passwort|kennwort|initial password|mot de passe|contrasena|~n|no|nr|num|lfd nr|lfd nummer|~pos|position|#|nummer|points|punkte|score|current score|final score|status|state|last access|last access to course|letzter zugriff|dernier acces|ultimo acceso|comment|comments|bemerkung|bemerkungen|notiz|notes|remarks|remarque|observaciones|date|datum|fecha|present|anwesend|unterschrift|signature|firma|religion|konfession|nationality|staatsangehorigkeit|nationalite|nacionalidad|middle name|middlename|middle initial|~mi|second name|zweiter vorname|title|titel|suffix|institution|institution name|department|abteilung|availability|end of line indicator|entry date|exit date|eintritt|austritt|first join|last leave|join time|leave time|in meeting duration|duration|dauer|estado matricula|puntos|courseid|course id`],
];

/** What is said of somebody else than the student, whatever else it says. */
const OF_OTHERS = /\b(?:parent|guardian|mother|father|contact|emergency|sibling|counselor|advisor|teacher|instructor|mutter|vater|eltern|erziehungsberechtigte?r?|sorgeberechtigte?r?|notfall|ansprechpartner|lehrer|lehrerin|lehrkraft|klassenlehrer|klassenleitung|responsable|parents|mere|pere|enseignant|professeur|tutor|tutora|madre|padre|profesor|profesora|contacto)\b/;
/** Of a text that is no word of the lists, as a whole or in one word of it. @type {[Meaning, RegExp][]} */
const LIKE = [
  ['other', /\b(?:password|passwort|kennwort|birth|geburt|naissance|nacimiento|phone|telefon|date|datum|average|durchschnitt|quiz|test|exam|assignment|homework|score|points|parental)\b/],
  ['email', /\b(?:e mail|email|courriel|correo|mail adresse|upn)\b/],
  ['login', /\b(?:login|username|user name|benutzername|benutzerkennung|kennung|anmeldename|identifiant|nom d utilisateur|usuario|account)\b/],
  ['full', /\b(?:first name|vorname|prenom|nombre)\b.*\b(?:last name|surname|nachname|nom|apellidos?)\b|\b(?:last name|surname|nachname|familienname|nom|apellidos?)\b.*\b(?:first name|vorname|prenom|nombre)\b/],
  ['first', /\b(?:first name|given name|forename|fore name|vorname|rufname|prenom)\b/],
  ['last', /\b(?:last name|surname|family name|nachname|familienname|apellidos?|nom de famille)\b/],
  ['number', /\b(?:student|pupil|learner|person|user|schuler|schueler|eleve|alumno|sis)\b.*\b(?:id|ids|number|nr|no|nummer|numero|code)\b/],
  ['full', /\b(?:student|pupil|schuler|schueler|alumno|alumna|eleve|teilnehmer|l eleve|display|full) ?(?:name|namen|s name|innen)\b|\bname (?:of|des|der)\b|\bnom (?:de|des) (?:l )?eleves?\b|\bnombre (?:del|de la|de los) alumn/],
  ['group', /^(?:\w+ )?(?:class|section|group|klasse|gruppe|kurs|classe|groupe|grupo|clase|unidad)(?: \w+)?$/],
];

/** @type {Map<string, {meaning: Meaning, rank: number, strong: boolean}>} */
const BY_WORD = new Map(EXACT.flatMap(([meaning, list]) => list.split('|').map((word, rank) => {
  const strong = !word.startsWith(ALSO_NAMES);
  return /** @type {const} */ ([strong ? word : word.slice(ALSO_NAMES.length), { meaning, rank, strong }]);
})));
const LIKE_RANK = 100;
/** What forms and exports say of a column besides. */
const ADDED = /[[(][^\])]*[\])]|\b(?:required|optional)\b/gi;

/** What a cell says as a name of a column: `Student_Number`, `studentNumber` and `Student number:` are one. @param {string} cell */
export function folded(cell) {
  return cell
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/ß/g, 'ss')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}#]+/gu, ' ')
    .trim();
}

/**
 * @param {string} cell
 * @returns {{meaning: Meaning, rank: number, strong: boolean, exact: boolean}|null} null for what is no known name of a
 *   column; of several columns of one meaning the lowest rank is the best; `strong` where it cannot be a person's name
 */
export function meaningOf(cell) {
  const phrase = folded(cell);
  if (phrase === '' || phrase.length > 60) return null;
  const known = BY_WORD.get(phrase) ?? BY_WORD.get(folded(cell.replace(ADDED, ' ')));
  if (known) return { ...known, exact: true };
  const like = OF_OTHERS.test(phrase) ? 'other' : LIKE.find(([, pattern]) => pattern.test(phrase))?.[0];
  return like ? { meaning: like, rank: LIKE_RANK, strong: false, exact: false } : null;
}
