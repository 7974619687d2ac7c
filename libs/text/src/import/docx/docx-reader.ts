import { fail, type Result } from '@audiobook/model/result';
import type { Document } from 'domhandler';
import type { Importing } from '../archive/zip-archive.ts';
import type { BookDraft, BookFile, BookReader, LeftOutText } from '../book-reader.ts';
import { onlyTitle } from '../chapters/only-title.ts';
import { draftOfPages } from '../chapters/paged-draft.ts';
import { cleanText } from '../clean-text.ts';
import type { ImportChoices } from '../import-choices.ts';
import type { BookFacts } from '../imported-book.ts';
import { readPage } from '../markup/read-page.ts';
import { elements, elementText } from '../markup/xml.ts';
import { factsOfName } from '../plain/front-page.ts';
import { findManuscriptHeadings } from './manuscript-headings.ts';
import { openWord, type WordPackage } from './word-package.ts';
import { readStyles, type WordStyle } from './word-styles.ts';
import { readWordText, type WordParagraph, type WordText } from './word-text.ts';
import { notesToXhtml, wordToXhtml } from './word-to-xhtml.ts';

/** Word documents of 2007 and later (ECMA-376, WordprocessingML). */
export const docxReader: BookReader = {
  format: 'Word',
  extensions: ['.docx', '.docm', '.dotx'],
  recognises: isWord,
  read: readDocx,
};

const path = 'book';

function isWord(bytes: Uint8Array): boolean {
  const latin1 = (part: Uint8Array) => Buffer.from(part).toString('latin1');
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) return false;
  const opening = latin1(bytes.subarray(0, 4_096));
  return (
    !opening.includes('mimetype') && (opening + latin1(bytes.subarray(-65_536))).includes('word/')
  );
}

async function readDocx(file: BookFile, choices: ImportChoices): Promise<Result<BookDraft>> {
  const importing = { doing: `importing ${file.name}`, file: file.name };
  const word = openWord(file.bytes, importing);
  if (!word.ok) return word;
  const read = readParts(word.value, readStyles(word.value.styles));
  if (typeof read === 'string') return refuse(importing, read);
  const body = withHeadings(read.body);
  const page = readPage(wordToXhtml(body) + read.notes);
  if (!page) return refuse(importing, 'its elements are nested too deeply to be read');
  const facts = {
    ...factsOfName(file.name),
    ...onlyTitle(page.blocks),
    ...factsOfProperties(word.value.properties),
    ...titleOf(body),
  };
  const { letters, leftOut } = read;
  return draftOfPages(
    file.name,
    { pages: [{ path, page }], contents: [], facts, leftOut, letters },
    choices,
  );
}

interface ReadParts {
  body: WordParagraph[];
  /** As XHTML. */
  notes: string;
  leftOut: LeftOutText[];
  letters: number;
}

/** The text of all parts; as text, why one of them cannot be read. */
function readParts(word: WordPackage, styles: ReadonlyMap<string, WordStyle>): ReadParts | string {
  const body = readWordText(word.document, styles, 'document');
  const footnotes = word.footnotes.map((xml) => readWordText(xml, styles, 'footnote'));
  const endnotes = word.endnotes.map((xml) => readWordText(xml, styles, 'endnote'));
  const comments = word.comments.map((xml) => readWordText(xml, styles, 'comment'));
  const headers = word.headers.map((xml) => readWordText(xml, styles, 'header'));
  const parts = [body, ...footnotes, ...endnotes, ...comments, ...headers];
  const problem = parts.find((part) => typeof part === 'string');
  if (problem !== undefined || typeof body === 'string') return problem ?? '';
  const sound = parts.filter((part) => typeof part !== 'string');
  return {
    body: body.paragraphs,
    notes:
      notesToXhtml(paragraphsOf(footnotes), 'footnote') +
      notesToXhtml(paragraphsOf(endnotes), 'endnote'),
    leftOut: [
      ...sound.flatMap(({ leftOut }) => leftOut),
      ...textsOf('comments', paragraphsOf(comments)),
      ...textsOf('headers and footers', paragraphsOf(headers)),
    ],
    letters: sound.reduce((sum, part) => sum + part.letters, 0),
  };
}

function paragraphsOf(parts: readonly (WordText | string)[]): WordParagraph[] {
  return parts.flatMap((part) => (typeof part === 'string' ? [] : part.paragraphs));
}

/** Paragraphs that are not read, whatever is in them. */
function textsOf(what: string, paragraphs: readonly WordParagraph[]): LeftOutText[] {
  const page = readPage(paragraphs.map(({ xhtml }) => `<p>${xhtml}</p>`).join(''));
  const own = (page?.blocks ?? []).map(({ lines }) => ({ what, text: lines.join(' ') }));
  return [...own, ...(page?.leftOut ?? [])];
}

/** Fewer headings than this by style or outline level say nothing. */
const leastHeadings = 2;

function withHeadings(paragraphs: WordParagraph[]): WordParagraph[] {
  const styled = paragraphs.filter(({ level, style }) => level > 0 || style.role === 'title');
  return styled.length < leastHeadings ? findManuscriptHeadings(paragraphs) : paragraphs;
}

/** Names that word processors write where nobody has said one. */
const noTitle = /^(document ?\d*|untitled|microsoft word\b.*|dokument ?\d*|sans titre)$/i;
const noAuthor = /^(administrator|admin|user|owner|python-docx|unknown|microsoft office user)$/i;

/** What docProps/core.xml says. */
function factsOfProperties(properties: Document | undefined): BookFacts {
  const said = (name: string) => {
    const element = properties && elements(properties, name)[0];
    return element ? elementText(element) : '';
  };
  const [title, author] = [said('title'), said('creator')];
  const language = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.exec(said('language'))?.[0];
  const description = said('description');
  return {
    ...(title && !noTitle.test(title) && { title }),
    ...(author && !noAuthor.test(author) && { author: author.replaceAll(';', ', ') }),
    ...(language && { language }),
    ...(description && !/^generated by/i.test(description) && { description }),
  };
}

/** The paragraph in the style of a title, where there is one. */
function titleOf(paragraphs: readonly WordParagraph[]): BookFacts {
  const titles = paragraphs.filter(({ style }) => style.role === 'title');
  const title = titles.length === 1 ? cleanText(titles[0]?.text ?? '') : '';
  return title === '' ? {} : { title };
}

function refuse(importing: Importing, found: string): Result<never> {
  return fail({
    kind: 'bad-file',
    ...importing,
    found: `the Word document cannot be read: ${found}`,
    remedy: 'Open it in a word processor, and save it again as a Word document (.docx).',
  });
}
