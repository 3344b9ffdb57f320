/**
 * Any script in the letters a to z, as well as it can be done letter by letter. German spells its umlauts out; of scripts
 * whose letters are words, such as Chinese, the numbers of the letters stand for them: no name, but always the same.
 *
 * @module roster/transliterate
 */

/** What is no letter with a mark. @type {Record<string, string>} */
const LATIN = {
  ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ı: 'i', ħ: 'h', ŋ: 'n', ŧ: 't', ə: 'e', ĸ: 'k', ɓ: 'b', ɗ: 'd', ƙ: 'k', ƴ: 'y', ɛ: 'e', ɔ: 'o',
};

/** Letters in the order of Unicode from the first on, one word each; `-` is silent. @type {[number, string][]} */
const ALPHABETS = [
  // Greek
  [0x3b1, 'a v g d e z i th i k l m n x o p r s s t y f ch ps o'],
  // Russian, then what Ukrainian, Belarusian, Serbian and Macedonian add
  [0x430, 'a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya ie yo dj g ye z i yi j lj nj c k i u dz'],
  [0x491, 'g'],
  // Armenian, Georgian
  [0x561, 'a b g d e z e y t zh i l kh ts k h dz gh ch m y n sh o ch p j r s v t r ts w p k o f'],
  [0x10d0, 'a b g d e v z t i k l m n o p zh r s t u p k gh q sh ch ts dz ts ch kh j h'],
  // Hebrew
  [0x5d0, 'a b g d h v z ch t y k k l m m n n s a p p ts ts k r sh t'],
  // Arabic, then what Persian and Urdu add
  [0x621, '- a a w i y a b a t th j h kh d dh r z s sh s d t z a gh'],
  [0x641, 'f q k l m n h w a y a u i a u i'],
  [0x679, 't'], [0x67e, 'p'], [0x686, 'ch'], [0x688, 'd'], [0x691, 'r'], [0x698, 'zh'], [0x6a9, 'k'], [0x6af, 'g'], [0x6ba, 'n'], [0x6be, 'h'], [0x6c1, 'h'], [0x6cc, 'y'], [0x6d2, 'e'],
  // Thai
  [0xe01, 'k kh kh kh kh kh ng ch ch ch s ch y d t th th th n d t th th th n b p ph f ph f ph m y r rue l lue w s s s h l o h - a a a am i i ue ue u u'],
  [0xe40, 'e ae o ai ai'],
  // Hiragana; katakana follows the same order
  [0x3041, 'a a i i u u e e o o ka ga ki gi ku gu ke ge ko go sa za shi ji su zu se ze so zo ta da chi ji - tsu zu te de to do na ni nu ne no ha ba pa hi bi pi fu bu pu he be pe ho bo po ma mi mu me mo ya ya yu yu yo yo ra ri ru re ro wa wa i e o n vu'],
];

const KATAKANA = [0x30a1, 0x30f4];
const TO_HIRAGANA = 0x60;

/** Nine scripts of India have their letters at the same places of their blocks. */
const INDIC = { from: 0x900, to: 0xd7f, block: 0x80 };
const INDIC_VOWELS = lettersFrom(0x05, 'a a i i u u ri l e e e ai o o o au');
const INDIC_CONSONANTS = lettersFrom(0x15, 'k kh g gh n ch chh j jh n t th d dh n t th d dh n n p ph b bh m y r r l l l v sh sh s h');
const INDIC_SIGNS = lettersFrom(0x3e, 'a i i u u ri ri e e e ai o o o au -');
const INDIC_NASAL = [0x01, 0x02];

const HANGUL = { from: 0xac00, to: 0xd7a3 };
const HANGUL_FIRST = 'g kk n d tt r m b pp s ss - j jj ch k t p h'.split(' ').map(silent);
const HANGUL_VOWEL = 'a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i'.split(' ');
const HANGUL_LAST = '- k k k n n n t l k m l l l p l m p p t t ng t t k t p t'.split(' ').map(silent);

/** @type {Map<number, string>} */
const BY_CODE = new Map(ALPHABETS.flatMap(([first, letters]) => [...lettersFrom(first, letters)]));

/** @param {string} text @returns {string} in lower case; of letters that have none a to z, what they are numbered */
export function transliterated(text) {
  const plain = text.normalize('NFC').toLowerCase().replace(/ο[υύ]/g, 'ou');
  return indic(plain).replace(/[^\0-\x7f]/gu, letter);
}

/** @param {string} char @returns {string} */
function letter(char) {
  return LATIN[char] ?? ofTable(char) ?? digit(char) ?? unmarked(char);
}

/** @param {string} char */
function ofTable(char) {
  const code = /** @type {number} */ (char.codePointAt(0));
  if (code >= HANGUL.from && code <= HANGUL.to) return hangul(code - HANGUL.from);
  return BY_CODE.get(code >= KATAKANA[0] && code <= KATAKANA[1] ? code - TO_HIRAGANA : code);
}

/**
 * Of any script: they stand together, from 0 to 9, and begin at a code that ends in 0 or, in India, in 6.
 *
 * @param {string} char
 */
function digit(char) {
  if (!/\p{Nd}/u.test(char)) return undefined;
  const code = /** @type {number} */ (char.codePointAt(0));
  const last = code % 0x10;
  return String(code >= INDIC.from && code <= INDIC.to ? last - 6 : last % 10);
}

/** Letters with marks without them, and ligatures as letters. @param {string} char */
function unmarked(char) {
  const parts = char.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  if (/^[\0-\x7f]*$/.test(parts)) return parts;
  if (parts !== char) return transliterated(parts);
  return /\p{L}/u.test(char) ? `${/** @type {number} */ (char.codePointAt(0)).toString(16)}` : ' ';
}

/** @param {number} index */
function hangul(index) {
  return HANGUL_FIRST[Math.floor(index / 588)] + HANGUL_VOWEL[Math.floor(index % 588 / 28)] + HANGUL_LAST[index % 28];
}

/** A consonant is said with an a behind it, unless a sign says otherwise or the word ends. @param {string} text */
function indic(text) {
  return text.replace(/[\u0900-\u0d7f\u200c\u200d]+/g, (word) => {
    const places = [...word].filter((char) => char >= '\u0900').map((char) => (char.charCodeAt(0) - INDIC.from) % INDIC.block);
    return places.map((place, i) => {
      const consonant = INDIC_CONSONANTS.get(place);
      if (consonant === undefined) {
        if (INDIC_NASAL.includes(place)) return 'n';
        return INDIC_VOWELS.get(place) ?? INDIC_SIGNS.get(place) ?? (place >= 0x66 && place <= 0x6f ? String(place - 0x66) : '');
      }
      const next = places[i + 1];
      return next === undefined || INDIC_SIGNS.has(next) ? consonant : `${consonant}a`;
    }).join('');
  });
}

/** @param {number} first @param {string} letters @returns {Map<number, string>} */
function lettersFrom(first, letters) {
  return new Map(letters.split(' ').map((word, i) => [first + i, silent(word)]));
}

/** @param {string} word */
function silent(word) {
  return word === '-' ? '' : word;
}
