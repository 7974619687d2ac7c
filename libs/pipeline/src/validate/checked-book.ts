import type { Book } from '@audiobook/model/book';
import type { VoiceName } from '@audiobook/model/cast';
import type { Corrections } from '@audiobook/model/corrections';
import type { Lexicon } from '@audiobook/model/lexicon';
import type { Result } from '@audiobook/model/result';
import type { Segment } from '@audiobook/model/script';
import type { TakesLock } from '@audiobook/model/takes-lock';
import type { Voice } from '@audiobook/model/voice';
import type { CheckedChapter } from '@audiobook/text/checks/text-check';
import type { LexiconUses } from '@audiobook/text/lexicon/lexicon-uses';
import type { BookPaths, ChapterPaths } from '../book/book-paths.ts';
import type { ResolvedVoice } from '../book/load-voice.ts';

/** A chapter with all that is checked of it. */
export interface CheckedSource extends CheckedChapter {
  paths: ChapterPaths;
  corrections: Corrections;
  /** What engines are asked for; without a voice where that can't be used. */
  script: readonly Segment[];
  /** Ids in corrections.json that no segment has any more. */
  orphans: readonly string[];
  /** Segments that corrections.json leaves out. */
  skipped: number;
}

/** A voice that the book names, and where it is first named. */
export interface NamedVoice {
  name: VoiceName;
  namedIn: { file: string; path: (string | number)[]; chapter: string | null };
  /** voice.json. */
  described: Result<Voice>;
  /** The same, checked against its engine and the book. */
  resolved: Result<ResolvedVoice>;
}

/** A book as far as its files can be read. */
export interface CheckedBook {
  paths: BookPaths;
  book: Book;
  /** Accepted takes; undefined where their file, or one that says what segments ask for, can't be read. */
  lock: TakesLock | undefined;
  voices: readonly NamedVoice[];
  /** lexicon.json, and what its entries do; undefined where it can't be read. */
  lexicon: { content: Lexicon; uses: LexiconUses } | undefined;
  /** That of the workspace; empty where it can't be read. */
  sharedLexicon: Lexicon;
  chapters: readonly CheckedSource[];
}
