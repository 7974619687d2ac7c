import type { LeftOutText } from '../book-reader.ts';
import { lettersOf } from '../clean-text.ts';
import { frontMatter } from '../imported-blocks.ts';
import type { ImportedChapter } from '../imported-book.ts';
import { isOpeningPage, leftOutPage } from '../page-names.ts';
import { isTitlePageLine, type TitlePageFacts } from '../title-page.ts';
import { assembleChapter, type ChapterSource } from './assemble-chapter.ts';
import type { Section } from './contents-sections.ts';
import type { EpubText } from './epub-text.ts';
import { isCopyrightPage, isLinkList } from './page-kinds.ts';
import { blockText, type SourceBlock } from './source-block.ts';

/** Text before a chapter up to this many letters opens it; more is a chapter of its own. */
const longestOpening = 1_500;
/** Fewer letters than this besides headings are no text. */
const leastText = 20;

export interface EpubChapters {
  chapters: ImportedChapter[];
  leftOut: LeftOutText[];
}

/** Deals all blocks of the text out to chapters and to what is left out. */
export function dealChapters(
  text: EpubText,
  sections: readonly Section[],
  facts: TitlePageFacts,
): EpubChapters {
  const dealer = new Dealer(facts);
  const first = sections[0]?.start ?? text.blocks.length;
  for (const [start, end] of pagesWithin(text, 0, first)) {
    dealer.takeUnlisted(text.blocks.slice(start, end));
  }
  for (const section of sections) {
    const pages = pagesWithin(text, section.start, section.end);
    const named = leftOutPage(section.label);
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

function pagesWithin(text: EpubText, start: number, end: number): [number, number][] {
  const starts = text.pageStarts.filter((at) => at > start && at < end);
  const bounds = [start, ...starts, end];
  return bounds.slice(1).map((bound, at) => [bounds[at] ?? start, bound]);
}

class Dealer {
  readonly #facts: TitlePageFacts;
  readonly #chapters: ChapterSource[] = [];
  readonly #leftOut: LeftOutText[] = [];
  /** The book's text that waits for the chapter that it opens. */
  #opening: SourceBlock[] = [];

  constructor(facts: TitlePageFacts) {
    this.#facts = facts;
  }

  leaveOut(blocks: readonly SourceBlock[], what: string): void {
    for (const block of blocks) {
      this.#leftOut.push({ what: block.leftOut ?? what, text: blockText(block) });
    }
  }

  /** A page that the contents do not name: before the first chapter it opens it. */
  takeUnlisted(page: readonly SourceBlock[]): void {
    const blocks = this.#keep(page);
    const last = this.#chapters.at(-1);
    if (isLinkList(blocks)) this.leaveOut(blocks, 'table of contents page');
    else if (isCopyrightPage(blocks)) this.leaveOut(blocks, 'copyright page');
    else if (!last) this.#opening = [...this.#opening, ...this.#dropTitlePage(blocks)];
    else if (blocks.every((block) => this.#isTitlePage(block))) this.leaveOut(blocks, 'title page');
    else last.blocks = [...last.blocks, ...blocks];
  }

  takeSection({ label, rank }: Section, source: readonly SourceBlock[]): void {
    const blocks = this.#keep(source);
    if (isLinkList(blocks)) {
      this.leaveOut(blocks, `list of links “${label}”`);
      return;
    }
    if (label === '' && isCopyrightPage(blocks)) {
      this.leaveOut(blocks, 'copyright page');
      return;
    }
    const letters = this.#textLetters(label, blocks);
    const opens = rank === 'part' || isOpeningPage(label) || letters < leastText;
    const isOwnName = (block: SourceBlock) =>
      rank === 'part' && lettersOf(blockText(block)) === lettersOf(label);
    if (opens && letters < longestOpening) {
      this.#opening = [...this.#opening, ...this.#dropTitlePage(blocks, isOwnName)];
    } else this.#add(label, blocks);
  }

  finish(): EpubChapters {
    const last = this.#chapters.at(-1);
    if (last) last.blocks = [...last.blocks, ...this.#opening];
    else if (this.#opening.length > 0) this.#add(this.#facts.title ?? '', []);
    const only = this.#chapters.length === 1 ? this.#facts.title : undefined;
    const chapters = this.#chapters.map(({ label, ...text }, at) =>
      assembleChapter({ label: label || (only ?? String(at + 1)), ...text }),
    );
    const filled = chapters.filter(({ blocks }) => blocks.length > 0);
    return { chapters: filled, leftOut: this.#leftOut.filter(({ text }) => text !== '') };
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
    const marked = blocks.filter(({ leftOut }) => leftOut !== undefined);
    this.leaveOut(marked, '');
    return blocks.filter(({ leftOut }) => leftOut === undefined);
  }

  #dropTitlePage(
    blocks: SourceBlock[],
    isKept: (block: SourceBlock) => boolean = () => false,
  ): SourceBlock[] {
    const isDropped = (block: SourceBlock) => this.#isTitlePage(block) && !isKept(block);
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

function lettersIn(blocks: readonly SourceBlock[]): number {
  return blocks.reduce((sum, block) => sum + lettersOf(blockText(block)).length, 0);
}
