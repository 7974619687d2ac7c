import { indentOf, type Layout, type LineGroup } from './line-groups.ts';

/** Less may be a slip. */
const leastIndent = 2;
/** Where more of the groups than this share are indented, that is how the text is set. */
const mostIndented = 1 / 3;
/** Where more of the groups than this share have an indented first line, paragraphs have one. */
const mostOpenings = 0.05;

/** Whether a text tells letters and inscriptions from its own paragraphs by indenting them. */
export function setsOffByIndent({ wrapped, groups }: Layout): boolean {
  if (!wrapped) return false;
  const indented = groups.filter(isIndented);
  const openings = groups.filter((group) => opensIndented(group) && !isIndented(group));
  return (
    indented.length <= groups.length * mostIndented &&
    openings.length <= groups.length * mostOpenings
  );
}

/**
 * The groups of a stretch that are set off from the text around them: indented throughout, and
 * narrower than that. Where all are indented, none is.
 */
export function setOffGroups(groups: readonly LineGroup[], width: number): ReadonlySet<LineGroup> {
  const indented = groups.filter(isIndented);
  if (indented.length === groups.length) return new Set();
  const isNarrow = (line: string) => line.trim().length <= width - leastIndent;
  return new Set(indented.filter(({ lines }) => lines.every(isNarrow)));
}

function isIndented({ lines }: LineGroup): boolean {
  return lines.every((line) => indentOf(line) >= leastIndent);
}

function opensIndented({ lines }: LineGroup): boolean {
  return indentOf(lines[0] ?? '') >= leastIndent;
}
