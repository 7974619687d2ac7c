/**
 * What an engine is known to read badly. Only what has been heard, measured, or reported with a
 * source: what is not known is left out, and nobody is warned of it.
 */
export interface EngineReading {
  /** The fewest letters and digits of one text that it speaks well, and what is heard of fewer. */
  shortest?: { letters: number; otherwise: string };
  /** The most characters of one text that it speaks well, and what is heard of more. */
  longest?: { characters: number; otherwise: string };
  /** Languages that it speaks, by their first subtag, where that is known here. */
  languages?: ReadonlySet<string>;
  /** The language of a preset, as BCP 47, where its name says it. */
  presetLanguage?(preset: string): string | undefined;
  /** Abbreviations that are read as letters or as another word, in lower case, without the last stop. */
  abbreviations(language: string): ReadonlySet<string>;
  /** How figures go wrong, with what finds those that do; the longest match is shown. */
  figures(language: string): readonly { pattern: RegExp; otherwise: string }[];
  /** Words that go wrong where a whole passage is in capitals, and what is heard of them. */
  capitals?(language: string): { pattern: RegExp; otherwise: string } | undefined;
  /** What is heard of pictures and of symbols that no text front end expects, such as → and ■. */
  symbols?: string;
  /** What a Roman numeral sounds like, where that is wrong. */
  romanNumerals(language: string): string | undefined;
}
