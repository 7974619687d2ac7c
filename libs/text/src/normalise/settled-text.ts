/** A range of a text, in UTF-16 code units; `end` is the offset behind its last. */
interface Range {
  start: number;
  end: number;
}

/** What is put in place of a range. */
export interface Replacement extends Range {
  words: string;
}

/** A text, parts of which are said for good: nothing is put in their place any more. */
export class SettledText {
  #text: string;
  /** In order, without overlaps. */
  #settled: Range[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  get text(): string {
    return this.#text;
  }

  /** Whether any part of a range is settled. */
  touches(start: number, end: number): boolean {
    let low = 0;
    let high = this.#settled.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#settled[middle]?.end ?? 0) <= start) low = middle + 1;
      else high = middle;
    }
    return (this.#settled[low]?.start ?? end) < end;
  }

  /** Puts words in place of ranges, which are in order and touch nothing settled, and settles them. */
  settle(replacements: readonly Replacement[]): void {
    if (replacements.length === 0) return;
    const parts: string[] = [];
    const settled: Range[] = [];
    const old = this.#settled;
    let next = 0;
    let at = 0;
    let length = 0;
    const keepUntil = (end: number) => {
      for (let range = old[next]; range && range.end <= end; range = old[++next]) {
        settled.push({ start: range.start - at + length, end: range.end - at + length });
      }
      parts.push(this.#text.slice(at, end));
      length += end - at;
    };
    for (const { start, end, words } of replacements) {
      keepUntil(start);
      parts.push(words);
      settled.push({ start: length, end: length + words.length });
      length += words.length;
      at = end;
    }
    keepUntil(this.#text.length);
    this.#text = parts.join('');
    this.#settled = settled;
  }
}
