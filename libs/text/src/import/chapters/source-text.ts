import type { ArchivePlace } from '../archive/archive-path.ts';
import { isGutenbergCredit, isGutenbergEnd, isGutenbergStart } from '../gutenberg.ts';
import type { Page } from '../markup/read-page.ts';
import { blockText, type SourceBlock } from '../markup/source-block.ts';

/** A page and its path in the archive. */
export interface PlacedPage {
  path: string;
  page: Page;
  /** As what the whole page is left out, where the package says so. */
  leftOut?: string | undefined;
}

/** The text of a whole EPUB in reading order. */
export interface SourceText {
  blocks: SourceBlock[];
  /** The first block of each page, in reading order; pages without text have none of their own. */
  pageStarts: number[];
  /** The block that a link leads to: where a page has no such anchor, the page's first. */
  find(place: ArchivePlace): number | undefined;
}

export function joinPages(pages: readonly PlacedPage[]): SourceText {
  const blocks: SourceBlock[] = [];
  const starts = new Map<string, number>();
  const anchors = new Map<string, number>();
  for (const { path, page, leftOut } of pages) {
    const start = blocks.length;
    starts.set(path, start);
    for (const [id, at] of page.anchors) anchors.set(`${path}#${id}`, start + at);
    for (const block of page.blocks) {
      blocks.push(leftOut === undefined ? block : { ...block, leftOut });
    }
  }
  const find = ({ path, fragment }: ArchivePlace) =>
    (fragment === undefined ? undefined : anchors.get(`${path}#${fragment}`)) ?? starts.get(path);
  return { blocks: nameGutenberg(blocks), pageStarts: [...new Set(starts.values())], find };
}

/** Marks what Project Gutenberg added, which older books of theirs do not mark themselves. */
function nameGutenberg(blocks: SourceBlock[]): SourceBlock[] {
  const lines = blocks.map((block) => block.lines);
  const start = lines.findIndex((own) => own.some(isGutenbergStart));
  const end = lines.findIndex((own, at) => at > start && own.some(isGutenbergEnd));
  const creditsEnd = start + 4;
  return blocks.map((block, at) => {
    const isCredit = start >= 0 && at <= creditsEnd && isGutenbergCredit(blockText(block));
    if (at <= start || (at < creditsEnd && isCredit)) {
      return { ...block, leftOut: 'Project Gutenberg header' };
    }
    return end >= 0 && at >= end ? { ...block, leftOut: 'Project Gutenberg licence' } : block;
  });
}
