import type { LeftOutText } from '../book-reader.ts';
import { countLetters } from '../clean-text.ts';
import { isDedication } from '../dedication.ts';
import { dropChapters } from '../drop-chapters.ts';
import { isGutenbergCredit } from '../gutenberg.ts';
import type { ImportChoices } from '../import-choices.ts';
import { frontMatter, headingBlock, tidySceneBreaks } from '../imported-blocks.ts';
import type { BookFacts, ImportedBlock, ImportedChapter } from '../imported-book.ts';
import { notesHeading } from '../notes/notes-names.ts';
import { isTitlePageLine } from '../title-page.ts';
import { isTitlePageGroup } from './front-page.ts';
import type { Heading, Outline } from './headings.ts';
import { groupText, type Layout, type LineGroup } from './line-groups.ts';
import { addedLetters, type PlainStyle, plainBlocks, styleOf } from './plain-blocks.ts';
import { cutVolumePage } from './volume-page.ts';

/** Text before a chapter longer than this, in characters, is a chapter of its own. */
const longestOpening = 2_000;

export interface DividedText {
  chapters: ImportedChapter[];
  leftOut: LeftOutText[];
  /** Letters of the headings over notes, and of titles that do not stand in the text. */
  added: number;
}

/** Deals a text's groups of lines out to its chapters and to what is left out. */
export function divideText(
  layout: Layout,
  outline: Outline,
  { facts, choices }: { facts: BookFacts; choices: ImportChoices },
): DividedText {
  const { groups } = layout;
  const notes = { choice: choices.notes, heading: notesHeading(facts.language) };
  const style = styleOf(layout, notes);
  const lists = [...outline.contents].map((at) => leftOut('table of contents page', groups[at]));
  const beside: LeftOutText[] = [];
  const within = (start: number, end: number) => {
    const text = groups.slice(start, end).filter((_, at) => !outline.contents.has(start + at));
    for (const group of text.filter(isPicture)) beside.push(leftOut('illustrations', group));
    return text.filter((group) => !isPicture(group));
  };
  const first = outline.headings[0]?.at ?? groups.length;
  const front = sortFront(within(0, first), {
    facts,
    choices,
    hasHeadings: outline.headings.length > 0,
  });
  const opening = plainBlocks(front.kept, style);
  let added = addedLetters(front.kept, style);
  if (outline.headings.length === 0) {
    const title = facts.title ?? frontMatter;
    const chapters = [{ title, blocks: tidySceneBreaks(opening) }];
    added += countLetters(title);
    return { chapters, leftOut: [...front.leftOut, ...lists, ...beside], added };
  }
  const stretches = outline.headings.map((heading, at) => {
    const end = outline.headings[at + 1]?.at ?? groups.length;
    const { text, page } = cutVolumePage(within(heading.at + heading.span, end));
    const isRead = choices.keeps('title page');
    if (!isRead) beside.push(...page.map((group) => leftOut('title page', group)));
    const own = [
      ...titleNotes(groups.slice(heading.at, heading.at + heading.span)),
      ...(isRead ? [...text, ...page] : text),
    ];
    added += addedLetters(own, style);
    return { heading, blocks: chapterBlocks(heading, own, style) };
  });
  const joined = joinStretches(opening, stretches);
  added += joined.added;
  const { kept, dropped } = dropChapters(joined.chapters, choices);
  return { chapters: kept, leftOut: [...front.leftOut, ...lists, ...beside, ...dropped], added };
}

interface Stretch {
  heading: Heading;
  blocks: ImportedBlock[];
}

interface Joined {
  chapters: ImportedChapter[];
  /** Letters of titles that do not stand in the text. */
  added: number;
}

