/** A limit on the length of one text, in characters, and what is heard beyond it. */
export interface LengthLimit {
  characters: number;
  otherwise: string;
}

/**
 * What an engine is known to read badly. Only what has been heard, measured, or reported with a
 * source: what is not known is left out, and nobody is warned of it.
 */
export interface EngineReading {
  shortest?: LengthLimit;
  longest?: LengthLimit;
  /** Languages that it speaks, by their first subtag, where that is known here. */
  languages?: ReadonlySet<string>;
  /** The language of a preset, as BCP 47, where its name says it. */
  presetLanguage?(preset: string): string | undefined;
  /** Abbreviations that are read as letters or as another word, in lower case, without the last stop. */
  abbreviations(language: string): ReadonlySet<string>;
  /** How figures go wrong, with what finds those that do; the longest match is shown. */
  figures(language: string): readonly { pattern: RegExp; otherwise: string }[];
  /** What a Roman numeral sounds like, where that is wrong. */
  romanNumerals(language: string): string | undefined;
}
