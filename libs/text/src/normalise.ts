import { applyRules } from './normalise/apply-rules.ts';
import { fallbackLanguage } from './normalise/fallback-language.ts';
import { type Replacement, SettledText } from './normalise/settled-text.ts';
import { spokenLanguageOf } from './normalise/spoken-languages.ts';
import { tidyMarks } from './normalise/tidy-marks.ts';

/** What decides how a text is said, beside its words. */
export interface NormaliseOptions {
  /** BCP 47. */
  language: string;
  heading?: boolean;
  /** What the user has a reading for: compileLexicon(). It comes before all rules. */
  lexicon?: (text: string) => Replacement[];
}

/**
 * What is spoken of a segment's text: a reader's text made into one that engines read well.
 *
 * First marks are made plain (`tidyMarks()`), then the lexicon's entries are put in, then what the
 * language's rules know is said in words: numbers, dates, abbreviations, signs. A language without
 * rules has those of the fallback, which leave figures to the engine. Normalising twice changes
 * nothing, the lexicon's own words apart.
 */
export function normalise(
  written: string,
  { language, heading = false, lexicon }: NormaliseOptions,
): string {
  const text = new SettledText(tidyMarks(written));
  if (lexicon) text.settle(lexicon(text.text));
  const { rules } = spokenLanguageOf(language) ?? fallbackLanguage;
  applyRules(text, rules, { heading, language });
  return text.text.replace(/ {2,}/g, ' ').trim();
}
