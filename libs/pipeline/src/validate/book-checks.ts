import type { BookCheck } from './book-check.ts';
import { checkChapters } from './check-chapters.ts';
import { checkCorrections } from './check-corrections.ts';
import { checkLexicon } from './check-lexicon.ts';
import { checkLocks } from './check-locks.ts';
import { checkMetadata } from './check-metadata.ts';
import { checkVoiceFiles } from './check-voice-files.ts';

/** All that is looked for in a book beside its texts, in the order in which it is told. */
export const bookChecks: readonly BookCheck[] = [
  checkMetadata,
  checkVoiceFiles,
  checkLexicon,
  checkChapters,
  checkCorrections,
  checkLocks,
];
