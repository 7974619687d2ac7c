import { makeDocx, paragraph } from '@audiobook/text/import/testing/small-docx';
import { makeEpub } from '@audiobook/text/import/testing/small-epub';
import { makePdf, type SetText } from '@audiobook/text/import/testing/small-pdf';
import { blockText, parseChapter } from '@audiobook/text/parse-chapter';
import { generateNovel } from '../novel/generate-novel.ts';

/** A chapter of a book that is made into files of every format. */
interface Chapter {
  title: string;
  paragraphs: string[];
}

/** One book as a file of a format. */
export interface BookFile {
  name: string;
  bytes: Uint8Array;
}

/** Bytes of the text in a book of so many pages. */
export function textOnPages(pages: number): number {
  return pages * linesOnPage * lineLength;
}

/** A generated novel of so many characters as a file of each format but PDF. */
export function bookFiles(characters: number): BookFile[] {
  const chapters = chaptersOf(characters);
  return [
    file('txt', chapters.map(asText).join('\n\n\n\n')),
    file('md', chapters.map(asMarkdown).join('\n\n')),
    file('html', `<!DOCTYPE html><html lang="en"><body>${chapters.map(asHtml).join('')}</body>`),
    file('fb2', asFictionBook(chapters)),
    { name: 'novel.epub', bytes: asEpub(chapters) },
    { name: 'novel.docx', bytes: asDocx(chapters) },
  ];
}

/** A generated novel as a PDF of so many pages, as books are set: running heads, numbers, 28 lines. */
export function pdfBook(pages: number): BookFile {
  const lines = chaptersOf(textOnPages(pages))
    .flatMap(({ title, paragraphs }) => ['', title, '', ...paragraphs.flatMap(setLines)])
    .slice(0, pages * linesOnPage);
  const set = Array.from({ length: pages }, (_, page): SetText[] => [
    { text: 'THE LONG NOVEL', x: 150, y: 30, size: 8 },
    ...lines.slice(page * linesOnPage, (page + 1) * linesOnPage).map((text, at) => ({
      text,
      x: 40,
      y: 60 + at * 18,
      size: text.startsWith('Chapter') ? 16 : 9,
    })),
    { text: String(page + 1), x: 195, y: 580, size: 8 },
  ]);
  return { name: 'novel.pdf', bytes: makePdf({ pages: set }) };
}

const linesOnPage = 28;
/** In characters. */
const lineLength = 56;

function setLines(paragraph: string): string[] {
  const lines = paragraph.match(/.{1,56}(?:\s|$)/g) ?? [];
  return [...lines.slice(0, 1).map((line) => `  ${line}`), ...lines.slice(1)];
}

function chaptersOf(characters: number): Chapter[] {
  const novel = generateNovel({ seed: 5, characters, chapters: Math.ceil(characters / 40_000) });
  return novel.chapters.map(({ title, text }, at) => ({
    title: `Chapter ${at + 1}. ${title.replace(/^.*?[.:] /, '')}`,
    paragraphs: parseChapter(text)
      .filter(({ kind }) => kind === 'paragraph')
      .map((block) => blockText(text, block).replace(/\s+/g, ' ')),
  }));
}

function file(extension: string, text: string): BookFile {
  return { name: `novel.${extension}`, bytes: Buffer.from(text) };
}

function asText({ title, paragraphs }: Chapter): string {
  return [title, ...paragraphs.map((text) => text.replace(/(.{50,68}) /g, '$1\n'))].join('\n\n');
}

function asMarkdown({ title, paragraphs }: Chapter): string {
  return [`# ${title}`, ...paragraphs].join('\n\n');
}

function asHtml({ title, paragraphs }: Chapter): string {
  return `<h2>${title}</h2>\n${paragraphs.map((text) => `<p>${escapeXml(text)}</p>`).join('\n')}\n`;
}

function asFictionBook(chapters: readonly Chapter[]): string {
  const sections = chapters.map(
    ({ title, paragraphs }) =>
      `<section><title><p>${title}</p></title>${paragraphs.map((text) => `<p>${escapeXml(text)}</p>`).join('')}</section>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?><FictionBook><description><title-info><book-title>Novel</book-title><lang>en</lang></title-info></description><body>${sections.join('')}</body></FictionBook>`;
}

function asEpub(chapters: readonly Chapter[]): Uint8Array {
  const entries = chapters.map(({ title }, at) => `<li><a href="${at}.xhtml">${title}</a></li>`);
  return makeEpub({
    nav: `<ol>${entries.join('')}</ol>`,
    pages: chapters.map((chapter, at) => [`${at}.xhtml`, asHtml(chapter)] as const),
  });
}

function asDocx(chapters: readonly Chapter[]): Uint8Array {
  return makeDocx({
    body: chapters
      .map(({ title, paragraphs }) =>
        [
          paragraph(title, 'Heading1'),
          ...paragraphs.map((text) => paragraph(escapeXml(text))),
        ].join(''),
      )
      .join(''),
  });
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
