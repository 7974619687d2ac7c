import type { BookFacts } from '../imported-book.ts';
import { blockText, type SourceBlock } from '../markup/source-block.ts';
import { readNumberedHeading } from '../numbered-heading.ts';
import { isNamedChapter, leftOutPage } from '../page-names.ts';

/** A longer heading, in characters, is no title. */
const longestTitle = 200;

/**
 * The book's title by its headings, for a file that does not say it otherwise: the first heading, where
 * no other is of its level and it is no chapter's.
 */
export function onlyTitle(blocks: readonly SourceBlock[]): BookFacts {
  const headings = blocks.filter(({ kind, leftOut }) => kind === 'heading' && !leftOut);
  const [first, ...others] = headings;
  if (!first || others.length === 0 || others.some(({ level }) => level <= first.level)) return {};
  const title = blockText(first);
  const isOther = readNumberedHeading(title) ?? (isNamedChapter(title) || leftOutPage(title));
  return isOther || title.length > longestTitle ? {} : { title };
}
