import { primaryLanguage } from '@audiobook/model/primary-language';
import { type Abbreviations, abbreviationsOf } from './abbreviations.ts';

/**
 * Splits a text into sentences, each with the white space behind it: joined they are the text.
 *
 * Line breaks count as spaces. `language` is a BCP 47 tag; one that the runtime does not know is
 * read by its first part, and failing that as English. Linear in the text's length.
 *
 * `Intl.Segmenter` (UAX #29) proposes the boundaries; a boundary is dropped behind an abbreviation,
 * an initial, a list number or an ordinal, where the next sentence would begin in lower case
 * ("“Why?” he said"), and where it would only say who speaks ("“Why?” I asked"); one is added before
 * a dash that opens another turn, and behind an ellipsis before a capital. A closing mark set off by a space, as French has it, stays with
 * what it closes.
 */
export function splitSentences(text: string, language: string): string[] {
  let start = 0;
  return sentenceEnds(text, language).map((end) => {
    const sentence = text.slice(start, end);
    start = end;
    return sentence;
  });
}

/** Offset behind each sentence of a text, in UTF-16 code units; the last is the text's length. */
export function sentenceEnds(text: string, language: string): number[] {
  const oneLine = text.replace(/[\r\n\v\f\u0085\u2028\u2029]/g, ' ');
  const rules = rulesOf(language);
  const wordFrom = wordFinder(oneLine);
  const ends: number[] = [];
  let start = 0;
  let scanned = 0;
  let speakable = false;
  for (const index of proposals(oneLine, rules)) {
    const end = behindClosingMarks(oneLine, index, rules);
    if (end <= scanned || end >= oneLine.length) continue;
    speakable ||= wordFrom(scanned) < end;
    scanned = end;
    const next = wordFrom(end);
    if (next === oneLine.length) break;
    if (!speakable || !endsSentence({ text: oneLine, start, end, next }, rules)) continue;
    ends.push(end);
    start = end;
    speakable = false;
  }
  if (text.length > 0) ends.push(text.length);
  return ends;
}

/** A dash that opens another speaker's turn, which UAX #29 takes for a sentence going on. */
const turn = /[.?!…]["”»’)]*\s+(?=[—–-][—–\s-]*[«“"„»]?\p{Lu})/gu;

/** Offsets where a sentence may end, in order. */
function proposals(text: string, { segmenter, ellipsis, opening }: Rules): number[] {
  const offsets: number[] = [];
  for (const { index } of segmenter.segment(text)) if (index > 0) offsets.push(index);
  if (opening) for (const [at, end] of offsets.entries()) offsets[at] = before(opening, text, end);
  const more = [turn, ...(text.includes('…') ? [ellipsis] : [])].flatMap((pattern) =>
    Array.from(text.matchAll(pattern), (match) => match.index + match[0].length),
  );
  return more.length === 0 ? offsets : [...offsets, ...more].sort((a, b) => a - b);
}

/** The offset in front of the marks that end at an offset; UAX #29 takes every quote for a closing one. */
function before(marks: RegExp, text: string, end: number): number {
  let at = end;
  while (at > 0 && marks.test(text.charAt(at - 1))) at -= 1;
  return at;
}

/** Finds the next letter or digit at or behind an offset; linear as long as offsets only grow. */
function wordFinder(text: string): (from: number) => number {
  const wordCharacter = /[\p{L}\p{N}]/gu;
  let found = -1;
  return (from) => {
    if (found < from) {
      wordCharacter.lastIndex = from;
      found = wordCharacter.exec(text)?.index ?? text.length;
    }
    return found;
  };
}

interface Rules {
  segmenter: Intl.Segmenter;
  abbreviations: Abbreviations;
  /** A closing mark and the space behind it, at the start of what would be the next sentence. */
  closing: RegExp;
  /** An ellipsis in front of a capital, which UAX #29 takes for a mark like a comma. */
  ellipsis: RegExp;
  /** Quotes that always open, where no space stands between sentences. */
  opening?: RegExp;
  /** Words that look like an initial. */
  notInitials: ReadonlySet<string>;
  /** Who speaks, behind what was said: matches where the next sentence would begin. */
  speaker?: RegExp;
}

const rulesByLanguage = new Map<string, Rules>();

function rulesOf(language: string): Rules {
  let rules = rulesByLanguage.get(language);
  if (rules === undefined) {
    const primary = primaryLanguage(language);
    const inwardQuotes = ['da', 'de', 'nb', 'no', 'nn', 'sv', 'hu', 'hr', 'sl'].includes(primary);
    rules = {
      segmenter: sentenceSegmenter([language, primary, 'en']),
      abbreviations: abbreviationsOf(language),
      closing: inwardQuotes ? /[”’)\]]+\s+/y : /[»”’)\]]+\s+/y,
      ellipsis: inwardQuotes
        ? /…[?!"“”«’)\]]*\s+(?=["'„»‘(]{0,2}\p{Lu})/gu
        : /…[?!"”»’)\]]*\s+(?:»\s+)?(?=(?:«\s?|["'“„‘(¿¡]){0,2}\p{Lu})/gu,
      ...(['zh', 'ja', 'yue'].includes(primary) && { opening: /[“‘「『（《]/ }),
      notInitials: new Set(primary === 'en' ? ['I', 'X'] : ['X']),
      ...(primary === 'en' && { speaker: englishSpeaker }),
    };
    rulesByLanguage.set(language, rules);
  }
  return rules;
}

