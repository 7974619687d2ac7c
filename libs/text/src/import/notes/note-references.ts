import { countLetters } from '../clean-text.ts';
import { blockText, type SourceBlock } from '../markup/source-block.ts';
import type { PlacedMark, Surroundings } from './find-notes.ts';
import { hasMarks, markKey, marksWithPlaces, openingMark, spellMarks } from './note-marks.ts';

/** A mark of a note: where it stands, where the note begins, and how far what it leads to goes. */
export interface Reference {
  mark: number;
  block: number;
  target: number;
  end: number;
}

/** Where a mark stands. */
interface MarkSite {
  block: number;
  /** Whether nothing stands before it in its block. */
  leads: boolean;
  /** Whether it stands in brackets or right behind a word, as numbers of chapters do not. */
  clings: boolean;
}

/** Blocks with fewer letters than this, one beside the other, list places in the book. */
const shortest = 60;
/** Notes of two lines that stand side by side are no farther apart than this, in blocks. */
const mostApart = 3;
/** Letters besides marks that a block with several of them has for each. */
const lettersEach = 4;

/** The marks that lead to notes; all others are numbers in lists of contents, of pages, of verses. */
export function findReferences(marks: readonly PlacedMark[], around: Surroundings): Reference[] {
  const finder = new ReferenceFinder(marks, around);
  return [...finder.linked(), ...finder.unlinked()].sort((one, other) => one.mark - other.mark);
}

class ReferenceFinder {
  readonly #marks: readonly PlacedMark[];
  readonly #around: Surroundings;
  readonly #blocks: readonly SourceBlock[];
  readonly #sites = new Map<number, MarkSite>();
  readonly #marksAt = new Map<number, number[]>();

  constructor(marks: readonly PlacedMark[], around: Surroundings) {
    this.#marks = marks;
    this.#around = around;
    this.#blocks = around.blocks;
    for (const [at, block] of this.#blocks.entries()) this.#place(block, at);
  }

  #place(block: SourceBlock, at: number): void {
    const text = blockText(block);
    if (!hasMarks(text)) return;
    const firstWord = text.search(/[\p{L}\p{N}]/u);
    const own = marksWithPlaces(text);
    for (const { mark, at: place } of own) {
      const { text: written = '', isRaised = false } = this.#marks[mark] ?? {};
      const clings = isRaised || /^\W/.test(written.trim()) || /\S/.test(text[place - 1] ?? ' ');
      this.#sites.set(mark, { block: at, leads: firstWord < 0 || place < firstWord, clings });
    }
    this.#marksAt.set(
      at,
      own.map(({ mark }) => mark),
    );
  }

  linked(): Reference[] {
    return [...this.#sites].flatMap(([mark, site]) => {
      const { target, end } = this.#marks[mark] ?? {};
      if (target === undefined || !this.#isReference(mark, site, target)) return [];
      return [{ mark, block: site.block, target, end: end ?? target + 1 }];
    });
  }

  #isReference(mark: number, site: MarkSite, target: number): boolean {
    const from = this.#blocks[site.block];
    const to = this.#blocks[target];
    if (target === site.block || !to || (from?.noteBox && from.noteBox === to.noteBox))
      return false;
    if (from?.noteBox && !to.noteBox) return false;
    if (this.#marks[mark]?.isSure || to.noteBox) return true;
    const isBehind = target > site.block || to.leftOut !== undefined;
    if (!isBehind || site.leads || to.kind === 'heading' || this.#lists(site.block)) return false;
    if (!this.#saysMore(target)) return false;
    return (site.clings && this.#beginsAlike(mark, target)) || this.#leadsBack(target, mark);
  }

  /** Whether a block is made of marks, or is one of several lines that lead to places far apart. */
  #lists(at: number): boolean {
    const own = this.#marksAt.get(at) ?? [];
    const letters = this.#lettersOf(at);
    if (own.length > 2 && letters < own.length * lettersEach) return true;
    if (letters >= shortest) return false;
    const target = this.#targetAt(at);
    return [at - 1, at + 1].some((beside) => {
      const other = this.#targetAt(beside);
      if (other === undefined || target === undefined) return false;
      return this.#lettersOf(beside) < shortest && Math.abs(other - target) > mostApart;
    });
  }

  #targetAt(at: number): number | undefined {
    const own = this.#marksAt.get(at) ?? [];
    return own.map((mark) => this.#marks[mark]?.target).find((target) => target !== undefined);
  }

  #lettersOf(at: number): number {
    const block = this.#blocks[at];
    return block ? countLetters(spellMarks(blockText(block), () => '')) : 0;
  }

  #saysMore(at: number): boolean {
    const block = this.#blocks[at];
    const text = block ? spellMarks(blockText(block), () => '') : '';
    return countLetters(text.slice(openingMark(text)?.length ?? 0)) > 0;
  }

  #beginsAlike(mark: number, target: number): boolean {
    const key = markKey(this.#marks[mark]?.text ?? '');
    return key !== undefined && key === this.#keyBefore(target);
  }

  /** The mark that a block begins with, whether or not it is a link. */
  #keyBefore(at: number): string | undefined {
    const block = this.#blocks[at];
    const first = this.#marksAt.get(at)?.[0];
    if (first !== undefined && this.#sites.get(first)?.leads) {
      return markKey(this.#marks[first]?.text ?? '');
    }
    return block && openingMark(blockText(block))?.key;
  }

  #leadsBack(target: number, mark: number): boolean {
    const site = this.#sites.get(mark);
    const end = Math.min(this.#marks[mark]?.end ?? 0, target + mostApart);
    for (let at = target; at < Math.max(end, target + 1); at++) {
      for (const other of this.#marksAt.get(at) ?? []) {
        const back = this.#marks[other]?.target;
        if (back !== undefined && site && Math.abs(back - site.block) <= 1) return true;
      }
    }
    return false;
  }

  /** Raised marks without links: each leads to the next block of its page that begins with it. */
  *unlinked(): Generator<Reference> {
    const waiting = new Map<string, number[]>();
    let page: number | undefined;
    for (const [at, own] of this.#marksAt) {
      if (this.#around.pageOf[at] !== page) waiting.clear();
      page = this.#around.pageOf[at];
      for (const mark of own) {
        const { isLink, text = '' } = this.#marks[mark] ?? {};
        const key = isLink ? undefined : markKey(text);
        if (key === undefined) continue;
        if (!this.#sites.get(mark)?.leads) {
          const others = waiting.get(key);
          if (others) others.push(mark);
          else waiting.set(key, [mark]);
        } else if (this.#saysMore(at)) {
          for (const from of waiting.get(key) ?? []) yield this.#unlinkedReference(from, at);
          waiting.delete(key);
        }
      }
    }
  }

  #unlinkedReference(mark: number, target: number): Reference {
    return { mark, block: this.#sites.get(mark)?.block ?? target, target, end: target + 1 };
  }
}
