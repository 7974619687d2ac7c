import { findNodeAtLocation, parseTree } from 'jsonc-parser';

/** A line and a column, counted from 1. */
export interface TextPosition {
  line: number;
  column: number;
}

/**
 * Finds where values of a JSON text stand: the name of a property, where it is one. Of a path that there is
 * not, its nearest parent that there is; of a text that is no JSON, its start.
 */
export function jsonPositions(text: string): (path: (string | number)[]) => TextPosition {
  const source = text.replace(/^\uFEFF/, '');
  const tree = parseTree(source);
  const positionAt = positionFinder(source);
  return (path) => {
    for (let depth = path.length; tree !== undefined && depth > 0; depth--) {
      const node = findNodeAtLocation(tree, path.slice(0, depth));
      if (node === undefined) continue;
      const { offset } = node.parent?.type === 'property' ? node.parent : node;
      return positionAt(offset);
    }
    return { line: 1, column: 1 };
  };
}

/** Names that an object has more than once, of which JSON keeps the last alone, and where they come again. */
export function repeatedNames(text: string): (TextPosition & { name: string })[] {
  const source = text.replace(/^\uFEFF/, '');
  const positionAt = positionFinder(source);
  const seen = new Set<string>();
  return (parseTree(source)?.children ?? []).flatMap(({ offset, children = [] }) => {
    const name = String(children[0]?.value);
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [{ name, ...positionAt(offset) }];
  });
}

/** Finds the line and column of an offset, both counted from 1; columns in UTF-16 code units. */
export function positionFinder(text: string): (offset: number) => TextPosition {
  const starts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}
