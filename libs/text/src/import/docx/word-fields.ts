/** Fields within fields beyond this are of a damaged file. */
const mostOpen = 20;

/** Fields that are open: what Word computes, such as page numbers, and the text that it last came to. */
export class WordFields {
  readonly #open: { code: string; hasResult: boolean }[] = [];

  begin(code = '', hasResult = false): void {
    if (this.#open.length >= mostOpen) this.#open.shift();
    this.#open.push({ code, hasResult });
  }

  code(text: string): void {
    const field = this.#open.at(-1);
    if (field) field.code += text;
  }

  separate(): void {
    const field = this.#open.at(-1);
    if (field) field.hasResult = true;
  }

  end(): void {
    this.#open.pop();
  }

  /** Fields within a line end with their paragraph, also where a damaged file does not say so. */
  endParagraph(): void {
    const kept = this.#open.filter(({ code }) => lists.test(code));
    this.#open.splice(0, this.#open.length, ...kept);
  }

  /** A heading is in no list, also where a damaged file does not say that the list has ended. */
  endLists(): void {
    this.#open.length = 0;
  }

  /** As what text within a line is left out here. */
  get inLine(): string | undefined {
    for (const { code } of this.#open) {
      if (/^\s*(page|numpages|pageref|sectionpages)\b/i.test(code)) return 'page numbers';
    }
    return undefined;
  }

  /** As what whole paragraphs are left out here. */
  get list(): string | undefined {
    for (const { code } of this.#open) {
      if (/^\s*toc\b/i.test(code))
        return /\\[ac]\b/.test(code) ? 'list of illustrations' : 'table of contents page';
      if (/^\s*(index|toa)\b/i.test(code)) return 'index';
    }
    return undefined;
  }
}

const lists = /^\s*(toc|index|toa)\b/i;
