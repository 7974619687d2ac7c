import type { PageMark } from '../markup/page-marks.ts';
import type { Page } from '../markup/read-page.ts';
import type { SourceBlock } from '../markup/source-block.ts';
import { shiftMarks } from '../notes/note-marks.ts';
import type { LineMark } from './page-lines.ts';
import type { MarkedLines, PlacedBlock } from './pdf-blocks.ts';
import type { PlacedNote } from './pdf-layout.ts';

/** What notes are to a page: see Page. */
type NotedPage = Pick<Page, 'blocks' | 'anchors' | 'marks'>;

/** Leads nowhere: the mark of a note that is not found. */
const nowhere = '#';

/**
 * Puts the notes at the feet of printed pages among their blocks: each behind the last text that
 * begins on its page, so that no paragraph is cut, and never between a heading or a break and the
 * text below it.
 */
export class NotedPages {
  readonly #blocks: readonly PlacedBlock[];
  readonly #notes: readonly PlacedNote[];
  /** The numbers of notes by the block that they stand behind; -1 for the beginning. */
  readonly #behind: ReadonlyMap<number, number[]>;
  /** Where the marks in the text lead. */
  readonly #leads = new Map<LineMark, string>();
  readonly #labels: ReadonlySet<LineMark | undefined>;

  /** @param starts the first block of each page, in order; a page's path is that block's number */
  constructor(
    blocks: readonly PlacedBlock[],
    notes: readonly PlacedNote[],
    starts: readonly number[],
  ) {
    this.#blocks = blocks;
    this.#notes = notes;
    const places = placesOf(blocks, notes);
    this.#behind = Map.groupBy(notes.keys(), (note) => places[note] ?? -1);
    this.#labels = new Set(notes.map(({ label }) => label));
    let page = 0;
    for (const [number, { references }] of notes.entries()) {
      while ((starts[page + 1] ?? Number.POSITIVE_INFINITY) <= (places[number] ?? -1)) page++;
      for (const mark of references) this.#leads.set(mark, `${starts[page]}#${anchorOf(number)}`);
    }
  }

  /** The page of these blocks with its notes. */
  write(start: number, end: number): NotedPage {
    const page: NotedPage = { blocks: [], anchors: new Map(), marks: [] };
    if (start === 0) this.#writeNotes(-1, page);
    for (let at = start; at < end; at++) {
      const { block, marked } = this.#blocks[at] ?? {};
      if (!block) break;
      page.anchors.set(String(at), page.blocks.length);
      page.blocks.push(marked ? { ...block, lines: this.#writeMarks(marked, page) } : block);
      this.#writeNotes(at, page);
    }
    return page;
  }

  #writeNotes(behind: number, page: NotedPage): void {
    for (const number of this.#behind.get(behind) ?? []) {
      const note = this.#notes[number];
      if (!note) continue;
      page.anchors.set(anchorOf(number), page.blocks.length);
      page.blocks.push(noteBlock(number, this.#writeMarks(note.text, page)));
    }
  }

  #writeMarks({ lines, marks }: MarkedLines, page: NotedPage): string[] {
    const before = page.marks.length;
    page.marks.push(...marks.map((mark) => this.#pageMark(mark)));
    return lines.map((line) => shiftMarks(line, before));
  }

  #pageMark(mark: LineMark): PageMark {
    const own = { text: mark.text, isSure: true, isRaised: true };
    return this.#labels.has(mark) ? own : { ...own, href: this.#leads.get(mark) ?? nowhere };
  }
}

/** The block that each note stands behind, or -1. */
function placesOf(blocks: readonly PlacedBlock[], notes: readonly PlacedNote[]): number[] {
  let at = 0;
  let last = -1;
  return notes.map((note) => {
    for (; at < blocks.length && (blocks[at]?.page ?? 0) <= note.page; at++) {
      const kind = blocks[at]?.block.kind;
      if (kind !== 'heading' && kind !== 'scene-break') last = at;
    }
    return last;
  });
}

function anchorOf(note: number): string {
  return `note${note}`;
}

function noteBlock(number: number, lines: string[]): SourceBlock {
  const noteBox = { kind: 'footnotes', number, atFoot: true } as const;
  return { kind: 'paragraph', level: 0, lines, linked: 0, noteBox };
}
