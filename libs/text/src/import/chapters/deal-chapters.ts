import type { LeftOutText } from '../book-reader.ts';
import { countLetters, lettersOf } from '../clean-text.ts';
import { isDedication } from '../dedication.ts';
import { dropChapters, droppedAs } from '../drop-chapters.ts';
import type { ImportChoices } from '../import-choices.ts';
import { frontMatter } from '../imported-blocks.ts';
import type { ImportedChapter } from '../imported-book.ts';
import { blockText, type SourceBlock } from '../markup/source-block.ts';
import { notesHeading } from '../notes/notes-names.ts';
import { isOpeningPage, leftOutPage } from '../page-names.ts';
import { isTitlePageLine, type TitlePageFacts } from '../title-page.ts';
import { assembleChapter, type ChapterSource } from './assemble-chapter.ts';
import type { Section } from './contents-sections.ts';
import { isCopyrightPage, isLinkList, isNotesSection } from './page-kinds.ts';
import type { SourceText } from './source-text.ts';

/** Text before a chapter up to this many letters opens it; more is a chapter of its own. */
const longestOpening = 1_500;
/** Fewer letters than this besides headings are no text. */
const leastText = 20;

export interface DealtChapters {
  chapters: ImportedChapter[];
  leftOut: LeftOutText[];
  /** Letters and digits of the chapters that the text has not: see BookDraft. */
  added: number;
}

/** Deals all blocks of the text out to chapters and to what is left out. */
export function dealChapters(
  text: SourceText,
  sections: readonly Section[],
  facts: TitlePageFacts & { language?: string },
  choices: ImportChoices,
): DealtChapters {
  const dealer = new Dealer(facts, choices);
  const first = sections[0]?.start ?? text.blocks.length;
  for (const [start, end] of pagesWithin(text, 0, first)) {
    dealer.takeUnlisted(text.blocks.slice(start, end));
  }
  for (const section of sections) {
    const pages = pagesWithin(text, section.start, section.end);
    const named = dealer.leftOutSection(section, text);
    if (named === undefined) {
      dealer.takeSection(section, text.blocks.slice(section.start, section.end));
    } else {
      for (const [at, [start, end]] of pages.entries()) {
        const blocks = text.blocks.slice(start, end);
        if (at === 0) dealer.leaveOut(blocks, named);
        else dealer.takeUnlisted(blocks);
      }
    }
  }
  return dealer.finish();
}

function pagesWithin(text: SourceText, start: number, end: number): [number, number][] {
  const starts = text.pageStarts.filter((at) => at > start && at < end);
  const bounds = [start, ...starts, end];
  return bounds.slice(1).map((bound, at) => [bounds[at] ?? start, bound]);
}

class Dealer {
  readonly #facts: TitlePageFacts & { language?: string };
  readonly #choices: ImportChoices;
  readonly #chapters: ChapterSource[] = [];
  readonly #leftOut: LeftOutText[] = [];
  /** The book's text that waits for the chapter that it opens. */
  #opening: SourceBlock[] = [];
  /** Whether a section was left out because the user asked for it. */
  #hasDropped = false;

  constructor(facts: TitlePageFacts & { language?: string }, choices: ImportChoices) {
    this.#facts = facts;
    this.#choices = choices;
  }

