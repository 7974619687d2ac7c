import { blockText } from '../parse-chapter.ts';
import { excerptAround } from './place-in-segment.ts';
import type { CheckedChapter, TextFlaw } from './text-check.ts';

/** Shorter segments, in characters, are said again without meaning it. */
const leastSegment = 30;
/** Chapters with less of such text, in characters, are not compared. */
const leastChapter = 200;
/** So much of a chapter stands in another. */
const leastShare = 0.8;
/** A paragraph this long, in characters, is not written twice by chance. */
const leastParagraph = 150;

/**
 * Chapters that stand in the book twice, or nearly, and long paragraphs that do.
 *
 * @returns the flaws of each chapter, in the order of the chapters
 */
export function repeatedChapters(chapters: readonly CheckedChapter[]): TextFlaw[][] {
  const twins = chapters.map(() => false);
  const flaws = chapters.map((): TextFlaw[] => []);
  for (const { chapter, earlier, share } of twinChapters(chapters)) {
    twins[chapter] = true;
    const { title, blocks } = chapters[chapter] as CheckedChapter;
    const same = share === 1;
    flaws[chapter]?.push({
      severity: same ? 'error' : 'warning',
      at: blocks[0]?.start ?? 0,
      text: title,
      found: `${same ? 'the same text' : `${Math.floor(share * 100)} % of this text`} stands in “${chapters[earlier]?.title}”`,
      remedy: 'Remove one of the two chapters.',
    });
  }
  const paragraphs = new Map<string, CheckedChapter>();
  for (const [index, chapter] of chapters.entries()) {
    if (twins[index]) continue;
    for (const block of chapter.blocks) {
      const text = blockText(chapter.source, block).replace(/\s+/g, ' ').trim();
      if (text.length < leastParagraph) continue;
      const before = paragraphs.get(text);
      paragraphs.set(text, before ?? chapter);
      if (before === undefined) continue;
      flaws[index]?.push({
        severity: 'warning',
        at: block.start,
        text: excerptAround(text, 0, 0),
        found: `this paragraph stands in ${before === chapter ? 'this chapter' : `“${before.title}”`} before`,
        remedy: 'Remove it, if it is there by mistake.',
      });
    }
  }
  return flaws;
}

/** Chapters most of whose segments stand in one earlier chapter, with the share of their characters that do. */
function twinChapters(chapters: readonly CheckedChapter[]) {
  const texts = chapters.map(({ segments }) => [
    ...new Set(segments.map(({ text }) => text).filter((text) => text.length >= leastSegment)),
  ]);
  const chaptersOf = new Map<string, number[]>();
  return texts.flatMap((own, chapter) => {
    const shared = new Map<number, number>();
    let total = 0;
    for (const text of own) {
      total += text.length;
      const earlier = chaptersOf.get(text) ?? [];
      for (const other of earlier) shared.set(other, (shared.get(other) ?? 0) + text.length);
      chaptersOf.set(text, [...earlier, chapter]);
    }
    if (total < leastChapter) return [];
    const [best] = [...shared].sort(([, one], [, other]) => other - one);
    if (best === undefined || best[1] < total * leastShare) return [];
    return [{ chapter, earlier: best[0], share: best[1] / total }];
  });
}
