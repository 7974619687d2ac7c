/** Where a text stands, as far as that decides how it is said. */
export interface SpokenSetting {
  /** Whether it is a heading, in which numerals count and capitals are typography. */
  heading: boolean;
  /** The book's language, a BCP 47 tag: `en-US` says dates otherwise than `en-GB`. */
  language: string;
}

/** One kind of sign, and the words that a reader makes of it. */
export interface SpokenRule {
  /** As golden files name it: "year", "ordinal", "Roman numeral of a king". */
  name: string;
  /** What every match holds: a text without it is not searched. Without the flag g. */
  holds: RegExp;
  /** With the flags g and u. Linear: no part of it may match one text in many ways. */
  pattern: RegExp;
  /** The words for a match; undefined leaves it as it is, to later rules. */
  say(match: RegExpExecArray, setting: SpokenSetting): string | undefined;
}

/**
 * The port of a language: what its readers say for numbers, dates, abbreviations and signs.
 *
 * Rules are tried in order. None touches what an earlier one, or the lexicon, has put in, but each
 * sees it around its matches. What all of them make of a text has to be something that they leave alone.
 */
export interface SpokenLanguage {
  /** Primary language subtags that are said so. */
  tags: readonly string[];
  rules: readonly SpokenRule[];
}
