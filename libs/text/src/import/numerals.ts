/** One row a number from 1: its words as headings use them, in the languages that are told apart. */
const words: readonly string[] = [
  'one first un une premier première en et første eins eine erste erstes erster uno primero primera primo prima',
  'two second deux deuxième seconde to anden andet zwei zweite zweites zweiter dos segundo segunda due secondo seconda',
  'three third trois troisième tre tredje tredie drei dritte drittes dritter tres tercero tercera terzo terza',
  'four fourth quatre quatrième fire fjerde vier vierte viertes vierter cuatro cuarto cuarta quattro quarto quarta',
  'five fifth cinq cinquième fem femte fünf fünfte fünftes fünfter cinco quinto quinta cinque',
  'six sixth sixième seks sjette sechs sechste sechstes sechster seis sexto sexta sei sesto sesta',
  'seven seventh sept septième syv syvende sieben siebte siebtes siebter siebentes siete séptimo sette settimo',
  'eight eighth huit huitième otte ottende acht achte achtes achter ocho octavo otto ottavo',
  'nine ninth neuf neuvième ni niende neun neunte neuntes neunter nueve noveno nove nono',
  'ten tenth dix dixième ti tiende zehn zehnte zehntes zehnter diez décimo dieci decimo',
  'eleven eleventh onze onzième elleve ellevte elf elfte elftes elfter once undici',
  'twelve twelfth douze douzième tolv tolvte zwölf zwölfte zwölftes zwölfter doce dodici',
  'thirteen thirteenth treize treizième tretten trettende dreizehn dreizehntes trece tredici',
  'fourteen fourteenth quatorze quatorzième fjorten fjortende vierzehn vierzehntes catorce quattordici',
  'fifteen fifteenth quinze quinzième femten femtende fünfzehn fünfzehntes quince quindici',
  'sixteen sixteenth seize seizième seksten sekstende sechzehn sechzehntes dieciséis sedici',
  'seventeen seventeenth dix-sept dix-septième sytten syttende siebzehn siebzehntes diecisiete diciassette',
  'eighteen eighteenth dix-huit dix-huitième atten attende achtzehn achtzehntes dieciocho diciotto',
  'nineteen nineteenth dix-neuf dix-neuvième nitten nittende neunzehn neunzehntes diecinueve diciannove',
  'twenty twentieth vingt vingtième tyve tyvende zwanzig zwanzigstes veinte venti',
];

/** How many words of a row are English or French: only those two are spelled out beyond twenty. */
const englishAndFrench = 6;

const tens: readonly (readonly [number, string])[] = [
  [20, 'twenty vingt'],
  [30, 'thirty trente'],
  [40, 'forty quarante'],
  [50, 'fifty cinquante'],
  [60, 'sixty soixante'],
  [70, 'seventy'],
  [80, 'eighty quatre-vingt'],
  [90, 'ninety'],
];

const numbersByWord = spellNumbers();

/** A number as headings write it: digits, Roman numerals, or in words ("twenty-first"). */
export function parseNumeral(text: string): number | undefined {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  // Words first: DIX is ten, not 509.
  return numbersByWord.get(wordKey(text)) ?? parseRoman(text);
}

/**
 * Words that canonical numerals spell, none of which counts the chapters of a book: ten in French
 * (509), of and my in Romance languages (501, 1001), to mix (1009).
 */
const romanWords = new Set(['DIX', 'DI', 'MI', 'MIX']);

/** A Roman numeral in the one spelling that its number has, and no word of a language. */
export function parseCanonicalRoman(text: string): number | undefined {
  const canonical = /^(?=.)M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})$/i.test(text);
  return canonical && !romanWords.has(text.toUpperCase()) ? parseRoman(text) : undefined;
}

/** A Roman numeral of one case, up to 3,999; `IIII` and `VIIII` are let pass, as printers did. */
export function parseRoman(text: string): number | undefined {
  const upper = text === text.toLowerCase() ? text.toUpperCase() : text;
  const groups = /^(M{0,3})(CM|CD|D?C{0,4})(XC|XL|L?X{0,4})(IX|IV|V?I{0,4})$/.exec(upper);
  if (!groups || upper === '') return undefined;
  const values: Readonly<Record<string, number>> = {
    M: 1000,
    D: 500,
    C: 100,
    L: 50,
    X: 10,
    V: 5,
    I: 1,
  };
  const digits = [...upper].map((letter) => values[letter] ?? 0);
  return digits.reduce(
    (sum, value, at) => sum + (value < (digits[at + 1] ?? 0) ? -value : value),
    0,
  );
}

function spellNumbers(): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const [at, row] of words.entries()) {
    for (const word of row.split(' ')) numbers.set(wordKey(word), at + 1);
  }
  for (const [ten, row] of tens) {
    for (const name of row.split(' ')) {
      numbers.set(wordKey(name), ten);
      for (let unit = 1; unit < 20; unit++) {
        for (const word of (words[unit - 1] ?? '').split(' ').slice(0, englishAndFrench)) {
          const joined = [`${name} ${word}`, `${name} et ${word}`];
          for (const spelled of joined) numbers.set(wordKey(spelled), ten + unit);
        }
      }
    }
  }
  for (const [ten, word] of [
    [30, 'thirtieth'],
    [40, 'fortieth'],
    [50, 'fiftieth'],
  ] as const) {
    numbers.set(wordKey(word), ten);
  }
  return numbers;
}

function wordKey(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[\s-]+/g, ' ')
    .toLowerCase();
}
