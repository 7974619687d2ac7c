import { abbreviationsOf } from '../abbreviations.ts';
import { excerptAround, placeInSegment } from '../checks/place-in-segment.ts';
import type { CheckedChapter, CheckedSegment } from '../checks/text-check.ts';
import type { Replacement } from '../normalise/settled-text.ts';
import { tidyMarks } from '../normalise/tidy-marks.ts';

/** Where a word first stands. */
export interface FirstPlace {
  /** Which of the chapters, from 0. */
  chapter: number;
  /** Offset into text.md, in UTF-16 code units. */
  at: number;
  context: string;
}

/** A word, and how it is written in a text. */
export interface WrittenWord {
  /** As it is written most often, without elision and clitic. */
  word: string;
  count: number;
  /** With a capital where no sentence begins, and so for its own sake. */
  capitals: number;
  /** In small letters. */
  small: number;
  /** In italics. */
  italic: number;
  first: FirstPlace;
}

interface Tally extends Omit<WrittenWord, 'word'> {
  forms: Map<string, number>;
}

/** A run of letters, with apostrophes between them. */
const wordPattern = /\p{L}[\p{L}\p{M}]*(?:['’ʼ]\p{L}[\p{L}\p{M}]*)*/gu;

/**
 * The words of chapters that are said as they are written: without those that the lexicon reads, that a correction
 * says otherwise, that the language's rules put other words for, and that are abbreviations.
 *
 * @param lexicon finds what the lexicon reads: compileLexicon()
 */
export function writtenWords(
  chapters: readonly CheckedChapter[],
  lexicon: (text: string) => readonly Replacement[],
): WrittenWord[] {
  const tallies = new Map<string, Tally>();
  for (const [index, chapter] of chapters.entries()) {
    for (const segment of chapter.segments)
      tallySegment(tallies, { index, chapter, segment, lexicon });
  }
  return [...tallies.values()].map(({ forms, ...tally }) => {
    const [[word] = ['']] = [...forms].sort(([, a], [, b]) => b - a);
    return { word, ...tally };
  });
}

interface Place {
  index: number;
  chapter: CheckedChapter;
  segment: CheckedSegment;
  lexicon: (text: string) => readonly Replacement[];
}

function tallySegment(tallies: Map<string, Tally>, { index, chapter, segment, lexicon }: Place) {
  const text = tidyMarks(segment.text);
  const read = lexicon(text);
  // In lower case, because a shout is not said in capitals.
  const said = new Set(segment.spoken.toLowerCase().match(wordPattern));
  const italic = italicWords(chapter.source.slice(segment.start, segment.end + 2));
  const isHeading = chapter.blocks[segment.block]?.kind === 'heading';
  const { always } = abbreviationsOf(chapter.language);
  for (const { 0: written, index: at } of text.matchAll(wordPattern)) {
    const end = at + written.length;
    if (
      !said.has(written.toLowerCase()) ||
      read.some((range) => range.start < end && at < range.end)
    )
      continue;
    const { word, skipped } = bareWord(written);
    if (word.length < 2 || (text[end] === '.' && always.has(word.toLowerCase()))) continue;
    const isSmall = word === word.toLowerCase();
    const isShouted = word === word.toUpperCase();
    const key = word.toLowerCase();
    const tally = tallies.get(key) ?? {
      ...{ count: 0, capitals: 0, small: 0, italic: 0, forms: new Map<string, number>() },
      first: {
        chapter: index,
        at: placeInSegment(chapter, segment, word, at + skipped),
        context: excerptAround(text, at, written.length),
      },
    };
    tally.count++;
    if (isSmall) tally.small++;
    else if (!isShouted && !isHeading && !beginsSentence(text, at, always)) tally.capitals++;
    if (italic.has(word)) tally.italic++;
    // A heading and a shout say nothing of how it is written otherwise.
    tally.forms.set(word, (tally.forms.get(word) ?? 0) + (isHeading || isShouted ? 0.001 : 1));
    tallies.set(key, tally);
  }
}

/** A word without what was put before it in short and hangs behind it: "eau" of "l’eau", "Joe" of "Joe’s". */
function bareWord(written: string): { word: string; skipped: number } {
  const elided = /^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’ʼ](?=\p{L}{2})/iu.exec(written);
  const skipped = elided?.[0].length ?? 0;
  const word = written.slice(skipped).replace(/['’ʼ](?:s|d|m|ll|re|ve)$/i, '');
  return { word: word.replace(/['ʼ]/g, '’'), skipped };
}

/** How much in front of a word is looked at, in UTF-16 code units. */
const nearBefore = 24;

/** Whether a sentence, or what is said aloud, begins with the word at an offset. */
function beginsSentence(text: string, at: number, abbreviations: ReadonlySet<string>): boolean {
  const before = text.slice(Math.max(0, at - nearBefore), at).trimEnd();
  if (!/[\p{L}\p{N}]/u.test(before)) return true;
  if (/[!?…:;“‘«„"([—–―*-]$/.test(before)) return true;
  const stop = /(?:([\p{L}.-]{1,20})\.|[.!?…])["'”’»)\]]{0,2}$/u.exec(before);
  if (stop === null) return false;
  const [, word = ''] = stop;
  return !(abbreviations.has(word.toLowerCase()) || /^\p{Lu}$/u.test(word));
}

/** The words between marks of emphasis. */
function italicWords(source: string): ReadonlySet<string> {
  if (!/[*_]/.test(source)) return new Set();
  const spans = source.match(/[*_]\p{L}[^*_]{0,200}[*_]/gu) ?? [];
  return new Set(spans.flatMap((span) => span.match(wordPattern) ?? []));
}
