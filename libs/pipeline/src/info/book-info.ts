import type { SlotCost, SlotTime } from '@audiobook/model/run-record';
import type { SpeechPace } from '../book/audio-length.ts';
import type { ChapterState } from './chapter-state.ts';

/** What a book consists of, and how far it is. */
export interface BookInfo {
  slug: string;
  title: string;
  author: string;
  narrator: string | null;
  /** BCP 47. */
  language: string;
  /** Engine to the model that the book is pinned to. */
  models: Record<string, string>;
  chapters: ChapterInfo[];
  /** Chapters whose files can't be used, and why. */
  unreadable: { project: string; found: string }[];
  voices: VoiceShare[];
  totals: {
    chapters: number;
    characters: number;
    segments: number;
    /** What a run would speak: segments without a take, those that are equal once. */
    toSpeak: number;
    charactersToSpeak: number;
    seconds: number;
    /** Whether all of it was measured. */
    measured: boolean;
  };
  /** What speech that is not there yet is estimated by. */
  pace: SpeechPace;
  /** What its runs have cost; null where no slot of them has a price. */
  spent: (SlotCost & SlotTime) | null;
  /** The finished book, relative to the workspace, where there is one. */
  published: string | null;
}

export interface ChapterInfo {
  project: string;
  number: number;
  title: string;
  /** Headings of parts that stand before the chapter's own. */
  parts: string[];
  /** Characters that are spoken, and segments. */
  characters: number;
  segments: number;
  /** Segments without a take. */
  toSpeak: number;
  charactersToSpeak: number;
  /** Length with all pauses; estimated where not measured. */
  seconds: number;
  measured: boolean;
  state: ChapterState;
}

/** How much of a book a voice speaks. */
export interface VoiceShare {
  name: string;
  engine: string;
  /** A preset, or `sha256:` and the digest of a sample. */
  voice: string;
  segments: number;
  characters: number;
  /** Of the book's characters, 0 to 1. */
  share: number;
}
