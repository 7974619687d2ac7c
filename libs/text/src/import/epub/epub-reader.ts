import { fail, ok, type Result } from '@audiobook/model/result';
import type { Document } from 'domhandler';
import { resolveLink } from '../archive/archive-path.ts';
import type { BookDraft, BookFile, BookReader, LeftOutText } from '../book-reader.ts';
import type { ContentsEntry } from '../chapters/contents-entry.ts';
import { dividePages } from '../chapters/divide-pages.ts';
import { isLinkList } from '../chapters/page-kinds.ts';
import type { PlacedPage } from '../chapters/source-text.ts';
import { countLetters } from '../clean-text.ts';
import type { ImportChoices } from '../import-choices.ts';
import type { Cover } from '../imported-book.ts';
import { readPage } from '../markup/read-page.ts';
import { attribute, elements } from '../markup/xml.ts';
import { besideText } from '../notes/place-notes.ts';
import { pictureType } from '../picture-type.ts';
import { readLandmarks, readNavigation, readNcx } from './contents.ts';
import { damaged, type OpenEpub, openEpub, readText, readXml } from './open-epub.ts';
import type { ManifestItem } from './package-document.ts';
import { readFacts } from './package-facts.ts';
import { readPronunciations } from './pronunciations.ts';

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
  const pages = readPages(epub, contents);
  if (!pages.ok) return pages;
  const facts = readFacts(epub.opf);
  const divided = dividePages({ pages: pages.value.pages, contents, facts }, choices);
  if (divided.chapters.length === 0) return noText(epub, pages.value.pages);
  const cover = readCover(epub);
  const { lexicon, unsaid } = readPronunciations(epub, pages.value.pages, facts.language);
  const said = unsaid.reduce((sum, { text }) => sum + countLetters(text), 0);
  return ok({
    ...facts,
    ...(cover && { cover }),
    ...(Object.keys(lexicon).length > 0 && { lexicon }),
    ...divided,
    letters: divided.letters + said,
    leftOut: [...divided.leftOut, ...unsaid, ...pages.value.missing],
  });
}

interface ReadPages {
  pages: PlacedPage[];
  /** Pages of the reading order that are not in the file, and that no contents name. */
  missing: LeftOutText[];
}

/** Pages beside the linear reading order are the book's where its contents name them. */
function readPages(epub: OpenEpub, contents: ContentsEntry[]): Result<ReadPages> {
  const pages: PlacedPage[] = [];
  const missing: LeftOutText[] = [];
  const named = pathsIn(contents);
  const guide = readGuidePages(epub);
  for (const { item, linear } of epub.package.spine) {
    if (!/html|xml/.test(item.mediaType) || item.mediaType.includes('svg')) continue;
    const isMissing = epub.archive.find(item.path) === undefined;
    if (isMissing && contents.length > 0 && !named.has(item.path)) {
      missing.push({ what: `pages that the file lacks (${item.path})`, text: '' });
      continue;
    }
    const source = readText(epub.archive, item.path, epub.importing);
    if (!source.ok) return source;
    const page = readPage(source.value);
    if (!page) return damaged(epub.importing, `${item.path} is nested too deeply to be read`);
    const isRead = linear || named.has(item.path);
    const isShort = page.letters < longestGuidePage || isLinkList(page.blocks);
    const what = isShort ? guide.get(item.path) : undefined;
    pages.push({ path: item.path, page, leftOut: what ?? (isRead ? undefined : besideText) });
  }
  return ok({ pages, missing });
}

function pathsIn(contents: ContentsEntry[]): Set<string> {
  const own = contents.flatMap(({ place, children }) => [place?.path, ...pathsIn(children)]);
  return new Set(own.filter((path) => path !== undefined));
}

/** A page with more letters than this is more than a title page, whatever the guide says. */
const longestGuidePage = 5_000;

/** EPUB 2's guide and EPUB 3's landmarks: what whole pages are. */
const guidePages: Readonly<Record<string, string>> = {
  cover: 'cover page',
  'title-page': 'title page',
  titlepage: 'title page',
  halftitlepage: 'half title page',
  toc: 'table of contents page',
  'copyright-page': 'copyright page',
  colophon: 'colophon',
  dedication: 'dedication',
  index: 'index',
  loi: 'list of illustrations',
  lot: 'list of tables',
};

/** The paths of pages that the package says are not the book's text, and as what they are left out. */
function readGuidePages({ package: { guide, items }, archive, importing }: OpenEpub) {
  const nav = items.find(({ properties }) => properties.includes('nav'));
  const document = nav && readXml(archive, nav.path, importing);
  const landmarks = document?.ok ? readLandmarks(document.value, nav?.path ?? '') : new Map();
  const named = [...guide, ...landmarks].flatMap(([path, type]): [string, string][] => {
    const what = guidePages[type];
    return what === undefined ? [] : [[path, what]];
  });
  const navigation: [string, string][] = nav ? [[nav.path, 'table of contents page']] : [];
  return new Map([...named, ...navigation]);
}

/**
 * The navigation document's contents or the NCX's: the first that leads to more than one place in
 * the book, else the one that leads to any. What cannot be read is none.
 */
function readContents(epub: OpenEpub): ContentsEntry[] {
  const { items, ncx, spine } = epub.package;
  const nav = items.find(({ properties }) => properties.includes('nav'));
  const read = spine.map(({ item }) => item.path);
  const found = [
    readContentsFile(epub, nav, readNavigation),
    readContentsFile(epub, ncx, readNcx),
  ].map((contents) => ({ contents, places: countPlaces(contents, new Set(read)) }));
  const best = found.find(({ places }) => places > 1) ?? found.find(({ places }) => places > 0);
  return best?.contents ?? [];
}

function readContentsFile(
  { archive, importing }: OpenEpub,
  item: ManifestItem | undefined,
  read: (document: Document, path: string) => ContentsEntry[],
): ContentsEntry[] {
  if (!item || archive.find(item.path) === undefined) return [];
  const document = readXml(archive, item.path, importing);
  return document.ok ? read(document.value, item.path) : [];
}

function countPlaces(contents: readonly ContentsEntry[], pages: ReadonlySet<string>): number {
  return contents.reduce((sum, { place, children }) => {
    const own = place && pages.has(place.path) ? 1 : 0;
    return sum + own + countPlaces(children, pages);
  }, 0);
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
