/** Lines that belong together, and how much empty space stands around them. */
export interface LineGroup {
  /** As in the file, with their indentation; never empty. */
  lines: string[];
  /** Blank lines before and behind; at the file's ends as many as there are, and one more. */
  before: number;
  after: number;
  /** Notes that are heard with it. */
  notes?: readonly string[];
}

/** How a plain text is set. */
export interface Layout {
  /** Whether paragraphs are broken into lines of a fixed width, with blank lines between them. */
  wrapped: boolean;
  /** The width that lines are broken at, in characters; where they are not, the longest line. */
  width: number;
  /** In a wrapped text paragraphs and what else blank lines set apart, else single lines. */
  groups: LineGroup[];
}

/** Nobody breaks lines at more characters than this. */
const widestWrap = 120;

/** How a text's lines are set; linear in its length. */
export function readLayout(lines: readonly string[]): Layout {
  const runs = groupLines(lines, false);
  const width = widthOf(runs);
  const inRuns = runs.filter((run) => run.lines.length > 1);
  const wrapped = width <= widestWrap && size(inRuns) * 2 > size(runs);
  if (!wrapped) return { wrapped, width, groups: groupLines(lines, true) };
  return { wrapped, width, groups: splitIndented(runs) };
}

/** A group's lines without indentation, as one. */
export function groupText(group: LineGroup): string {
  return group.lines.map((line) => line.trim()).join(' ');
}

export function indentOf(line: string): number {
  return /^[ \u00a0]*/.exec(line.replaceAll('\t', '    '))?.[0].length ?? 0;
}

function groupLines(lines: readonly string[], single: boolean): LineGroup[] {
  const groups: LineGroup[] = [];
  let blank = 1;
  for (const line of lines) {
    const last = groups.at(-1);
    if (line.trim() === '') blank++;
    else if (last && blank === 0 && !single) last.lines.push(line);
    else {
      if (last) last.after = blank;
      groups.push({ lines: [line], before: blank, after: 0 });
      blank = 0;
    }
    if (line.trim() !== '') blank = 0;
  }
  const last = groups.at(-1);
  if (last) last.after = blank + 1;
  return groups;
}

/** The length that all but a few of the lines stay within. */
function widthOf(groups: readonly LineGroup[]): number {
  const lengths = groups.flatMap(({ lines }) => lines.map((line) => line.trimEnd().length));
  lengths.sort((one, other) => one - other);
  return lengths[Math.floor(lengths.length * 0.97)] ?? 0;
}

function size(groups: readonly LineGroup[]): number {
  return groups.reduce((sum, { lines }) => sum + lines.join('').length, 0);
}

/** In some wrapped texts paragraphs are set apart by an indented first line alone. */
function splitIndented(groups: LineGroup[]): LineGroup[] {
  const openings = groups.flatMap((group) =>
    group.lines.filter((_, at) => opensParagraph(group, at)),
  );
  const lines = groups.reduce((sum, group) => sum + group.lines.length, 0);
  return openings.length * 25 < lines ? groups : groups.flatMap(splitGroup);
}

/** An indented line between lines that are not; one space is a slip of older scans. */
function opensParagraph({ lines }: LineGroup, at: number): boolean {
  const [previous, line, next] = [lines[at - 1], lines[at], lines[at + 1]];
  if (previous === undefined || line === undefined || indentOf(line) < 2) return false;
  return (
    indentOf(previous) < indentOf(line) && (next === undefined || indentOf(next) < indentOf(line))
  );
}

function splitGroup(group: LineGroup): LineGroup[] {
  const starts = [0, ...group.lines.keys()].filter((at) => at === 0 || opensParagraph(group, at));
  const unique = [...new Set(starts)];
  return unique.map((start, index) => {
    const end = unique[index + 1] ?? group.lines.length;
    return {
      lines: group.lines.slice(start, end),
      before: start === 0 ? group.before : 0,
      after: end === group.lines.length ? group.after : 0,
    };
  });
}
