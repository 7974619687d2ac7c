import { openTag } from '../markup/xhtml.ts';
import type { WordParagraph } from './word-text.ts';

/** Empty paragraphs stand between scenes where fewer than this share of all paragraphs have them. */
const mostScenes = 0.05;

/** What a paragraph that is left out is in EPUB's semantics. */
const leftOutTypes: Readonly<Record<string, string>> = {
  'table of contents page': 'toc',
  'list of illustrations': 'loi',
  index: 'index',
};

/** The body of a Word document as XHTML with EPUB's semantics. */
export function wordToXhtml(paragraphs: readonly WordParagraph[]): string {
  const sceneSpace = sceneSpaceOf(paragraphs);
  const shift = headingShift(paragraphs);
  const written: string[] = [];
  let inVerse = false;
  for (const [at, paragraph] of paragraphs.entries()) {
    const isVerse = paragraph.style.role === 'verse' && paragraph.level === 0;
    const isScene = at > 0 && !isVerse && paragraph.empty >= sceneSpace;
    if (inVerse && (!isVerse || paragraph.empty > 0)) written.push('</div>');
    if (isScene) written.push('<hr/>');
    if (isVerse && (!inVerse || paragraph.empty > 0)) written.push('<div class="verse">');
    inVerse = isVerse;
    written.push(isVerse ? `<p class="line">${paragraph.xhtml}</p>` : write(paragraph, shift));
  }
  if (inVerse) written.push('</div>');
  return written.join('');
}

/** Notes as XHTML, each in an element of its own. */
export function notesToXhtml(
  paragraphs: readonly WordParagraph[],
  kind: 'footnote' | 'endnote',
): string {
  const byNote = Map.groupBy(paragraphs, ({ note }) => note ?? '');
  const written = [...byNote].map(([note, own]) => {
    const text = own.map((paragraph) => `<p>${paragraph.xhtml}</p>`).join('');
    return `${openTag('aside', { 'epub:type': kind, id: note })}${text}</aside>`;
  });
  return written.join('');
}

function write(paragraph: WordParagraph, shift: number): string {
  const { xhtml, kind, level, isItem, leftOut, style } = paragraph;
  if (xhtml === '<hr/>') return xhtml;
  if (leftOut === 'captions of images') return `<figcaption>${xhtml}</figcaption>`;
  const own = kind === 'row' ? `<table><tr>${xhtml}</tr></table>` : `<p>${xhtml}</p>`;
  if (leftOut)
    return `${openTag('section', { 'epub:type': leftOutTypes[leftOut] })}${own}</section>`;
  if (style.role === 'title' || style.role === 'subtitle') return writeTitle(paragraph, shift);
  if (level > 0) return heading(xhtml, level + shift);
  return isItem ? `<ul><li>${xhtml}</li></ul>` : own;
}

/** The one title of a document is its title page's; several are headings. */
function writeTitle({ xhtml, style }: WordParagraph, shift: number): string {
  if (shift > 0) return heading(xhtml, style.role === 'title' ? 1 : 6);
  return `<section epub:type="titlepage"><p>${xhtml}</p></section>`;
}

function heading(xhtml: string, level: number): string {
  const name = `h${Math.min(6, level)}`;
  return `<${name}>${xhtml}</${name}>`;
}

/** Where several paragraphs have the style of the book's title, headings are below them. */
function headingShift(paragraphs: readonly WordParagraph[]): number {
  return paragraphs.filter(({ style }) => style.role === 'title').length > 1 ? 1 : 0;
}

/** Empty paragraphs that mean a new scene: more than there are between most. */
function sceneSpaceOf(paragraphs: readonly WordParagraph[]): number {
  const spaces = paragraphs
    .slice(1)
    .filter(({ level }) => level === 0)
    .map(({ empty }) => empty);
  spaces.sort((one, other) => one - other);
  const usual = spaces[Math.floor(spaces.length / 2)] ?? 0;
  const larger = spaces.filter((space) => space > usual);
  const isRare = larger.length <= Math.max(2, spaces.length * mostScenes);
  return isRare ? usual + 1 : Number.POSITIVE_INFINITY;
}
