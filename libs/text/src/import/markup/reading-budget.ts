/** No book has more characters: the Bible has 4 million. */
const mostCharacters = 12_000_000;
/** Elements beyond this hold text, or are no book's: so many characters each. */
const freeElements = 60_000;
const leastCharacters = 16;
const mostElements = 800_000;
/** Each entity is a piece of text of its own. */
const mostPieces = 2_000_000;

/**
 * Counts what a file makes its reader do, so that one that is made to cost time is known while it is read:
 * far more text than any book, or hardly any text in very many elements.
 */
export class ReadingBudget {
  #elements = 0;
  #characters = 0;
  #pieces = 0;

  element(): void {
    this.#elements++;
  }

  text(length: number): void {
    this.#characters += length;
    this.#pieces++;
  }

  /** What is beyond all reason, as a message says it; undefined while nothing is. */
  get spent(): string | undefined {
    if (this.#characters > mostCharacters || this.#pieces > mostPieces)
      return 'it has more text than any book';
    const isEmpty =
      this.#elements > freeElements && this.#characters < this.#elements * leastCharacters;
    return isEmpty || this.#elements > mostElements
      ? 'it has more elements than any book, and hardly any text in them'
      : undefined;
  }
}
