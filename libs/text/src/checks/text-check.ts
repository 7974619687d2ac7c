import type { EngineReading } from '@audiobook/model/engine-reading';
import type { ParsedBlock } from '../parse-chapter.ts';
import type { TextSegment } from '../segment-chapter.ts';

/** A segment as it would be spoken, and what its engine reads badly. */
export interface CheckedSegment extends Omit<TextSegment, 'closes' | 'lineEnds'> {
  /** What the engine is given; empty where it would be given nothing. */
  spoken: string;
  reading: EngineReading;
}

/** A chapter before anything of it is spoken. */
export interface CheckedChapter {
  /** text.md. */
  source: string;
  title: string;
  /** BCP 47. */
  language: string;
  blocks: readonly ParsedBlock[];
  /** In order, without those that are skipped. */
  segments: readonly CheckedSegment[];
}

/** Something in a chapter's text that will sound wrong. */
export interface TextFlaw {
  severity: 'error' | 'warning';
  /** Offset into text.md, in UTF-16 code units. */
  at: number;
  /** The text that is meant. */
  text: string;
  found: string;
  remedy: string;
  /** What is the same in each place: flaws of one subject are told once for a book, with their number. */
  subject?: string;
}

/** One thing that is looked for, chapter by chapter. Pure; linear in the chapter's length. */
export interface TextCheck {
  /** Named in reports. */
  name: string;
  check(chapter: CheckedChapter): TextFlaw[];
}
