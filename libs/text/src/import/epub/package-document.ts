import type { Document, Element } from 'domhandler';
import { resolveLink } from '../archive/archive-path.ts';
import { attribute, attributeWords, elements } from '../markup/xml.ts';

/** A file of the book, as its package lists it. */
export interface ManifestItem {
  id: string;
  /** Its path in the archive. */
  path: string;
  mediaType: string;
  properties: string[];
}

/** The parts of an OPF package that tell what the book's files are and how they are read. */
export interface PackageDocument {
  items: ManifestItem[];
  /** The reading order. */
  spine: { item: ManifestItem; linear: boolean }[];
  /** The NCX that the spine names. */
  ncx?: ManifestItem;
  /** EPUB 2's guide: paths of whole pages to what they are, such as `title-page`. */
  guide: Map<string, string>;
  /** The cover picture's item by EPUB 3's property or EPUB 2's meta. */
  cover?: ManifestItem;
}

/** @param path the package document's own path in the archive, which its links are relative to */
export function readPackage(document: Document, path: string): PackageDocument {
  const items = elements(document, 'item').flatMap((element) => readItem(element, path));
  const byId = new Map(items.map((item) => [item.id, item]));
  const spine = readSpine(document, byId);
  const ncx = findNcx(document, items, byId);
  const cover = findCover(document, items, byId);
  const guide = readGuide(document, path);
  return { items, spine, guide, ...(ncx && { ncx }), ...(cover && { cover }) };
}

/** Each page once: some books list one twice. */
function readSpine(document: Document, byId: Map<string, ManifestItem>): PackageDocument['spine'] {
  const seen = new Set<string>();
  return elements(document, 'itemref').flatMap((reference) => {
    const item = byId.get(attribute(reference, 'idref') ?? '');
    if (!item || seen.has(item.path)) return [];
    seen.add(item.path);
    return [{ item, linear: attribute(reference, 'linear') !== 'no' }];
  });
}

function readItem(element: Element, path: string): ManifestItem[] {
  const place = resolveLink(path, attribute(element, 'href') ?? '');
  const id = attribute(element, 'id');
  if (!place || id === undefined) return [];
  const mediaType = (attribute(element, 'media-type') ?? '').toLowerCase();
  return [{ id, path: place.path, mediaType, properties: attributeWords(element, 'properties') }];
}

function findNcx(
  document: Document,
  items: ManifestItem[],
  byId: Map<string, ManifestItem>,
): ManifestItem | undefined {
  const named = elements(document, 'spine').map((spine) => attribute(spine, 'toc') ?? '')[0];
  return (
    byId.get(named ?? '') ?? items.find(({ mediaType }) => mediaType === 'application/x-dtbncx+xml')
  );
}

function findCover(
  document: Document,
  items: ManifestItem[],
  byId: Map<string, ManifestItem>,
): ManifestItem | undefined {
  const meta = elements(document, 'meta').find((meta) => attribute(meta, 'name') === 'cover');
  const named = (meta && attribute(meta, 'content')) ?? '';
  return (
    items.find(({ properties }) => properties.includes('cover-image')) ??
    byId.get(named) ??
    items.find(({ path }) => named !== '' && path.endsWith(named))
  );
}

function readGuide(document: Document, path: string): Map<string, string> {
  const guide = new Map<string, string>();
  for (const reference of elements(document, 'reference')) {
    const place = resolveLink(path, attribute(reference, 'href') ?? '');
    const type = attribute(reference, 'type');
    if (place && place.fragment === undefined && type) guide.set(place.path, type.toLowerCase());
  }
  return guide;
}
