import type { Document, Element } from 'domhandler';
import { resolveLink } from '../archive/archive-path.ts';
import type { ContentsEntry } from '../chapters/contents-entry.ts';
import { attribute, attributeWords, childElements, elements, elementText } from '../markup/xml.ts';

/** The table of contents of an EPUB 3 navigation document. @param path the document's own path */
export function readNavigation(document: Document, path: string): ContentsEntry[] {
  const navs = elements(document, 'nav');
  const contents = navs.find((nav) => attributeWords(nav, 'type').includes('toc')) ?? navs[0];
  const list = contents && childElements(contents, 'ol')[0];
  return list ? readList(list, path) : [];
}

/** The table of contents of an EPUB 2 NCX. @param path the document's own path */
export function readNcx(document: Document, path: string): ContentsEntry[] {
  const map = elements(document, 'navMap')[0];
  return map ? readPoints(map, path) : [];
}

function readList(list: Element, path: string): ContentsEntry[] {
  return childElements(list, 'li').map((item) => {
    const link = childElements(item, 'a')[0];
    const label = link ?? childElements(item, 'span')[0];
    const inner = childElements(item, 'ol')[0];
    return entry(
      label ? elementText(label) : '',
      link && attribute(link, 'href'),
      path,
      inner ? readList(inner, path) : [],
    );
  });
}

function readPoints(parent: Element, path: string): ContentsEntry[] {
  return childElements(parent, 'navPoint').map((point) => {
    const label = childElements(point, 'navLabel')[0];
    const content = childElements(point, 'content')[0];
    return entry(
      label ? elementText(label) : '',
      content && attribute(content, 'src'),
      path,
      readPoints(point, path),
    );
  });
}

function entry(
  label: string,
  href: string | undefined,
  path: string,
  children: ContentsEntry[],
): ContentsEntry {
  const place = href === undefined ? undefined : resolveLink(path, href);
  return { label, children, ...(place && { place }) };
}
