import { cleanText } from '../clean-text.ts';

/**
 * A line of a plain text as the book means it: `--` as a dash, `_italics_` as plain words.
 *
 * Only two hyphens are a dash: longer rows stand for what a book leaves blank ("Mr. ----"), and
 * two underscores for a year or name left open ("17__").
 */
export function plainWords(text: string): string {
  return cleanText(
    text
      .replace(/(?<!-)--(?!-)/g, '—')
      .replace(/(?<![\p{L}\p{N}_])_(?![_\s])([^_]+)_(?![\p{L}\p{N}_])/gu, '$1')
      .replace(
        /(?<![\p{L}\p{N}_])_(?=[\p{L}«»“"‘'])|(?<=[\p{L}.,;:!?»”"’'])_(?![\p{L}\p{N}_])/gu,
        '',
      ),
  );
}