  /** As what a section of this name is left out, or undefined where it is heard. */
  leftOutSection({ label, start, end }: Section, { blocks }: SourceText): string | undefined {
    const isNotes = isNotesSection(label, blocks.slice(start, end));
    const what = leftOutPage(label) ?? (isNotes ? 'endnotes' : undefined);
    if (isNotes && this.#choices.keeps('notes')) return undefined;
    return what === undefined || this.#choices.keeps(what, label) ? undefined : what;
  }

  leaveOut(blocks: readonly SourceBlock[], what: string): void {
    for (const block of blocks) {
      if (block.moved) continue;
      const [own, ...notes] = [block, ...(block.notes ?? []).flat()];
      this.#leftOut.push({ what: own.leftOut ?? what, text: blockText(own) });
      for (const note of notes)
        this.#leftOut.push({ what: note.leftOut ?? what, text: blockText(note) });
    }
  }

  /** A page that the contents do not name: before the first chapter it opens it. */
  takeUnlisted(page: readonly SourceBlock[]): void {
    const blocks = this.#keep(page);
    const last = this.#chapters.at(-1);
    const kind = this.#unlistedKind(blocks);
    if (kind !== undefined) this.leaveOut(blocks, kind);
    else if (!last) append(this.#opening, this.#dropTitlePage(blocks));
    else if (blocks.every((block) => this.#isTitlePage(block))) this.leaveOut(blocks, 'title page');
    else append(last.blocks, blocks);
  }

  /** As what a page that no contents name is left out: lists of links, notices of copyright, dedications. */
  #unlistedKind(blocks: readonly SourceBlock[]): string | undefined {
    const kinds = [
      ...(isLinkList(blocks) ? ['table of contents page'] : []),
      ...(isCopyrightPage(blocks) ? ['copyright page'] : []),
      ...(this.#chapters.length === 0 && isDedicationPage(blocks) ? ['dedication'] : []),
    ];
    return kinds.find((kind) => !this.#choices.keeps(kind));
  }

  takeSection({ label, rank }: Section, source: readonly SourceBlock[]): void {
    const blocks = this.#keep(source);
    if (this.#choices.drops(label)) {
      this.leaveOut(blocks, droppedAs(label));
      this.#hasDropped = true;
      return;
    }
    if (isLinkList(blocks) && !this.#choices.keeps(label, 'list of links')) {
      this.leaveOut(blocks, `list of links “${label}”`);
      return;
    }
    const kind = label === '' ? this.#unlistedKind(blocks) : undefined;
    if (kind !== undefined) {
      this.leaveOut(blocks, kind);
      return;
    }
    const letters = this.#textLetters(label, blocks);
    const opens = rank === 'part' || isOpeningPage(label) || letters < leastText;
    const isOwnName = (block: SourceBlock) =>
      rank === 'part' && lettersOf(blockText(block)) === lettersOf(label);
    if (opens && letters < longestOpening) {
      append(this.#opening, this.#dropTitlePage(blocks, isOwnName));
    } else this.#add(label, blocks);
  }

  finish(): DealtChapters {
    const last = this.#chapters.at(-1);
    const isBare = this.#opening.every(({ kind }) => kind === 'heading');
    if (isBare && this.#hasDropped) this.leaveOut(this.#opening, 'headings of what you left out');
    else if (last) append(last.blocks, this.#opening);
    else if (this.#opening.length > 0) this.#add(this.#facts.title ?? '', []);
    const only = this.#chapters.length === 1 ? this.#facts.title : undefined;
    const notes = { choice: this.#choices.notes, heading: notesHeading(this.#facts.language) };
    const assembled = this.#chapters.map(({ label, ...text }, at) =>
      assembleChapter({ label: label || (only ?? String(at + 1)), ...text }, notes),
    );
    const told = assembled.filter(({ chapter, added }) => {
      const isText = chapter.blocks.length > 0;
      // A title that is all there is, where the text itself has it.
      if (!isText && added < countLetters(chapter.title)) {
        this.#leftOut.push({ what: 'headings without text', text: chapter.title });
      }
      return isText;
    });
    const added = told.reduce((sum, chapter) => sum + chapter.added, 0);
    const chapters = told.map(({ chapter }) => chapter);
    const { kept, dropped } = dropChapters(chapters, this.#choices);
    const leftOut = [...this.#leftOut, ...dropped].filter(({ text }) => text !== '');
    return { chapters: kept, leftOut, added };
  }

  #add(label: string, blocks: SourceBlock[]): void {
    const letters = lettersIn(this.#opening);
    if (letters >= longestOpening) {
      const heading = this.#opening.find(({ kind }) => kind === 'heading');
      const title = heading ? blockText(heading) : frontMatter;
      this.#chapters.push({ label: title, opening: [], blocks: this.#opening });
      this.#opening = [];
    }
    this.#chapters.push({ label, opening: this.#opening, blocks });
    this.#opening = [];
  }

  /** Leaves out what the source itself marks as not the book's. */
  #keep(blocks: readonly SourceBlock[]): SourceBlock[] {
    const isMarked = ({ leftOut }: SourceBlock) =>
      leftOut !== undefined && !this.#choices.keeps(leftOut);
    this.leaveOut(blocks.filter(isMarked), '');
    return blocks.filter((block) => !isMarked(block) && !block.moved);
  }

  #dropTitlePage(
    blocks: SourceBlock[],
    isKept: (block: SourceBlock) => boolean = () => false,
  ): SourceBlock[] {
    const isDropped = (block: SourceBlock) => this.#isTitlePage(block) && !isKept(block);
    if (this.#choices.keeps('title page')) return blocks;
    this.leaveOut(blocks.filter(isDropped), 'title page');
    return blocks.filter((block) => !isDropped(block));
  }

  #isTitlePage({ kind, lines }: SourceBlock): boolean {
    return kind !== 'scene-break' && lines.every((line) => isTitlePageLine(line, this.#facts));
  }

  /** Letters besides headings, the section's own name and title page lines. */
  #textLetters(label: string, blocks: SourceBlock[]): number {
    const name = lettersOf(label);
    const isText = (block: SourceBlock) =>
      block.kind !== 'heading' &&
      !name.includes(lettersOf(blockText(block))) &&
      !this.#isTitlePage(block);
    return lettersIn(blocks.filter(isText));
  }
}

/** Within the list that there is: a copy each time would take time with the square of the length. */
function append(blocks: SourceBlock[], more: readonly SourceBlock[]): void {
  for (const block of more) blocks.push(block);
}

function isDedicationPage(blocks: readonly SourceBlock[]): boolean {
  const isPlain = blocks.length > 0 && blocks.every(({ kind }) => kind === 'paragraph');
  return isPlain && isDedication(blocks.map(blockText).join(' '));
}

function lettersIn(blocks: readonly SourceBlock[]): number {
  return blocks.reduce((sum, block) => sum + lettersOf(blockText(block)).length, 0);
}
