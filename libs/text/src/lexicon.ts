import type { Lexicon } from '@audiobook/model/lexicon';

/** A respelling of what is spoken; texts without any of the lexicon's words come back as they are. */
export type Respell = (spoken: string) => string;

interface Entry {
  /** Matches the whole entry where it begins. */
  pattern: RegExp;
  length: number;
  say: string;
}

/**
 * Makes a lexicon ready for use.
 *
 * Entries match whole words or phrases, the longest first, in one pass: what an entry puts in is not
 * matched again. An entry in lower case matches any case, one with a capital only itself.
 * Apostrophes are alike, straight or curly, and any white space matches a space. Time grows with
 * the text, hardly with the lexicon.
 */
export function compileLexicon(lexicon: Lexicon): Respell {
  const entries = Object.entries(lexicon).map(([word, say]) => compileEntry(word, say));
  const byFirstWord = Map.groupBy(entries, ({ first }) => first);
  for (const alike of byFirstWord.values()) alike.sort((a, b) => b.length - a.length);
  if (entries.length === 0) return (spoken) => spoken;

  return (spoken) => {
    let result = '';
    let end = 0;
    for (const { 0: word, index } of spoken.matchAll(words)) {
      if (index < end) continue;
      const candidates = byFirstWord.get(word.normalize('NFC').toLowerCase()) ?? [];
      for (const { pattern, say } of candidates) {
        pattern.lastIndex = index;
        if (!pattern.test(spoken)) continue;
        result += spoken.slice(end, index) + say;
        end = pattern.lastIndex;
        break;
      }
    }
    return result + spoken.slice(end);
  };
}

const words = /[\p{L}\p{M}\p{N}]+/gu;

function compileEntry(word: string, say: string): Entry & { first: string } {
  const whole = word.normalize('NFC');
  const first = whole.match(words)?.[0] ?? '';
  const spelling = whole.slice(whole.indexOf(first));
  const source = spelling
    .replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
    .replace(/['’]/g, "['’]")
    .replace(/\s+/g, '\\s+');
  const flags = spelling === spelling.toLowerCase() ? 'iuy' : 'uy';
  return {
    pattern: new RegExp(`${source}(?![\\p{L}\\p{M}\\p{N}])`, flags),
    length: spelling.length,
    say,
    first: first.toLowerCase(),
  };
}
