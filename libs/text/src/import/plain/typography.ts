import { cleanText } from '../clean-text.ts';

/**
 * A line of a plain text as the book means it: `--` as a dash, `_italics_` as plain words.
 *
 * Only two hyphens are a dash, and three between words or before a speaker's turn: longer rows
 * stand for what a book leaves blank ("Mr. ----"), two underscores for a year left open ("17__").
 * Underscores within words stay, but for a syllable that is stressed ("misch_ee_vous").
 */
export function plainWords(text: string): string {
  return cleanText(
    text.replace(dash, '—').replace(turn, '— ').replace(italics, '$1$2').replace(stray, ''),
  );
}

const dash = /(?<!-)--(?!-)|(?<=[\p{L},;:])---(?=\p{L})/gu;
const turn = /^\s*---\s*(?=\p{Lu})/u;
const italics = /(?<![\p{L}\p{N}_])_(?![_\s])([^_]+)_(?!_)|(?<=\p{Ll})_(\p{Ll}{1,3})_(?=\p{Ll})/gu;
/** Italics that go on in the paragraph before or behind. */
const stray = /(?<![\p{L}\p{N}_])_(?=[\p{L}«»“"‘'])|(?<=[\p{L}.,;:!?»”"’'])_(?![\p{L}\p{N}_])/gu;
