import { parseCanonicalRoman } from '../../import/numerals.ts';
import { capitalised } from '../capitalised.ts';
import type { SpokenRule } from '../spoken-language.ts';
import { after, before } from './around-match.ts';
import { ordinal } from './number-words.ts';

/** Names that kings, queens, emperors and popes have borne with a number. */
const rulerNames: ReadonlySet<string> = new Set(
  [
    'Henry Lewis Edward Edmund Richard George William James Charles Elizabeth Mary Anne Stephen Harold Harald',
    'Malcolm Robert David Alexander Louis Philip Francis Napoleon Henri Hugh Lothair Frederick Wilhelm',
    'Friedrich Otto Conrad Rudolf Rudolph Leopold Joseph Ferdinand Maximilian Sigismund Ludwig Albert',
    'Christian Canute Cnut Gustavus Gustav Oscar Haakon Olaf Olav Eric Erik Sverre Magnus Valdemar Carl',
    'Ivan Peter Catherine Nicholas Paul Vasili Feodor Boris Alfonso Carlos Pedro Juan Isabella Sancho',
    'Amadeus Emmanuel Umberto Cosimo Pius Leo Gregory Innocent Clement Benedict John Urban Boniface',
    'Sixtus Julius Adrian Hadrian Celestine Eugene Eugenius Martin Honorius Callixtus Nicolas Victor',
    'Constantine Theodosius Justinian Theodore Michael Romanus Baldwin Darius Xerxes Cyrus Artaxerxes',
    'Ptolemy Antiochus Seleucus Ramses Rameses Thutmose Amenhotep Seti Cleopatra Selim Mehmed Murad',
    'Mustafa Suleiman Ahmed Osman Casimir Ladislaus Stanislaus Augustus Bela Matthias Rama Margaret',
  ].flatMap((line) => line.split(' ')),
);

/** Titles behind which even a lone I is a number: "King Charles I". */
const royalTitle =
  /(?:King|Queen|Emperor|Empress|Tsar|Czar|Kaiser|Sultan|Pope|Shah) \p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+)? $/u;

/** In front of the name: a lone I behind it that ends the clause is a number, "the reign of Charles I." */
const ofRuler = /(?<!\p{L})(?:[Oo]f|[Uu]nder|[Bb]y|[Ff]rom|[Bb]etween) \p{Lu}\p{Ll}+ $/u;
const clauseEnd =
  /^(?:\.?[”’"')\]]*$|[,;:)]|\. (?:The|He|She|It|In|But|His|Her|They|At|When|After|This)(?!\p{L})| (?:and (?:his|her|the|\p{Lu})|in|at|on|to|who)(?!\p{Ll}))/u;

/** What only a ruler does. */
const ruled =
  /^ (?:was (?:executed|crowned|beheaded|deposed|succeeded|proclaimed|assassinated)|reigned|ruled|abdicated)(?!\p{L})/u;

/** Verbs that show that the I in front of them speaks. */
const spoken =
  /^ (?:am|have|had|do|did|shall|should|will|would|could|can|must|may|might|think|know|knew|saw|met|mean|suppose|believe|hope|love|loved|say|said|never|always)(?!\p{L})/u;

/** "Henry VIII", "Pope John Paul II", "Henry Ford II": the Second. */
const rulerNumeral: SpokenRule = {
  name: 'Roman numeral of a ruler',
  holds:
    / (?:[VX](?![a-z])|I[IVX’']|I (?:of|was|reigned|ruled|abdicated) )|(?:of|nder|y|rom|etween) [A-Z][a-z]+ I(?![A-Za-z])|(?:King|Queen|Emp|Tsar|Czar|Kaiser|Sultan|Pope|Shah)/,
  pattern: /(?<=\p{L} )(?<numeral>[IVX]+)(?:\.(?=[,;:]| \p{Ll})|(?![\p{L}\p{N}]|[’'](?!s)))/gu,
  say(match, setting) {
    const numeral = match.groups?.numeral ?? '';
    const names = /(?<![\p{L}’'-])(\p{Lu}\p{L}*)(?: (\p{Lu}\p{L}*))? $/u.exec(before(match));
    const [first = '', last = first] = names?.slice(1).filter(Boolean).map(nameCase) ?? [];
    const number = parseCanonicalRoman(numeral);
    if (number === undefined || number > 40) return undefined;
    const isName = rulerNames.has(last) || (numeral.length > 1 && rulerNames.has(first));
    const counts = isName && (numeral.length > 1 || countsAlone(match, last));
    return counts ? `the ${capitalised(ordinal(number, setting))}` : undefined;
  },
};

/** I is a pronoun too, and V and X are initials. */
function countsAlone(match: RegExpExecArray, name: string): boolean {
  const next = after(match, 20);
  const head = before(match);
  if (match.groups?.numeral !== 'I') return name !== 'Malcolm' && !/^\.? ?\p{Lu}/u.test(next);
  if (/^ of \p{Lu}|^[’']s/u.test(next)) return true;
  if ((ofRuler.test(head) && clauseEnd.test(next)) || ruled.test(next)) return true;
  return royalTitle.test(head) && !spoken.test(next);
}

function nameCase(name: string): string {
  return capitalised(name.toLowerCase());
}

export const rulers: readonly SpokenRule[] = [rulerNumeral];
