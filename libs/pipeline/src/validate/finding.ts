import type { TextPosition } from '@audiobook/settings/position-in-json';

/** Something in a book's sources that will sound wrong, or that stops it from being spoken. */
export interface Finding extends TextPosition {
  /** What was looked for. */
  check: string;
  severity: 'error' | 'warning';
  /** Relative to the workspace. */
  file: string;
  /** The text that is meant; empty where it is of a whole file. */
  text: string;
  found: string;
  remedy: string;
  /** The chapter's project; null for what concerns the whole book. */
  chapter: string | null;
  /** What is the same in each of several places. */
  subject?: string;
  /** How often the book has it, where that is more than once; the place is that of the first. */
  times?: number;
  /** In how many chapters. */
  chapters?: number;
}
