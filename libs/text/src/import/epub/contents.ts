import { type Document, type Element, isTag } from 'domhandler';
import { resolveLink } from '../archive/archive-path.ts';
import type { ContentsEntry } from '../chapters/contents-entry.ts';
import { attribute, attributeWords, childElements, elements, elementText } from '../markup/xml.ts';

/** The table of contents of an EPUB 3 navigation document. @param path the document's own path */
export function readNavigation(document: Document, path: string): ContentsEntry[] {
  const navs = elements(document, 'nav');
  const contents = navs.find((nav) => attributeWords(nav, 'type').includes('toc')) ?? navs[0];
  const list = contents && (elements(contents, 'ol')[0] ?? elements(contents, 'ul')[0]);
  return list ? readList(list, path) : readLinks(contents ?? document, path);
}

/** Pages by what the landmarks of a navigation document call them. @param path its own path */
export function readLandmarks(document: Document, path: string): Map<string, string> {
  const navs = elements(document, 'nav');
  const landmarks = navs.find((nav) => attributeWords(nav, 'type').includes('landmarks'));
  const links = landmarks ? elements(landmarks, 'a') : [];
  return new Map(
    links.flatMap((link): [string, string][] => {
      const place = resolveLink(path, attribute(link, 'href') ?? '');
      const type = attributeWords(link, 'type')[0];
      return place && place.fragment === undefined && type ? [[place.path, type]] : [];
    }),
  );
}

/** Contents that are no list. */
function readLinks(within: Document | Element, path: string): ContentsEntry[] {
  return elements(within, 'a').map((link) =>
    entry(elementText(link), attribute(link, 'href'), path, []),
  );
}

/** The table of contents of an EPUB 2 NCX. @param path the document's own path */
export function readNcx(document: Document, path: string): ContentsEntry[] {
  const map = elements(document, 'navMap')[0];
  return map ? readPoints(map, path) : [];
}

function readList(list: Element, path: string): ContentsEntry[] {
  return childElements(list, 'li').map((item) => {
    const { links, texts, lists } = ownElements(item, { links: [], texts: [], lists: [] });
    const [link, inner] = [links[0], lists[0]];
    const label = link ?? texts[0];
    return entry(
      label ? elementText(label) : '',
      link && attribute(link, 'href'),
      path,
      inner ? readList(inner, path) : [],
    );
  });
}

interface OwnElements {
  links: Element[];
  texts: Element[];
  lists: Element[];
}

/** What an item of a list holds, the lists in it apart. */
function ownElements(parent: Element, found: OwnElements): OwnElements {
  for (const child of parent.children.filter(isTag)) {
    const name = child.name.slice(child.name.indexOf(':') + 1);
    if (name === 'ol' || name === 'ul') found.lists.push(child);
    else {
      if (name === 'a') found.links.push(child);
      if (name === 'span') found.texts.push(child);
      ownElements(child, found);
    }
  }
  return found;
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
