/** Chapters for tests of checks. */

import type { EngineReading } from '@audiobook/model/engine-reading';
import { normalise } from '../normalise.ts';
import { segmentChapter } from '../segment-chapter.ts';
import type { CheckedChapter, TextCheck } from './text-check.ts';

/** An engine that reads everything well. */
export const perfectReading: EngineReading = {
  abbreviations: () => new Set(),
  figures: () => [],
  romanNumerals: () => undefined,
};

export interface ChapterOptions {
  language?: string;
  title?: string;
  reading?: Partial<EngineReading>;
  /** What is said instead of a segment's own text. */
  spoken?: (text: string) => string;
}

/** A chapter as `validate` sees it. */
export function checkedChapter(source: string, options: ChapterOptions = {}): CheckedChapter {
  const { language = 'en', title = 'One', reading, spoken = (text) => text } = options;
  const { blocks, segments } = segmentChapter(source, language);
  return {
    ...{ source, title, language, blocks },
    segments: segments.map((segment) => ({
      ...segment,
      spoken: spoken(
        normalise(segment.text, { language, heading: blocks[segment.block]?.kind === 'heading' }),
      ),
      reading: { ...perfectReading, ...reading },
    })),
  };
}

/** What a check says of a text: severity, the text from its place on, and what is found. */
export function flawsOf(check: TextCheck, source: string, options: ChapterOptions = {}) {
  return check.check(checkedChapter(source, options)).map(({ severity, at, found }) => ({
    severity,
    at: source.slice(at, at + 12),
    found,
  }));
}