function sentenceSegmenter(languages: string[]): Intl.Segmenter {
  const known = languages.find((language) => {
    try {
      return Intl.Segmenter.supportedLocalesOf(language).length > 0;
    } catch {
      return false;
    }
  });
  return new Intl.Segmenter(known ?? 'en', { granularity: 'sentence' });
}

/** What belongs to a sentence behind its mark: "?…" is one mark, not two. */
const moreMarks = /…[.…]*["'”»’)\]]*\s*/y;

function behindClosingMarks(text: string, index: number, { closing }: Rules): number {
  if (text[index] === '…' && !/\s/.test(text.charAt(index - 1))) {
    moreMarks.lastIndex = index;
    moreMarks.test(text);
    return moreMarks.lastIndex;
  }
  closing.lastIndex = index;
  return closing.test(text) ? closing.lastIndex : index;
}

/** A possible sentence: it starts and ends here, and the next letter or digit stands there. */
interface Candidate {
  text: string;
  start: number;
  end: number;
  next: number;
}

/** "I" or a name, and a verb of speech; a capital on any other word begins a sentence. */
const englishSpeaker =
  /(?:I|(?!(?:He|She|They|We|It|You|The|An?|This|That|These|Those|There|No|One|Some|Every|Any|Then|And|But|So|If|When|What|Who)\b)(?:(?:Mr|Mrs|Ms|Dr|Miss|Sir|Lady|Lord|Madame|Captain|Aunt|Uncle)\.? )?\p{Lu}[\p{L}’'-]{1,30}(?: \p{Lu}[\p{L}’'-]{1,30})?) (?:said|asked|cried|exclaimed|replied|answered|returned|repeated|whispered|shouted|murmured|muttered|inquired|enquired|demanded|called|gasped|growled|continued|added|observed|remarked|interrupted|ejaculated|roared|screamed|sobbed|faltered|says|asks|cries)(?![\p{L}’'-])/uy;

/** Longest word that may be an abbreviation, in code units, its opening marks included. */
const tokenLimit = 24;

const lowerCase = /\p{Ll}/uy;

function endsSentence({ text, start, end, next }: Candidate, rules: Rules): boolean {
  lowerCase.lastIndex = next;
  if (lowerCase.test(text)) return false;
  let last = end;
  while (last > start && /\s/.test(text.charAt(last - 1))) last -= 1;
  if (text[last - 1] === '…' && hiddenName.test(text.slice(last - 3, last))) return false;
  if (text[last - 1] !== '.') return !saysWhoSpeaks(text, last, end, rules);
  const token = text.slice(Math.max(start, last - tokenLimit), last).match(/\S+$/)?.[0] ?? '';
  const word = token.replace(/^[^\p{L}\p{N}§]+/u, '').slice(0, -1);
  const isWhole = last - token.length <= start;
  if (isWhole && /^([0-9]{1,3}|[IVXLC]{1,7}|[A-Za-z])$/.test(word)) return false;
  return !continues(word, text, end, rules);
}

/** A name that a book leaves out: "M… Dupont, Mme B…". */
const hiddenName = /(?<!\p{L})[B-DF-HJ-NP-TV-XZ]…$/u;

/** Whether a quote ends in `?`, `!` or an ellipsis, and what follows only says whose it is. */
function saysWhoSpeaks(text: string, last: number, end: number, { speaker }: Rules): boolean {
  if (speaker === undefined || !/[?!…]["”’']$/.test(text.slice(last - 2, last))) return false;
  speaker.lastIndex = end;
  return speaker.test(text);
}

/** Whether a word with a full stop is an abbreviation, given what stands behind it. */
function continues(word: string, text: string, end: number, rules: Rules): boolean {
  const { always, beforeNumber, ordinalNouns } = rules.abbreviations;
  const lower = word.toLowerCase();
  const next = /[\p{L}\p{N}§]+/uy;
  next.lastIndex = end;
  const follower = next.exec(text)?.[0] ?? '';
  if (always.has(lower) || /^[b-df-hj-np-tv-xz]$/.test(word)) return true;
  if (beforeNumber.has(lower) && /^[\d§IVXLC]/.test(follower)) return true;
  if (/^\p{Lu}(\.?-\p{Lu})?$/u.test(word) && /^\p{Lu}/u.test(follower)) {
    return !rules.notInitials.has(word);
  }
  return /^\d{1,2}$/.test(word) && ordinalNouns.has(follower.toLowerCase());
}
