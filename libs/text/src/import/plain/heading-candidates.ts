import { readNumberedHeading } from '../numbered-heading.ts';
import { parseRoman } from '../numerals.ts';
import { groupText, type LineGroup } from './line-groups.ts';

/** The ways in which books count their chapters. Each is judged as a whole. */
export type Family = 'chapter' | 'part' | 'roman' | 'arabic' | 'roman-title' | 'arabic-title';

/** A group of lines that may be the heading of a numbered chapter or part. */
export interface Candidate {
  /** Index of its group. */
  at: number;
  family: Family;
  number: number;
  /** Where in the group a title stands: beside the number, on a line of its own, or not at all. */
  title: 'beside' | 'below' | 'none';
  /** Lines of the group that are the heading; what follows in it is text. */
  lines: number;
}

/** Longest heading, in characters and in lines: a summary of what the chapter brings. */
const longestHeading = 400;
const mostHeadingLines = 6;
/** Longest line that is the number of a chapter, and longest title below it. */
const longestLine = 100;

export function findCandidates(groups: readonly LineGroup[]): Candidate[] {
  return groups.flatMap((group, at) => {
    const read = readKeyword(group) ?? readNumeral(group);
    return read ? [{ at, ...read }] : [];
  });
}

type Reading = Omit<Candidate, 'at'>;

function readKeyword(group: LineGroup): Reading | undefined {
  const [first = '', ...others] = group.lines;
  if (first.trim().length > longestLine) return undefined;
  const heading = readNumberedHeading(first);
  if (!heading || others.some(isEntry)) return undefined;
  const { rank: family, number } = heading;
  if (heading.title !== '') {
    const fits =
      group.lines.length <= mostHeadingLines && groupText(group).length <= longestHeading;
    return { family, number, title: 'beside', lines: fits ? group.lines.length : 1 };
  }
  const fits = others.length <= 2 && others.join(' ').length <= longestLine;
  const title = fits && others.length > 0 ? 'below' : 'none';
  return { family, number, title, lines: fits ? group.lines.length : 1 };
}

/** A title beside a number stands behind a stop, or wide apart: "I Danmark" is no first chapter. */
const numeral =
  /^[\s*_=~#[§—–-]*(?:([IVXLCDM]+)|(\d{1,3}))(?:[\s*_=~#.\]—–-]*$|(?:[.:)]\s|\s*[—–-]{1,2}|\s{2,})\s*(["“„«»_]*\p{Lu}.*)$)/u;

function readNumeral(group: LineGroup): Reading | undefined {
  const [first = '', ...others] = group.lines;
  const fits = group.lines.length <= 3 && groupText(group).length <= 2 * longestLine;
  if (group.before === 0 || !fits || others.some(isEntry)) return undefined;
  const match = numeral.exec(first.trim());
  const number = match?.[1] ? parseRoman(match[1]) : Number(match?.[2]);
  if (!match || !number) return undefined;
  const system = match[1] ? 'roman' : 'arabic';
  const { length: lines } = group.lines;
  if (match[3] !== undefined) return { family: `${system}-title`, number, title: 'beside', lines };
  return { family: system, number, title: others.length > 0 ? 'below' : 'none', lines };
}

/** A line of a list of chapters. */
function isEntry(line: string): boolean {
  const trimmed = line.trim();
  return (
    readNumberedHeading(trimmed) !== undefined || /^([IVXLC]+|\d{1,3})[.:)]?(\s|$)/.test(trimmed)
  );
}
