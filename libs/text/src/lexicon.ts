import type { Lexicon } from '@audiobook/model/lexicon';

interface Entry {
  /** NFC, apostrophes alike, one space between words; in lower case where any case matches. */
  form: string;
  anyCase: boolean;
  spoken: string;
}

/**
 * Compiles a lexicon into a function that respells a spoken text.
 *
 * An entry matches whole words or phrases: one in lower case in any case, one with a capital as it
 * stands. The longest entry wins, and what an entry has put in is not matched again. A word ends at
 * anything but a letter or digit; an apostrophe ends it where a word was shortened in front or a
 * clitic follows ("l’eau", "Joe’s"), so "don" is not in "don’t". ' and ’ are alike. A text that
 * holds no entry is returned as it is. Time is linear in the text, whatever the number of entries.
 */
export function compileLexicon(lexicon: Lexicon): (spoken: string) => string {
  const entries = entriesByFirstWord(lexicon);
  return entries.size === 0 ? (text) => text : (text) => respell(text, entries);
}

/** A run of letters and digits, or any other one character. */
const token = /[\p{L}\p{N}\p{M}]+|\S/gu;

function entriesByFirstWord(lexicon: Lexicon): Map<string, Entry[]> {
  const byFirstWord = new Map<string, Entry[]>();
  for (const [written, spoken] of Object.entries(lexicon)) {
    const form = alike(written.normalize('NFC').replace(/\s+/g, ' ').trim());
    const [first] = form.match(token) ?? [];
    if (first === undefined) continue;
    const key = first.toLowerCase();
    const entry = { form, anyCase: form === form.toLowerCase(), spoken };
    byFirstWord.set(key, [...(byFirstWord.get(key) ?? []), entry]);
  }
  for (const entries of byFirstWord.values()) {
    entries.sort((a, b) => b.form.length - a.form.length || Number(a.anyCase) - Number(b.anyCase));
  }
  return byFirstWord;
}

function respell(original: string, entries: ReadonlyMap<string, Entry[]>): string {
  const text = alike(original);
  let result = '';
  let kept = 0;
  token.lastIndex = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const found = entries
      .get(match[0].toLowerCase())
      ?.find((entry) => standsAt(text, match.index, entry));
    if (found === undefined) continue;
    result += original.slice(kept, match.index) + found.spoken;
    kept = match.index + found.form.length;
    token.lastIndex = kept;
  }
  return kept === 0 ? original : result + original.slice(kept);
}

function standsAt(text: string, start: number, { form, anyCase }: Entry): boolean {
  const end = start + form.length;
  const here = text.slice(start, end);
  if ((anyCase ? here.toLowerCase() : here) !== form) return false;
  return !(wordCharacter.test(form.slice(-2)) && goesOn(text, end)) && !isClitic(text, start, end);
}

const wordCharacter = /[\p{L}\p{N}\p{M}]$/u;
const clitic = /^’(?:s|d|m|ll|re|ve)?(?![\p{L}\p{N}\p{M}])/iu;

/** Whether the word in front of an offset goes on behind it. */
function goesOn(text: string, end: number): boolean {
  const rest = text.slice(end, end + 8);
  if (/^[\p{L}\p{N}\p{M}]/u.test(rest)) return true;
  return /^’[\p{L}\p{N}]/u.test(rest) && !clitic.test(rest);
}

/** Whether a match is what is left of a word: "s" in "Joe’s", "t" in "don’t". */
function isClitic(text: string, start: number, end: number): boolean {
  return text[start - 1] === '’' && /^(?:s|d|m|t|ll|re|ve)$/i.test(text.slice(start, end));
}

function alike(text: string): string {
  return text.replace(/['ʼ]/g, '’');
}
