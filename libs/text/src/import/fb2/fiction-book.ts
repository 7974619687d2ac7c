import { Parser } from 'htmlparser2';
import type { ContentsEntry } from '../chapters/contents-entry.ts';
import { ReadingBudget } from '../markup/reading-budget.ts';
import { dropDocumentType, parserStep } from '../markup/xml.ts';
import { BodyWriter } from './body-writer.ts';
import { DescriptionReader, type FictionFacts } from './description-reader.ts';

/** A FictionBook taken apart. */
export interface FictionBook {
  facts: FictionFacts;
  /** All bodies, in order. */
  xhtml: string;
  contents: ContentsEntry[];
  /** The cover's bytes, in base64. */
  cover?: string;
}

/** Elements open beyond this are no book. */
const deepest = 200;

/** Longer pictures, in characters of base64, are no covers. */
const longestCover = 32 * 1024 * 1024;

/** HTML's entities, which some files use though XML does not know them. */
const htmlEntities: Readonly<Record<string, string>> = {
  nbsp: '\u00a0',
  mdash: '—',
  ndash: '–',
  hellip: '…',
  laquo: '«',
  raquo: '»',
  ldquo: '“',
  rdquo: '”',
  lsquo: '‘',
  rsquo: '’',
  shy: '',
};

/**
 * Reads FictionBook 2's XML; as text, why it cannot be read. No entity that the file declares is ever
 * looked up.
 *
 * @param path the path that the contents' places are in
 */
export function readFictionBook(xml: string, path: string): FictionBook | string {
  const source = dropDocumentType(xml).replace(
    /&([a-z]{3,6});/g,
    (entity, name: string) => htmlEntities[name] ?? entity,
  );
  const reader = new FictionReader(source, path);
  const parser = new Parser(
    {
      onopentag: (name, attributes) => reader.open(localName(name), attributes),
      ontext: (text) => reader.text(text),
      onclosetag: (name) => reader.close(localName(name)),
    },
    { xmlMode: true },
  );
  for (let at = 0; at < source.length; at += parserStep) {
    parser.write(source.slice(at, at + parserStep));
    if (reader.depth > deepest) return 'its sections are nested too deeply to be read';
    if (reader.budget.spent !== undefined) return reader.budget.spent;
  }
  parser.end();
  return reader.finish();
}

class FictionReader {
  readonly #description = new DescriptionReader();
  readonly #body: BodyWriter;
  /** The part of the book that is being read: its name, and how many elements are open in it. */
  #part: 'description' | 'body' | 'binary' | undefined;
  #inPart = 0;
  #cover: string[] = [];
  #coverLength = 0;
  #isCover = false;
  readonly budget = new ReadingBudget();
  depth = 0;

  constructor(source: string, path: string) {
    this.#body = new BodyWriter(path, hasSceneLines(source));
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.depth++;
    this.budget.element();
    const own = withoutPrefixes(attributes);
    if (this.#part === undefined) {
      if (name !== 'description' && name !== 'body' && name !== 'binary') return;
      this.#part = name;
      this.#isCover = name === 'binary' && own.id === this.#description.coverId;
    }
    this.#inPart++;
    if (this.#part === 'description') this.#description.open(name, own);
    else if (this.#part === 'body') this.#body.open(name, own);
  }

  text(text: string): void {
    if (this.#part !== 'binary') this.budget.text(text.length);
    if (this.#part === 'description') this.#description.text(text);
    else if (this.#part === 'body') this.#body.text(text);
    else if (this.#isCover) this.#readCover(text);
    else if (this.#part === undefined) this.#body.outside(text);
  }

  close(name: string): void {
    this.depth--;
    if (this.#part === undefined) return;
    if (this.#part === 'description') this.#description.close(name);
    else if (this.#part === 'body') this.#body.close(name);
    this.#inPart--;
    if (this.#inPart === 0) this.#part = undefined;
  }

  finish(): FictionBook {
    const cover = this.#coverLength <= longestCover ? this.#cover.join('') : '';
    const { xhtml, contents } = this.#body.finish();
    return { facts: this.#description.facts(), xhtml, contents, ...(cover && { cover }) };
  }

  #readCover(text: string): void {
    this.#coverLength += text.length;
    if (this.#coverLength <= longestCover) this.#cover.push(text);
  }
}

/**
 * Whether empty lines stand between scenes: they say nothing where there are nearly as many as
 * paragraphs.
 */
function hasSceneLines(source: string): boolean {
  let lines = 0;
  let paragraphs = 0;
  for (const [tag] of source.matchAll(/<(?:empty-line|p[\s>])/g)) {
    if (tag === '<empty-line') lines++;
    else paragraphs++;
  }
  return lines * 4 < paragraphs;
}

function withoutPrefixes(attributes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [localName(name), value]),
  );
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
