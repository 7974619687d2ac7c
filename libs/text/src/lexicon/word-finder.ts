import { tidyMarks } from '../normalise/tidy-marks.ts';
import type { AppliedReading } from './applied-readings.ts';
import { type EntryFinder, isClitic } from './lexicon-match.ts';

interface Entry {
  reading: AppliedReading;
  /** Matches the entry where it begins. */
  pattern: RegExp;
  length: number;
}

/** A run of letters and digits, or any other one character. */
const token = /[\p{L}\p{N}\p{M}]+|\S/gu;

/**
 * Finds words and phrases. Of several at one place the longest wins, then one that matches exactly, then the one
 * of the narrower language, then the first. Linear in the text, whatever the number of entries.
 */
export function wordFinder(readings: readonly AppliedReading[]): EntryFinder {
  const entries = entriesByFirstWord(readings);
  return {
    next(text, from, isFree) {
      const tokens = new RegExp(token);
      tokens.lastIndex = behindWord(text, from);
      for (let match = tokens.exec(text); match !== null; match = tokens.exec(text)) {
        const { 0: word, index: start } = match;
        const found = entries.get(keyOf(word))?.find(({ pattern }) => {
          pattern.lastIndex = start;
          if (!pattern.test(text)) return false;
          const end = pattern.lastIndex;
          return !isClitic(text, start, end) && isFree(start, end);
        });
        if (found === undefined) continue;
        const { reading, pattern } = found;
        return { start, end: pattern.lastIndex, words: reading.say, reading };
      }
      return undefined;
    },
  };
}

/** An offset, or the end of the word that it is in the middle of. */
function behindWord(text: string, from: number): number {
  if (from === 0 || !/^[\p{L}\p{N}\p{M}]/u.test(text.slice(from, from + 2))) return from;
  if (!/[\p{L}\p{N}\p{M}]$/u.test(text.slice(Math.max(0, from - 2), from))) return from;
  const rest = new RegExp(token);
  rest.lastIndex = from;
  rest.test(text);
  return rest.lastIndex;
}

function entriesByFirstWord(readings: readonly AppliedReading[]): Map<string, Entry[]> {
  const byFirstWord = new Map<string, Entry[]>();
  for (const reading of readings) {
    // As texts are when they are searched: "B——shire" is "B — shire" by then.
    const form = tidyMarks(reading.written);
    const [first] = form.match(token) ?? [];
    if (first === undefined) continue;
    const entries = byFirstWord.get(keyOf(first));
    const entry = compileEntry(reading, form);
    if (entries === undefined) byFirstWord.set(keyOf(first), [entry]);
    else entries.push(entry);
  }
  for (const entries of byFirstWord.values()) {
    entries.sort(
      (a, b) =>
        b.length - a.length ||
        Number(a.reading.anyCase) - Number(b.reading.anyCase) ||
        b.reading.language.length - a.reading.language.length,
    );
  }
  return byFirstWord;
}

function compileEntry(reading: AppliedReading, form: string): Entry {
  const source = form
    .replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    .replace(/['’ʼ]/g, "['’ʼ]")
    .replace(/\s+/g, '\\s+');
  const wordEnds = /[\p{L}\p{N}\p{M}]$/u.test(form) ? wordEnd : '';
  const pattern = new RegExp(`${source}${wordEnds}`, reading.anyCase ? 'iuy' : 'uy');
  return { reading, pattern, length: form.length };
}

/** No letter or digit follows, and no apostrophe with more of the word than a clitic. */
const wordEnd =
  "(?![\\p{L}\\p{N}\\p{M}]|['’ʼ](?!(?:s|d|m|ll|re|ve)(?![\\p{L}\\p{N}\\p{M}]))[\\p{L}\\p{N}])";

function keyOf(word: string): string {
  return word === "'" || word === 'ʼ' ? '’' : word.toLowerCase();
}
