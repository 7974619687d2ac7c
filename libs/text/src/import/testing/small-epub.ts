import { strToU8, type Zippable, zipSync } from 'fflate';

/** A page of a small EPUB: its path beside the package document, and what is in its body. */
export type SmallPage = readonly [path: string, body: string];

/** What a test wants of an EPUB; everything else is as in a plain, sound one. */
export interface SmallEpub {
  pages: readonly SmallPage[];
  /** Inside the navigation document's `<nav>`; without it there is none. */
  nav?: string;
  /** Inside the NCX's `<navMap>`. */
  ncx?: string;
  /** Elements of the package's metadata. */
  metadata?: string;
  /** Further items of the manifest, and what stands behind the spine. */
  items?: string;
  guide?: string;
  /** Files besides, by their path in the archive. */
  files?: Record<string, string | Uint8Array>;
}

const container =
  '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>' +
  '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/>' +
  '</rootfiles></container>';

/** Makes the bytes of an EPUB for a test. */
export function makeEpub(epub: SmallEpub): Uint8Array {
  const files: Zippable = {
    mimetype: [strToU8('application/epub+zip'), { level: 0 }],
    'META-INF/container.xml': strToU8(container),
    'OPS/book.opf': strToU8(packageDocument(epub)),
  };
  for (const [path, body] of epub.pages) files[`OPS/${path}`] = strToU8(xhtml(body));
  if (epub.nav !== undefined) {
    files['OPS/nav.xhtml'] = strToU8(xhtml(`<nav epub:type="toc">${epub.nav}</nav>`));
  }
  if (epub.ncx !== undefined) {
    files['OPS/toc.ncx'] = strToU8(`<ncx version="2005-1"><navMap>${epub.ncx}</navMap></ncx>`);
  }
  for (const [path, content] of Object.entries(epub.files ?? {})) {
    files[path] = typeof content === 'string' ? strToU8(content) : content;
  }
  return zipSync(files);
}

/** A page's XHTML around what is in its body. */
export function xhtml(body: string): string {
  return (
    '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html>' +
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">' +
    `<head><title>A page</title></head><body>${body}</body></html>`
  );
}

function packageDocument({ pages, nav, ncx, metadata, items, guide }: SmallEpub): string {
  const paths = pages.map(([path]) => path);
  const manifest = paths.map(
    (path, at) => `<item id="p${at}" href="${path}" media-type="application/xhtml+xml"/>`,
  );
  const navItem =
    '<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>';
  const ncxItem = '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>';
  return (
    '<package xmlns="http://www.idpf.org/2007/opf" version="3.0">' +
    `<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">${metadata ?? '<dc:title>A Book</dc:title>'}</metadata>` +
    `<manifest>${manifest.join('')}${nav === undefined ? '' : navItem}${ncx === undefined ? '' : ncxItem}${items ?? ''}</manifest>` +
    `<spine toc="ncx">${paths.map((_, at) => `<itemref idref="p${at}"/>`).join('')}</spine>` +
    `${guide ?? ''}</package>`
  );
}
