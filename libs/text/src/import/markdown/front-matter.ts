import { parse as parseToml } from 'smol-toml';
import { parse as parseYaml } from 'yaml';
import { cleanText } from '../clean-text.ts';
import type { BookFacts } from '../imported-book.ts';

/** A Markdown file's front matter, and the text behind it. */
export interface FrontMatter {
  facts: BookFacts;
  /** As it stands in the file; empty where there is none. */
  source: string;
  body: string;
}

/** A longer one, in characters, is none. */
const longest = 65_536;

/** How front matter is fenced, and what it is written in. */
const fences: readonly [opens: RegExp, parse: (text: string) => unknown][] = [
  [/^---[ \t]*\n([\s\S]*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)/, parseYaml],
  [/^\+\+\+[ \t]*\n([\s\S]*?)\n\+\+\+[ \t]*(?:\n|$)/, parseToml],
];

/** Pandoc's title block: title, authors, date. */
const titleBlock = /^%[ \t]*([^\n]*)\n(?:%[ \t]*([^\n]*)\n)?(?:%[ \t]*([^\n]*)(?:\n|$))?/;

/**
 * Reads the front matter of a Markdown file: YAML between `---`, TOML between `+++`, or Pandoc's
 * lines that begin with `%`. What is fenced but holds no fields is text.
 *
 * @param text with line breaks as \n
 */
export function readFrontMatter(text: string): FrontMatter {
  const opening = text.slice(0, longest);
  for (const [fence, parse] of fences) {
    const found = fence.exec(opening);
    const fields = found ? fieldsOf(found[1] ?? '', parse) : undefined;
    if (found && fields) return cut(text, found[0], factsOfFields(fields));
  }
  const block = titleBlock.exec(opening);
  if (!block) return { facts: {}, source: '', body: text };
  const [whole, title, author, date] = block;
  return cut(text, whole, factsOfFields(new Map(Object.entries({ title, author, date }))));
}

function cut(text: string, source: string, facts: BookFacts): FrontMatter {
  return { facts, source, body: text.slice(source.length) };
}

/** Fields by their names in lower case; undefined where the text is not made of fields. */
function fieldsOf(
  text: string,
  parse: (text: string) => unknown,
): Map<string, unknown> | undefined {
  try {
    const value = parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const fields = Object.entries(value);
    // “It rained: at last.” between two rules is a sentence.
    if (!fields.every(([key]) => /^[\w.-]+$/.test(key))) return undefined;
    return new Map(fields.map(([key, own]) => [key.toLowerCase(), own]));
  } catch {
    return undefined;
  }
}

function factsOfFields(fields: ReadonlyMap<string, unknown>): BookFacts {
  const text = (...names: string[]) => names.map((name) => textOf(fields.get(name))).find(Boolean);
  const title = text('title');
  const author = text('author', 'authors', 'creator');
  const language = /^[a-z]{2,3}([-_][a-z0-9]{2,8})*$/i.exec(text('lang', 'language') ?? '')?.[0];
  const publisher = text('publisher');
  const year = /\b\d{4}\b/.exec(text('date', 'year', 'published') ?? '')?.[0];
  const description = text('description', 'abstract', 'summary');
  const series = text('series', 'belongs-to-collection', 'collection');
  const place = text('series_index', 'series-index', 'series_number', 'group-position', 'volume');
  const number = Number(place ?? numberWithin(fields.get('series')) ?? Number.NaN);
  return {
    ...(title && { title }),
    ...(author && { author }),
    ...(language && { language: language.replaceAll('_', '-') }),
    ...(publisher && { publisher }),
    ...(year && { year: Number(year) }),
    ...(description && { description }),
    ...(series && { series }),
    ...(series && Number.isFinite(number) && { seriesNumber: number }),
  };
}

/** A field's text: of a list all of it, of an object its name. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value === 'number') return String(value);
  if (value instanceof Date) return String(value.getUTCFullYear());
  if (Array.isArray(value)) return value.map(textOf).filter(Boolean).join(', ');
  if (typeof value !== 'object' || value === null) return '';
  const { name, text, title } = value as Record<string, unknown>;
  return (
    [name, text, title].map((own) => (own === undefined ? '' : textOf(own))).find(Boolean) ?? ''
  );
}

function numberWithin(series: unknown): string | undefined {
  if (typeof series !== 'object' || series === null) return undefined;
  const { number, index, position } = series as Record<string, unknown>;
  return [number, index, position].map((own) => textOf(own)).find(Boolean);
}
