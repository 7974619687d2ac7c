import { segmentChapter } from '@audiobook/text/segment-chapter';
import { generateNovel } from '../novel/generate-novel.ts';

/**
 * The book that this project was made for (henri123lemoine/audiobook's Absalon) and the machine that
 * spoke it: characters of its nine chapters, characters a second of one GPU, and seconds until its
 * model is loaded.
 */
export const original = {
  chapters: [53_887, 62_817, 66_216, 103_964, 100_198, 99_768, 169_852, 149_237, 41_712],
  charactersPerSecond: 26.6,
  loadSeconds: 30,
};

/**
 * Settings of a tone runner as fast as the original's GPU. Its audio is a third as long as that of
 * speech: what many machines make in hours goes through the cores of one in seconds.
 */
export const originalRunner = {
  charactersPerSecond: original.charactersPerSecond,
  loadSeconds: original.loadSeconds,
  audioSecondsPerCharacter: 1 / 50,
};

/** What is spoken of a generated book with the original's chapters, each text once in the book. */
export function originalSegments(): string[][] {
  const seen = new Set<string>();
  return original.chapters.map((characters, index) => {
    const [chapter] = generateNovel({ seed: index + 1, characters, chapters: 1 }).chapters;
    const texts = segmentChapter(chapter?.text ?? '', 'en-GB').segments.map(({ text }) => text);
    return texts.filter((text) => !seen.has(text) && seen.add(text));
  });
}

export function charactersOf(texts: readonly string[]): number {
  return texts.reduce((sum, { length }) => sum + length, 0);
}

/** How many times as fast as one machine `machines` are that get whole chapters, the longest first. */
export function wholeChaptersSpeedUp(machines: number): number {
  const loads = Array.from({ length: machines }, () => 0);
  for (const characters of original.chapters.toSorted((one, other) => other - one)) {
    const least = loads.indexOf(Math.min(...loads));
    loads[least] = (loads[least] ?? 0) + characters;
  }
  const all = original.chapters.reduce((sum, characters) => sum + characters, 0);
  return all / Math.max(...loads);
}