/** Parts, headings without text and what stands before the first chapter open the next one. */
function joinStretches(front: ImportedBlock[], stretches: readonly Stretch[]): Joined {
  const chapters: ImportedChapter[] = [];
  let added = 0;
  let opening = front;
  const closeOpening = () => {
    if (lengthOf(opening) <= longestOpening) return;
    const title = opening.find(({ kind }) => kind === 'heading')?.lines[0] ?? frontMatter;
    const [head, ...rest] = opening;
    const isFirst = head?.lines[0] === title;
    if (!isFirst) added += countLetters(title);
    chapters.push({ title, blocks: isFirst ? rest : opening });
    opening = [];
  };
  for (const { heading, blocks } of stretches) {
    closeOpening();
    if (heading.kind === 'part' || lengthOf(blocks) === 0) {
      opening = [...opening, headingBlock(heading.title, 2), ...blocks];
      continue;
    }
    const before = opening.length === 0 ? [] : [...opening, headingBlock(heading.title, 1)];
    chapters.push({ title: heading.title, blocks: [...before, ...blocks] });
    opening = [];
  }
  const last = chapters.at(-1);
  if (last) last.blocks = [...last.blocks, ...opening];
  else {
    chapters.push({ title: frontMatter, blocks: opening });
    added += countLetters(frontMatter);
  }
  const tidy = chapters.map(({ title, blocks }) => ({ title, blocks: tidySceneBreaks(blocks) }));
  return { chapters: tidy, added };
}

function chapterBlocks(
  { text }: Heading,
  groups: readonly LineGroup[],
  style: PlainStyle,
): ImportedBlock[] {
  const beside = text.length === 0 ? [] : [{ lines: text, before: 0, after: 1 }];
  return plainBlocks([...beside, ...groups], style);
}

/** What is to be known to sort the text before the first chapter. */
interface FrontPage {
  facts: BookFacts;
  choices: ImportChoices;
  hasHeadings: boolean;
}

/** What stands before the first chapter: the title page, the volunteers' credits, or the book's. */
function sortFront(
  groups: readonly LineGroup[],
  { facts, choices, hasHeadings }: FrontPage,
): { kept: LineGroup[]; leftOut: LeftOutText[] } {
  const kept: LineGroup[] = [];
  const dropped: LeftOutText[] = [];
  for (const group of groups) {
    const kind = frontKind(group, { facts, hasHeadings, opens: kept.length === 0 });
    if (kind === undefined || choices.keeps(kind)) kept.push(group);
    else dropped.push(leftOut(kind, group));
  }
  return { kept, leftOut: dropped };
}

/** As what a group before the first chapter is left out, or undefined where it is the book's text. */
function frontKind(
  group: LineGroup,
  { facts, hasHeadings, opens }: Omit<FrontPage, 'choices'> & { opens: boolean },
): string | undefined {
  if (isGutenbergCredit(groupText(group))) return 'Project Gutenberg header';
  const isTitle = group.lines.every((line) => isTitlePageLine(line, facts));
  if (opens && isTitle) return 'title page';
  if (!hasHeadings) return undefined;
  if (isDedication(groupText(group))) return 'dedication';
  return isTitle || isTitlePageGroup(group) ? 'title page' : undefined;
}

/** `[Illustration: A vicarage]` stands where a picture was. */
function isPicture(group: LineGroup): boolean {
  return /^\[illustrations?\b[^\]]*\]?$/i.test(groupText(group));
}

function leftOut(what: string, group: LineGroup | undefined): LeftOutText {
  return { what, text: group ? [groupText(group), ...(group.notes ?? [])].join(' ') : '' };
}

/** Notes to a chapter's title, which are heard behind it. */
function titleNotes(heading: readonly LineGroup[]): LineGroup[] {
  const notes = heading.flatMap((group) => group.notes ?? []);
  return notes.length === 0 ? [] : [{ lines: [''], before: 0, after: 1, notes }];
}

function lengthOf(blocks: readonly ImportedBlock[]): number {
  return blocks.reduce((sum, { lines }) => sum + lines.join('').length, 0);
}
