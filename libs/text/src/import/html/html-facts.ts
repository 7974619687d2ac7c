import { cleanText } from '../clean-text.ts';
import type { BookFacts } from '../imported-book.ts';

/** What the head of an HTML file holds. */
export interface HtmlHead {
  title: string;
  language: string;
  /** From names of `meta` elements, in lower case, to what they say. */
  meta: ReadonlyMap<string, string>;
}

/** What Project Gutenberg writes around a title: "The Project Gutenberg eBook of Emma, by Jane Austen". */
const gutenberg = /^(?:the )?project gutenberg(?:'s|’s)?\b.{0,30}?\b(?:e-?book|e-?text) of /i;
const gutenbergEnd = /\s*[|—–-]\s*project gutenberg$/i;

/** What the head says of the book. */
export function factsOfHead({ title, language, meta }: HtmlHead): BookFacts {
  const said = (...names: string[]) =>
    names.map((name) => cleanText(meta.get(name) ?? '')).find((text) => text !== '');
  const [ownTitle, ownAuthor] = splitTitle(cleanText(title));
  const wholeTitle = said('dc.title', 'dcterms.title', 'citation_title', 'og:title') ?? ownTitle;
  const author =
    said('author', 'dc.creator', 'dcterms.creator', 'citation_author', 'book:author') ?? ownAuthor;
  const tag = languageTag(language) ?? languageTag(said('dc.language', 'dcterms.language') ?? '');
  const publisher = said('dc.publisher', 'dcterms.publisher');
  const year = /\b\d{4}\b/.exec(
    said('dc.date', 'dcterms.date', 'dcterms.issued', 'date') ?? '',
  )?.[0];
  const description = said('description', 'dc.description', 'og:description');
  return {
    ...(wholeTitle && { title: wholeTitle }),
    ...(author && { author: inOrder(author) }),
    ...(tag && { language: tag }),
    ...(publisher && { publisher }),
    ...(year && { year: Number(year) }),
    ...(description && { description }),
  };
}

/** "Emma, by Jane Austen", where it says so much. */
function splitTitle(title: string): [title: string, author?: string] {
  const isGutenberg = gutenberg.test(title);
  const bare = title.replace(gutenberg, '').replace(gutenbergEnd, '');
  const at = isGutenberg ? bare.lastIndexOf(', by ') : -1;
  return at < 0
    ? [bare.replace(/\.$/, '')]
    : [bare.slice(0, at), bare.slice(at + 5).replace(/\.$/, '')];
}

/** "Austen, Jane, 1775-1817" is Jane Austen. */
function inOrder(author: string): string {
  const [last = '', first, ...rest] = author.split(',').map((part) => part.trim());
  const isNamed = first !== undefined && rest.every((part) => /^[\d?]{2,4}[-–]/.test(part));
  return isNamed && rest.length > 0 ? `${first} ${last}` : author;
}

function languageTag(text: string): string | undefined {
  return /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.exec(text.trim())?.[0];
}
