import { blockText } from '../markup/source-block.ts';
import type { Section } from './contents-sections.ts';
import type { SourceText } from './source-text.ts';

/**
 * Sections of a text whose table of contents is missing or says nothing: by its highest headings
 * that occur more than once, else by its pages. Those without a heading have no label.
 */
export function sectionsOfHeadings(text: SourceText): Section[] {
  const starts = headingStarts(text) ?? text.pageStarts;
  return starts.map((start, at) => {
    const heading = text.blocks[start];
    const label = heading?.kind === 'heading' ? blockText(heading) : '';
    return { label, rank: 'chapter', start, end: starts[at + 1] ?? text.blocks.length };
  });
}

function headingStarts({ blocks }: SourceText): number[] | undefined {
  for (let level = 1; level <= 6; level++) {
    const starts = [...blocks.keys()].filter(
      (at) => blocks[at]?.kind === 'heading' && blocks[at]?.level === level && !blocks[at]?.leftOut,
    );
    if (starts.length > 1) return starts;
  }
  return undefined;
}
