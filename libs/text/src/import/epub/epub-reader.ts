import { fail, ok, type Result } from '@audiobook/model/result';
import { resolveLink } from '../archive/archive-path.ts';
import type { BookDraft, BookFile, BookReader } from '../book-reader.ts';
import type { ContentsEntry } from '../chapters/contents-entry.ts';
import { dividePages } from '../chapters/divide-pages.ts';
import type { PlacedPage } from '../chapters/source-text.ts';
import type { ImportChoices } from '../import-choices.ts';
import type { Cover } from '../imported-book.ts';
import { readPage } from '../markup/read-page.ts';
import { attribute, elements } from '../markup/xml.ts';
import { besideText } from '../notes/place-notes.ts';
import { pictureType } from '../picture-type.ts';
import { readNavigation, readNcx } from './contents.ts';
import { damaged, type OpenEpub, openEpub, readText, readXml } from './open-epub.ts';
import type { PackageDocument } from './package-document.ts';
import { readFacts } from './package-facts.ts';

/** EPUB 2 and 3. */
export const epubReader: BookReader = {
  format: 'EPUB',
  extensions: ['.epub'],
  recognises: isEpub,
  read: readEpub,
};

/** The first entry is `mimetype`, stored (OCF 3.3, 4.3); older makers did not keep to that. */
function isEpub(bytes: Uint8Array): boolean {
  const latin1 = (part: Uint8Array) => Buffer.from(part).toString('latin1');
  const opening = latin1(bytes.subarray(0, 200));
  if (!opening.startsWith('PK')) return false;
  const ending = latin1(bytes.subarray(-65_536));
  return opening.includes('application/epub+zip') || ending.includes('META-INF/container.xml');
}

async function readEpub(file: BookFile, choices: ImportChoices): Promise<Result<BookDraft>> {
  const importing = { doing: `importing ${file.name}`, file: file.name };
  const opened = openEpub(file.bytes, importing);
  if (!opened.ok) return opened;
  const epub = opened.value;
  const contents = readContents(epub);
  if (!contents.ok) return contents;
  const pages = readPages(epub, contents.value);
  if (!pages.ok) return pages;
  const facts = readFacts(epub.opf);
  const divided = dividePages({ pages: pages.value, contents: contents.value, facts }, choices);
  if (divided.chapters.length === 0) return noText(epub, pages.value);
  const cover = readCover(epub);
  return ok({ ...facts, ...(cover && { cover }), ...divided });
}

/** Pages beside the linear reading order are the book's where its contents name them. */
function readPages(epub: OpenEpub, contents: ContentsEntry[]): Result<PlacedPage[]> {
  const pages: PlacedPage[] = [];
  const named = pathsIn(contents);
  for (const { item, linear } of epub.package.spine) {
    if (!/html|xml/.test(item.mediaType) || item.mediaType.includes('svg')) continue;
    const source = readText(epub.archive, item.path, epub.importing);
    if (!source.ok) return source;
    const page = readPage(source.value);
    if (!page) return damaged(epub.importing, `${item.path} is nested too deeply to be read`);
    const isRead = linear || named.has(item.path);
    const leftOut = leftOutPageOf(epub.package, item.path, isRead);
    pages.push({ path: item.path, page, leftOut });
  }
  return ok(pages);
}

function pathsIn(contents: ContentsEntry[]): Set<string> {
  const own = contents.flatMap(({ place, children }) => [place?.path, ...pathsIn(children)]);
  return new Set(own.filter((path) => path !== undefined));
}

const guidePages: Readonly<Record<string, string>> = {
  cover: 'cover page',
  'title-page': 'title page',
  toc: 'table of contents page',
  'copyright-page': 'copyright page',
  colophon: 'colophon',
  loi: 'list of illustrations',
};

function leftOutPageOf(
  { guide, items }: PackageDocument,
  path: string,
  isRead: boolean,
): string | undefined {
  if (items.some((item) => item.path === path && item.properties.includes('nav'))) {
    return 'table of contents page';
  }
  return guidePages[guide.get(path) ?? ''] ?? (isRead ? undefined : besideText);
}

/** The navigation document's contents, else the NCX's. */
function readContents(epub: OpenEpub): Result<ContentsEntry[]> {
  const { items, ncx } = epub.package;
  const nav = items.find(({ properties }) => properties.includes('nav'));
  for (const [item, read] of [
    [nav, readNavigation],
    [ncx, readNcx],
  ] as const) {
    if (!item || epub.archive.find(item.path) === undefined) continue;
    const document = readXml(epub.archive, item.path, epub.importing);
    if (!document.ok) return document;
    const contents = read(document.value, item.path);
    if (contents.length > 0) return ok(contents);
  }
  return ok([]);
}

function readCover(epub: OpenEpub): Cover | undefined {
  const path = epub.package.cover?.path ?? coverPageImage(epub);
  const name = path === undefined ? undefined : epub.archive.find(path);
  const bytes = name === undefined ? undefined : epub.archive.read(name);
  if (!bytes?.ok) return undefined;
  const mediaType = pictureType(bytes.value);
  return mediaType && { bytes: bytes.value, mediaType };
}

/** The picture on the page that EPUB 2's guide calls the cover. */
function coverPageImage(epub: OpenEpub): string | undefined {
  const page = [...epub.package.guide].find(([, type]) => type === 'cover')?.[0];
  if (page === undefined) return undefined;
  const document = readXml(epub.archive, page, epub.importing);
  if (!document.ok) return page;
  const image = elements(document.value, 'img')[0] ?? elements(document.value, 'image')[0];
  const link = image && (attribute(image, 'src') ?? attribute(image, 'href'));
  return link === undefined ? undefined : resolveLink(page, link)?.path;
}

function noText({ importing }: OpenEpub, pages: PlacedPage[]): Result<never> {
  const images = pages.reduce((sum, { page }) => sum + page.images, 0);
  return fail({
    kind: 'bad-file',
    ...importing,
    found: `no text was found in it, only ${images} images on ${pages.length} pages`,
    remedy: 'Import an edition that holds the words and not pictures of them.',
  });
}
