/** Half a word, in characters. */
const longestHalf = 40;

/** What a line ends with where it cuts a word: its letters and the hyphen. */
const cutWord = /[\p{L}\p{M}’'-]*[\p{L}\p{M}’'][-\u00ad\u2010]$/u;

/** Both halves of a word that is cut at the end of a line. */
const cutLine = /\p{L}{1,40}[-\u00ad\u2010]\s{0,9}\n\s{0,99}\p{L}{1,40}/gu;

/** Shorter halves, in letters, are syllables that may also be words. */
const leastWord = 3;

/** Decides from a whole text which hyphens at the ends of its lines are of the words. */
export class Hyphenation {
  readonly #words: ReadonlySet<string>;
  readonly #hyphenated: ReadonlySet<string>;

  /** @param text all of it, with its line breaks */
  constructor(text: string) {
    const lower = text.toLowerCase();
    this.#hyphenated = new Set(lower.match(/(?<=[\s“"'(‘«»—])\p{L}+-\p{L}+/gu) ?? []);
    this.#words = new Set(lower.replace(cutLine, ' ').match(/\p{L}+/gu) ?? []);
  }

  /** Whether the text has this word elsewhere, in any case. */
  knows(word: string): boolean {
    return this.#words.has(word.toLowerCase());
  }

  /** The half of a word that a line ends with, hyphen included; undefined where it cuts none. */
  cutAtEnd(line: string): string | undefined {
    return cutWord.exec(line.slice(-longestHalf))?.[0];
  }

  /**
   * Whether the hyphen between the halves is the word's own: the text has the word with it
   * elsewhere, or has both halves as words and not the whole; or what follows is a name. A soft
   * hyphen never is.
   *
   * @param start with its hyphen
   */
  keepsHyphen(start: string, rest: string): boolean {
    const half = start.slice(0, -1).replace(/^.*[’'](?!(?:s|t|d|ll|re|ve|m)$)/u, '');
    if (start.endsWith('\u00ad')) return false;
    if (/[-’']/.test(half)) return true;
    if (/^\p{Lu}/u.test(rest) && half !== half.toUpperCase()) return true;
    if (this.#hyphenated.has(`${half}-${rest}`.toLowerCase())) return true;
    if (this.knows(half + rest)) return false;
    const areWords = Math.min(half.length, rest.length) >= leastWord;
    return areWords && this.knows(half) && this.knows(rest);
  }
}
