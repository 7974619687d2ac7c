import { createHash } from 'node:crypto';
import marked from '../fixtures/sentences.json' with { type: 'json' };
import heldOut from '../fixtures/sentences-held-out.json' with { type: 'json' };
import { sentenceEnds } from '../sentences.ts';

/**
 * A passage of a book whose sentences were marked by hand, reading it.
 *
 * A boundary stands where the next sentence begins, its opening quote or dash included; the ends of
 * blocks, which are no question, are not marked. `“Why?” he said` is one sentence, so is all that goes
 * on in lower case behind `!`, `?` or an ellipsis; a dash that opens another's turn begins a new one,
 * one behind a colon does not; inside a quote sentences are sentences; semicolons and colons end none;
 * verse and lists have the sentences that they would have as prose.
 */
export interface SentencePassage {
  /** BCP 47. */
  language: string;
  /** In the corpus, UTF-8. */
  file: string;
  /** Of the file. */
  sha256: string;
  /** Offsets into the decoded file without its byte order mark, in UTF-16 code units. */
  start: number;
  end: number;
  boundaries: number[];
}

/** Chosen for their quotes, abbreviations, ellipses, dashes, verse and lists. */
export const hardPassages: readonly SentencePassage[] = marked;

/** Drawn by chance, and marked when the rules had been mended by the others. */
export const chancePassages: readonly SentencePassage[] = heldOut;

/** The F1 that is good enough, by language. */
export const sentenceGoals = { en: 0.99, fr: 0.97, da: 0.97 };

/** How many boundaries were found, were marked, and are in both. */
export interface SentenceScore {
  found: number;
  marked: number;
  right: number;
}

/** A boundary that was found or missed wrongly, with the text around it. */
export interface SentenceMistake {
  kind: 'found' | 'missed';
  around: string;
}

/** Scores `sentenceEnds()` on one passage. `bytes` are the whole file's, which must be the marked one. */
export function scorePassage(
  passage: SentencePassage,
  bytes: Uint8Array,
): SentenceScore & { mistakes: SentenceMistake[] } {
  if (createHash('sha256').update(bytes).digest('hex') !== passage.sha256) {
    throw new Error(`${passage.file} is not the file whose passages were marked`);
  }
  const text = new TextDecoder().decode(bytes).slice(passage.start, passage.end);
  const marked = new Set(
    passage.boundaries.map((offset) => lettersIn(text.slice(0, offset - passage.start))),
  );
  const found = new Set<number>();
  let letters = 0;
  for (const block of text.split(/\r?\n[ \t]*\r?\n/)) {
    const plain = block.replaceAll('_', '').replaceAll('--', '—');
    for (const end of sentenceEnds(plain.trim(), passage.language).slice(0, -1)) {
      found.add(letters + lettersIn(plain.trim().slice(0, end)));
    }
    letters += lettersIn(block);
  }
  const isRight = (boundary: number) => marked.has(boundary) && found.has(boundary);
  const mistakes = [...new Set([...marked, ...found])]
    .filter((boundary) => !isRight(boundary))
    .sort((a, b) => a - b)
    .map(
      (boundary): SentenceMistake => ({
        kind: found.has(boundary) ? 'found' : 'missed',
        around: around(text, boundary),
      }),
    );
  return {
    found: found.size,
    marked: marked.size,
    right: [...marked].filter(isRight).length,
    mistakes,
  };
}

/** Precision, recall and their harmonic mean, of several passages together. */
export function sentenceF1(scores: readonly SentenceScore[]): {
  precision: number;
  recall: number;
  f1: number;
} {
  const sum = (key: keyof SentenceScore) => scores.reduce((all, score) => all + score[key], 0);
  const [found, marked, right] = [sum('found'), sum('marked'), sum('right')];
  return { precision: right / found, recall: right / marked, f1: (2 * right) / (found + marked) };
}

/** Letters and digits: what stays the same however quotes, dashes and spaces are written. */
function lettersIn(text: string): number {
  return text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
}

function around(text: string, letters: number): string {
  const all = [...text.matchAll(/[\p{L}\p{N}]/gu)];
  const at = all[letters]?.index ?? text.length;
  return `${text.slice(Math.max(0, at - 40), at)}¦${text.slice(at, at + 30)}`.replace(/\s+/g, ' ');
}
