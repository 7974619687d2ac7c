import type { LeftOutText } from '../book-reader.ts';
import type { ImportChoices } from '../import-choices.ts';
import { placeNotes } from '../notes/place-notes.ts';
import type { TitlePageFacts } from '../title-page.ts';
import type { ContentsEntry } from './contents-entry.ts';
import { type Section, sectionsOfContents } from './contents-sections.ts';
import { type DealtChapters, dealChapters } from './deal-chapters.ts';
import { sectionsOfHeadings } from './heading-sections.ts';
import { joinPages, type PlacedPage, type SourceText } from './source-text.ts';

/** A book as pages, in reading order: what every format with headings is made into. */
export interface PagedBook {
  pages: readonly PlacedPage[];
  /** The book's own list of its chapters; empty where it has none. */
  contents: readonly ContentsEntry[];
  facts: TitlePageFacts & { language?: string };
}

export interface DividedPages extends DealtChapters {
  /** Letters and digits of all pages. */
  letters: number;
}

/** Divides pages into chapters: by the contents, else by headings, else a page a chapter. */
export function dividePages(
  { pages, contents, facts }: PagedBook,
  choices: ImportChoices,
): DividedPages {
  const text = joinPages(pages);
  const sections = chooseSections(contents, text);
  const pageStarts = new Set(text.pageStarts);
  const blocks = placeNotes({ ...text, pageStarts }, sections, choices);
  const dealt = dealChapters({ ...text, blocks }, sections, facts, choices);
  const letters = pages.reduce((sum, { page }) => sum + page.letters, 0);
  return { ...dealt, leftOut: [...dealt.leftOut, ...text.noteMarks, ...marksOf(pages)], letters };
}

/** A contents of one entry tells nothing; the headings may. */
function chooseSections(contents: readonly ContentsEntry[], text: SourceText): Section[] {
  const listed = sectionsOfContents(contents, text);
  if (listed.length > 1) return listed;
  const found = sectionsOfHeadings(text);
  return found.length > 1 || listed.length === 0 ? found : listed;
}

/** Page numbers and the like that stood within the text, and how many pictures there are. */
function marksOf(pages: readonly PlacedPage[]): LeftOutText[] {
  const marks = pages.flatMap(({ page }) => page.leftOut);
  const images = pages.reduce((sum, { page }) => sum + page.images, 0);
  const described = marks.filter(({ what }) => what === 'images').map(({ text }) => text);
  const pictures = { what: 'images', text: described.join(' ') };
  return [
    ...marks.filter(({ what }) => what !== 'images'),
    ...(images > 0 && pictures.text !== '' ? [pictures] : []),
  ];
}
