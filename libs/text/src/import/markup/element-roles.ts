import type { NoteKind } from './source-block.ts';

/** Attributes of an element as the parser gives them. */
export type Attributes = Readonly<Record<string, string>>;

/**
 * Pages that stand in a book's reading order without being its text, by their structural semantics
 * (EPUB 3 Structural Semantics Vocabulary 1.1, and the same words with `doc-` of DPUB-ARIA 1.1).
 */
const pages: Readonly<Record<string, string>> = {
  cover: 'cover page',
  titlepage: 'title page',
  halftitlepage: 'half title page',
  imprint: 'imprint',
  'copyright-page': 'copyright page',
  colophon: 'colophon',
  toc: 'table of contents page',
  landmarks: 'table of contents page',
  'page-list': 'table of contents page',
  loi: 'list of illustrations',
  lot: 'list of tables',
  index: 'index',
  'other-credits': 'credits',
  dedication: 'dedication',
};

/** What is the author's own, even on a page that otherwise is not. */
const kept = new Set(['epigraph', 'foreword', 'preface', 'prologue', 'introduction']);

/** Marks within a line that are for the eye. */
const marks: Readonly<Record<string, string>> = {
  pagebreak: 'page numbers',
};

const noteRoles: Readonly<Record<string, NoteKind>> = {
  footnote: 'footnotes',
  note: 'footnotes',
  endnote: 'endnotes',
  rearnote: 'endnotes',
};

const noteClasses = /\b(foot|end|rear)-?note(-?text)?\b|\bMsoFootnoteText\b/i;

const markClasses: readonly [RegExp, string][] = [
  [/\b(page-?(num|number|no|break)|pagenum\w*)\b/i, 'page numbers'],
  [/\b(l(ine)?-?num(ber)?|lineno)\b/i, 'line numbers'],
];

const verseWords = /\b(verse|poem|poetry|stanza|linegroup|lg|strophe|hymn|lyrics|song-lyrics)\b/i;

/** What the page sets off from its own text, whatever it is called by: `z3998:letter`, `letter`. */
const setOffWords = /(?:^|[\s:])(?:epigraphs?|letters?|inscriptions?|telegrams?)(?=\s|$)/i;
/** The same in names that are put together; what is only called after letters is none. */
const setOffNames = /\b(?:epigraph|inscription|telegram)\b/i;

/** Elements whose content is no text of the page. */
export const silentElements: ReadonlySet<string> = new Set([
  ...['head', 'script', 'style', 'template', 'iframe', 'object', 'audio', 'video', 'canvas'],
  'noscript',
]);

/** Elements that are left out with their text, and as what. */
const leftOutElements: Readonly<Record<string, string>> = {
  nav: 'table of contents page',
  rt: 'readings above characters',
  rp: 'readings above characters',
  figcaption: 'captions of images',
  svg: 'images',
};

/** As what an element's own text is left out, if it is: the marks for the eye, hidden text. */
export function leftOutAs(name: string, attributes: Attributes): string | undefined {
  if (name in leftOutElements) return leftOutElements[name];
  if ('hidden' in attributes || /display:\s*none/i.test(attributes.style ?? '')) {
    return 'hidden text';
  }
  const mark = semantics(attributes).find((word) => word in marks);
  if (mark !== undefined) return marks[mark];
  return markClasses.find(([words]) => words.test(attributes.class ?? ''))?.[1];
}

/**
 * What kind of page an element opens: a name for one that is not the book's text, `kept` for one
 * that is, undefined where the element does not say.
 */
export function pageOpenedBy(attributes: Attributes): string | undefined {
  const words = semantics(attributes);
  if (words.some((word) => kept.has(word))) return 'kept';
  const page = words.find((word) => word in pages);
  if (page !== undefined) return pages[page];
  return isGutenbergNotice(attributes) ? 'Project Gutenberg licence' : undefined;
}

/** Whether the source itself calls an element the mark of a note. */
export function isNoteReference(attributes: Attributes): boolean {
  return semantics(attributes).includes('noteref');
}

/** As what the source itself calls an element a note, or undefined where it does not. */
export function noteOpenedBy(attributes: Attributes): NoteKind | undefined {
  const role = semantics(attributes).find((word) => word in noteRoles);
  return role === undefined ? undefined : noteRoles[role];
}

/** Elements that hold all of a note whose mark leads to an anchor in them. */
export function mayHoldNote(name: string, attributes: Attributes): boolean {
  const isItem = name === 'li' || name === 'dd' || name === 'aside';
  const isWordNote = /mso-element:\s*(foot|end)note\b/i.test(attributes.style ?? '');
  return isItem || isWordNote || noteClasses.test(attributes.class ?? '');
}

export function opensVerse(attributes: Attributes): boolean {
  return verseWords.test(`${attributes['epub:type'] ?? ''} ${attributes.class ?? ''}`);
}

/**
 * Whether an element's text is set off from what is around it: `named` where the source says that it
 * is a letter, an epigraph, an inscription, `indented` where it only looks so. Notes are neither.
 */
export function opensQuotation(
  name: string,
  attributes: Attributes,
): 'named' | 'indented' | undefined {
  const className = attributes.class ?? '';
  if (noteOpenedBy(attributes) !== undefined || noteClasses.test(className)) return undefined;
  const names = `${semantics(attributes).join(' ')} ${className}`;
  if (setOffWords.test(names) || setOffNames.test(className)) return 'named';
  return name === 'blockquote' ? 'indented' : undefined;
}

function isGutenbergNotice(attributes: Attributes): boolean {
  const names = `${attributes.class ?? ''} ${attributes.id ?? ''}`;
  return /\bpg-?(boilerplate|header|footer)\b/i.test(names);
}

function semantics(attributes: Attributes): string[] {
  const words = `${attributes['epub:type'] ?? ''} ${attributes.role ?? ''}`.toLowerCase();
  return words.split(/\s+/).map((word) => word.replace(/^doc-/, ''));
}
