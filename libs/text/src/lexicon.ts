import type { Lexicon } from '@audiobook/model/lexicon';
import type { Replacement } from './normalise/settled-text.ts';

interface Entry {
  /** As the lexicon has it. */
  written: string;
  /** Matches the entry where it begins. */
  pattern: RegExp;
  length: number;
  anyCase: boolean;
  spoken: string;
}

/**
 * Compiles a lexicon into a function that finds its entries in a text, and what is read for each.
 *
 * An entry matches whole words or phrases: one in lower case in any case, one with a capital as it
 * stands. The longest entry wins, and what an entry has put in is not matched again. A word ends at
 * anything but a letter or digit; an apostrophe ends it where a word was shortened in front or a
 * clitic follows ("l’eau", "Joe’s"), so "don" is not in "don’t". ' and ’ are alike, and
 * so is all white space. Time is linear in the
 * text, whatever the number of entries.
 *
 * @param onMatch told each entry that is put in, as the lexicon has it
 */
export function compileLexicon(
  lexicon: Lexicon,
  onMatch?: (written: string) => void,
): (text: string) => Replacement[] {
  const entries = entriesByFirstWord(lexicon);
  return entries.size === 0 ? () => [] : (text) => findEntries(text, entries, onMatch);
}

/** A run of letters and digits, or any other one character. */
const token = /[\p{L}\p{N}\p{M}]+|\S/gu;

function entriesByFirstWord(lexicon: Lexicon): Map<string, Entry[]> {
  const byFirstWord = new Map<string, Entry[]>();
  for (const [written, spoken] of Object.entries(lexicon)) {
    const form = written.normalize('NFC').trim();
    const [first] = form.match(token) ?? [];
    if (first === undefined) continue;
    const entries = byFirstWord.get(keyOf(first)) ?? [];
    byFirstWord.set(keyOf(first), [...entries, compileEntry(written, form, spoken)]);
  }
  for (const entries of byFirstWord.values()) {
    entries.sort((a, b) => b.length - a.length || Number(a.anyCase) - Number(b.anyCase));
  }
  return byFirstWord;
}

function compileEntry(written: string, form: string, spoken: string): Entry {
  const anyCase = form === form.toLowerCase();
  const source = form
    .replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    .replace(/['’ʼ]/g, "['’ʼ]")
    .replace(/\s+/g, '\\s+');
  const wordEnds = /[\p{L}\p{N}\p{M}]$/u.test(form) ? wordEnd : '';
  const pattern = new RegExp(`${source}${wordEnds}`, anyCase ? 'iuy' : 'uy');
  return { written, pattern, length: form.length, anyCase, spoken };
}

/** No letter or digit follows, and no apostrophe with more of the word than a clitic. */
const wordEnd =
  "(?![\\p{L}\\p{N}\\p{M}]|['’ʼ](?!(?:s|d|m|ll|re|ve)(?![\\p{L}\\p{N}\\p{M}]))[\\p{L}\\p{N}])";

function findEntries(
  text: string,
  entries: ReadonlyMap<string, Entry[]>,
  onMatch?: (written: string) => void,
): Replacement[] {
  const replacements: Replacement[] = [];
  token.lastIndex = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const { 0: word, index } = match;
    const found = entries.get(keyOf(word))?.find(({ pattern }) => {
      pattern.lastIndex = index;
      return pattern.test(text) && !isClitic(text, index, pattern.lastIndex);
    });
    if (found === undefined) continue;
    onMatch?.(found.written);
    const end = found.pattern.lastIndex;
    replacements.push({ start: index, end, words: found.spoken });
    token.lastIndex = end;
  }
  return replacements;
}

function keyOf(word: string): string {
  return word === "'" || word === 'ʼ' ? '’' : word.toLowerCase();
}

/** Whether a match is what is left of a word: "s" in "Joe’s", "t" in "don’t". */
function isClitic(text: string, start: number, end: number): boolean {
  return (
    /['’ʼ]/.test(text.charAt(start - 1)) && /^(?:s|d|m|t|ll|re|ve)$/i.test(text.slice(start, end))
  );
}
