/** A place in an archive: a file by its path, and perhaps an anchor in it. */
export interface ArchivePlace {
  path: string;
  fragment?: string;
}

/**
 * Where a link leads.
 *
 * @param from the path of the file that holds the link
 * @param href a relative reference, percent-encoded or not
 * @returns undefined for a link that leads out of the book
 */
export function resolveLink(from: string, href: string): ArchivePlace | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(href)) return undefined;
  const [reference = '', ...rest] = href.trim().split('#');
  const fragment = rest.join('#');
  const target = reference.split('?')[0] ?? '';
  const path = target === '' ? from : joinPath(folderOf(from), decodePercent(target));
  return fragment === '' ? { path } : { path, fragment: decodePercent(fragment) };
}

/** Segments are resolved within the archive: `..` at its top leads nowhere else. */
function joinPath(folder: string, relative: string): string {
  const segments = relative.startsWith('/') ? [] : folder.split('/').filter(Boolean);
  for (const segment of relative.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '.' && segment !== '') segments.push(segment);
  }
  return segments.join('/');
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** A name without percent signs for characters; as it is where they stand for none. */
export function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
