import { isWayBack, markKey, markPlace, marksIn } from '../notes/note-marks.ts';
import type { BlockBuilder, LinePlace } from './block-builder.ts';

/** What may be the mark of a note, or the link that leads back to it. */
export interface PageMark {
  text: string;
  /** Where it leads, relative to the page; undefined for a mark that is no link. */
  href?: string;
  /** Whether the source itself calls it a note's mark. */
  isSure: boolean;
  /** Whether it is set above the line. */
  isRaised: boolean;
}

/** An element that may turn out to be one when it ends: where its text begins, and where it leads. */
export interface OpenMark {
  place: LinePlace;
  href: string | undefined;
  isSure: boolean;
  isRaised: boolean;
}

/** Collects what may be the marks of a page's notes. */
export class PageMarks {
  readonly found: PageMark[] = [];

  /** Puts a number in the place of what may be a mark; what holds one already is none itself. */
  close(
    { name }: { name: string },
    { place, href, isSure, isRaised }: OpenMark,
    builder: BlockBuilder,
  ): void {
    const text = builder.textSince(place);
    if (text === undefined || text.trim() === '') return;
    const inner = this.found[marksIn(text).at(-1) ?? -1];
    if (inner) {
      if (isSure) inner.isSure = true;
      return;
    }
    const isMark = isSure || markKey(text) !== undefined || (href !== undefined && isWayBack(text));
    const isPlain = name === 'sup' && !/^[\s\d*†‡§¶#[\]()]+$/.test(text);
    if (!isMark || (isPlain && !isSure)) return;
    this.found.push({ text, isSure, isRaised, ...(href !== undefined && { href }) });
    builder.replaceSince(place, markPlace(this.found.length - 1));
  }
}
