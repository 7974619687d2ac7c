import type { ArchivePlace } from '../archive/archive-path.ts';

/** An entry of a table of contents; one that only groups others leads nowhere. */
export interface ContentsEntry {
  label: string;
  place?: ArchivePlace;
  children: ContentsEntry[];
}
