import { allCapitals } from './all-capitals.ts';
import { foreignLanguage } from './foreign-language.ts';
import { foreignScript } from './foreign-script.ts';
import { frontMatter } from './front-matter.ts';
import { leftOverAbbreviations } from './left-over-abbreviations.ts';
import { leftOverNumbers } from './left-over-numbers.ts';
import { segmentLength } from './segment-length.ts';
import type { TextCheck } from './text-check.ts';
import { unbalancedQuotes } from './unbalanced-quotes.ts';
import { unspeakableCharacters } from './unspeakable-characters.ts';

/** All that is looked for in a chapter's text, in the order in which it is told. */
export const textChecks: readonly TextCheck[] = [
  frontMatter,
  segmentLength,
  unspeakableCharacters,
  foreignScript,
  foreignLanguage,
  unbalancedQuotes,
  leftOverNumbers,
  leftOverAbbreviations,
  allCapitals,
];
