import { cleanText } from '../clean-text.ts';
import type { BookFacts } from '../imported-book.ts';

export type FictionFacts = Omit<BookFacts, 'cover' | 'lexicon'>;

/** An author's name in the order in which it is said. */
const nameParts = ['first-name', 'middle-name', 'last-name'];

/** Reads a FictionBook's description: what it says of the book, its first language first. */
export class DescriptionReader {
  readonly #path: string[] = [];
  /** Text by path below the description: "title-info/book-title". */
  readonly #texts = new Map<string, string>();
  readonly #authors: Map<string, string>[] = [];
  readonly #annotation: string[] = [];
  #series: { name: string; number: string } | undefined;
  /** The id of the picture that is the cover. */
  coverId: string | undefined;

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.#path.push(name);
    const path = this.#key();
    if (path === 'title-info/author') this.#authors.push(new Map());
    else if (path === 'title-info/coverpage/image') {
      this.coverId ??= (attributes.href ?? '').replace(/^#/, '');
    } else if (/^(title-info|publish-info)\/sequence$/.test(path)) {
      this.#series ??= { name: attributes.name ?? '', number: attributes.number ?? '' };
    } else if (path === 'title-info/date') this.#add('date', attributes.value ?? '');
    else if (/^title-info\/annotation\/[^/]+$/.test(path)) this.#annotation.push('');
  }

  text(text: string): void {
    const path = this.#key();
    const author = path.startsWith('title-info/author/') ? this.#authors.at(-1) : undefined;
    const name = this.#path.at(-1) ?? '';
    if (author) author.set(name, (author.get(name) ?? '') + text);
    else if (path.startsWith('title-info/annotation/')) {
      this.#annotation.push((this.#annotation.pop() ?? '') + text);
    } else this.#add(path, text);
  }

  close(_name: string): void {
    this.#path.pop();
  }

  facts(): FictionFacts {
    const said = (...paths: string[]) =>
      paths.map((path) => cleanText(this.#texts.get(path) ?? '')).find((text) => text !== '');
    const title = said('title-info/book-title', 'publish-info/book-name');
    const author = [...new Set(this.#authors.map(nameOf).filter(Boolean))].join(', ');
    const language = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.exec(said('title-info/lang') ?? '')?.[0];
    const publisher = said('publish-info/publisher');
    const dates = [said('title-info/date'), said('date'), said('publish-info/year')];
    const year = dates.map((date) => /\b\d{4}\b/.exec(date ?? '')?.[0]).find(Boolean);
    const description = this.#annotation.map(cleanText).filter(Boolean).join('\n\n');
    const series = cleanText(this.#series?.name ?? '');
    const number = this.#series?.number ? Number(this.#series.number) : Number.NaN;
    return {
      ...(title && { title }),
      ...(author && { author }),
      ...(language && { language: language.toLowerCase() }),
      ...(publisher && { publisher }),
      ...(year && { year: Number(year) }),
      ...(description && { description }),
      ...(series && { series }),
      ...(series && Number.isFinite(number) && { seriesNumber: number }),
    };
  }

  /** The open elements below the description itself. */
  #key(): string {
    return this.#path.slice(1).join('/');
  }

  #add(key: string, text: string): void {
    this.#texts.set(key, (this.#texts.get(key) ?? '') + text);
  }
}

function nameOf(author: ReadonlyMap<string, string>): string {
  const name = nameParts.map((part) => cleanText(author.get(part) ?? '')).filter(Boolean);
  return name.length > 0 ? name.join(' ') : cleanText(author.get('nickname') ?? '');
}
