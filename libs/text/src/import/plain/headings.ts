import { isDedication } from '../dedication.ts';
import { isNamedChapter, leftOutPage } from '../page-names.ts';
import { isSceneBreak } from '../scene-break.ts';
import { contentsGroups, entryKey } from './contents-list.ts';
import { type Candidate, findCandidates } from './heading-candidates.ts';
import { groupText, type LineGroup } from './line-groups.ts';
import { chooseSystem, endsSentence } from './numbered-system.ts';
import { plainWords } from './typography.ts';

/** A heading of a plain text. */
export interface Heading {
  kind: 'chapter' | 'part';
  title: string;
  /** Index of its first group, and how many groups it takes up. */
  at: number;
  span: number;
  /** Lines of its last group that are text already. */
  text: string[];
}

/** What a plain text's headings are, and which groups list them. */
export interface Outline {
  headings: Heading[];
  contents: Set<number>;
}

/** A title below a number is at most this long, in characters. */
const longestTitle = 90;
/** Unnumbered headings, in characters. */
const longestUnnumbered = 80;
/** Chapters without numbers are at least this long on average, in characters. */
const leastUnnumbered = 1_000;

/** Finds a plain text's chapters and parts. Linear in the number of groups. */
export function findHeadings(groups: readonly LineGroup[]): Outline {
  const candidates = findCandidates(groups);
  const chapters = chooseSystem(groups, candidates);
  const contents = contentsGroups(groups, candidates, chapters);
  const counted = chapters.filter(({ at }) => !contents.has(at));
  const starts = new Set(counted.map(({ at }) => at));
  const firstCounted = counted[0]?.at ?? 0;
  const listed = [...contents].reduce((last, at) => (at < firstCounted ? at : last), -1);
  const parts = candidates.filter(
    ({ at, family }) => family === 'part' && !starts.has(at) && !contents.has(at) && at > listed,
  );
  if (counted.length === 0) return { headings: unnumbered(groups, contents), contents };
  const inParts = counted.every(({ family }) => family === 'part')
    ? titlesInParts(groups, counted, contents)
    : [];
  if (inParts.length > 0) return { headings: inParts, contents };
  const numbered = withTitles(
    groups,
    counted,
    new Set([...contents, ...parts.map(({ at }) => at)]),
  );
  const taken = new Set([...contents, ...takenGroups(numbered)]);
  const partHeadings = withTitles(groups, parts, taken).map((heading) => ({
    ...heading,
    kind: 'part' as const,
  }));
  const known = [...numbered, ...partHeadings];
  const others = namedHeadings(groups, known, contents);
  const all = [...known, ...others, ...alike(groups, [...known, ...others], contents)];
  return { headings: all.sort((one, other) => one.at - other.at), contents };
}

/** Parts that are numbered, with chapters in them that only have titles; none where that is not so. */
function titlesInParts(
  groups: readonly LineGroup[],
  counted: readonly Candidate[],
  contents: ReadonlySet<number>,
): Heading[] {
  const parts = withTitles(groups, counted, contents).map((part) => ({
    ...part,
    kind: 'part' as const,
  }));
  const chapters = unnumbered(groups, new Set([...contents, ...takenGroups(parts)]));
  if (chapters.length <= parts.length) return [];
  return [...parts, ...chapters].sort((one, other) => one.at - other.at);
}

/** Numbered headings with the titles below them, where most of them have one. */
function withTitles(
  groups: readonly LineGroup[],
  candidates: readonly Candidate[],
  taken: ReadonlySet<number>,
): Heading[] {
  const starts = new Set([...taken, ...candidates.map(({ at }) => at)]);
  const isAbove = (candidate: Candidate) =>
    !starts.has(candidate.at + 1) && isTitleBelow(groups, candidate);
  const open = candidates.filter(({ title }) => title === 'none');
  const areTitled = open.filter(isAbove).length >= open.length * 0.75;
  return candidates.map((candidate) => {
    const { at, lines, title } = candidate;
    const all = groups[at]?.lines ?? [];
    const own = all
      .slice(0, lines)
      .filter((line) => !isSceneBreak(line))
      .map(plainWords);
    const text = all.slice(lines);
    const hasBelow = areTitled && title === 'none' && text.length === 0 && isAbove(candidate);
    const below = hasBelow ? (groups[at + 1]?.lines ?? []).map(plainWords) : [];
    const said = title === 'beside' ? own.join(' ') : joinTitle([...own, ...below]);
    return { kind: 'chapter', title: said, at, span: hasBelow ? 2 : 1, text };
  });
}

/** "I" above "The Ferry" is "I. The Ferry". */
function joinTitle([number = '', ...title]: string[]): string {
  if (title.length === 0) return number;
  return `${number}${/[.:!?—–-]$/.test(number) ? '' : '.'} ${title.join(' ')}`;
}

/** A title in quotation marks: with a stop in it, it would be somebody speaking. */
const quotedTitle = /^["“„«»][^"“”„«».,;:!?…]+["”“«»]$/u;

/**
 * A short group that is set apart and is no sentence. "Prologue" below a part is a chapter of it, but
 * below a chapter's number it is the chapter's title.
 */
function isTitleBelow(groups: readonly LineGroup[], { at, family }: Candidate): boolean {
  const number = groups[at];
  const group = groups[at + 1];
  if (!number || !group || group.lines.length > 2) return false;
  const text = groupText(group);
  if (text.length > longestTitle || isSceneBreak(text)) return false;
  if (family === 'part' && isNamedChapter(text)) return false;
  if (quotedTitle.test(text) && group.lines.length === 1) return true;
  if (/^["“”„«»—–-]/u.test(text) || /[,;:]$/.test(text)) return false;
  return !/[.!?…]["”»]?$/u.test(text) || group.after > Math.max(1, group.before);
}

/** Prologues and conclusions, wherever they stand. */
function namedHeadings(
  groups: readonly LineGroup[],
  known: readonly Heading[],
  contents: ReadonlySet<number>,
): Heading[] {
  const taken = takenGroups(known);
  return [...groups.entries()].flatMap(([at, group]): Heading[] => {
    const isNamed = group.lines.length === 1 && isNamedChapter(group.lines[0] ?? '');
    const isApart = group.before > 0 && group.after > 0;
    if (!isNamed || !isApart || taken.has(at) || contents.has(at)) return [];
    return [chapterAt(groups, at)];
  });
}

/** Headings without a number that are set exactly as the numbered ones: parts, or chapters. */
function alike(
  groups: readonly LineGroup[],
  known: readonly Heading[],
  contents: ReadonlySet<number>,
): Heading[] {
  const space = usualSpace(groups, known);
  if (space < 2) return [];
  const taken = takenGroups(known);
  const starts = new Set(known.map(({ at }) => at));
  const first = known.reduce((least, { at }) => Math.min(least, at), groups.length);
  const found = [...groups.entries()].flatMap(([at, group]) => {
    const isKnown = at === 0 || taken.has(at) || contents.has(at);
    const isQuoted = /^["“”„«»[]/.test(groupText(group));
    return !isKnown && !isQuoted && isSetApart(groups, at, space) ? [at] : [];
  });
  if (found.length > known.length) return [];
  return found.flatMap((at): Heading[] => {
    const opensChapter = starts.has(at + 1);
    const isFront =
      at < first && (!opensChapter || isDedication(groupText(groups[at] as LineGroup)));
    if (isFront) return [];
    return [{ ...chapterAt(groups, at), kind: opensChapter ? 'part' : 'chapter' }];
  });
}

/** Without any numbers: short lines that alone have a certain space before them, or capitals. */
function unnumbered(groups: readonly LineGroup[], contents: ReadonlySet<number>): Heading[] {
  const spaces = [...new Set(groups.map(({ before }) => before))].filter((space) => space > 1);
  spaces.sort((one, other) => other - one);
  const all = [...groups.keys()].filter((at) => at > 0 && !contents.has(at));
  const bySpace = spaces.flatMap((space) => {
    const apart = all.filter((at) => isSetApart(groups, at, space));
    const others = all.filter((at) => (groups[at]?.before ?? 0) >= space);
    return apart.length > others.length * 0.8 ? [apart] : [];
  });
  const apart = all.filter((at) => isSetApart(groups, at, 1));
  const capitals = apart.filter((at) => isCapitals(groups[at]));
  const titles = apart.filter((at) => isTitleLike(groups[at]));
  const listed = listedStarts(groups, contents);
  const starts =
    [listed, ...bySpace, capitals, titles].find((starts) => divideText(groups, starts)) ?? [];
  return withFirst(groups, starts).map((at) => chapterAt(groups, at));
}

/** The file's first line too, where it stands right above a chapter's worth of text. */
function withFirst(groups: readonly LineGroup[], starts: number[]): number[] {
  const opens = isSetApart(groups, 0, 1) && !isSetApart(groups, 1, 1);
  return starts.length > 0 && opens && divideText(groups, [0, ...starts]) ? [0, ...starts] : starts;
}

function divideText(groups: readonly LineGroup[], starts: readonly number[]): boolean {
  if (starts.length < 2) return false;
  const lengths = starts.map((start, index) =>
    groups
      .slice(start + 1, starts[index + 1] ?? groups.length)
      .reduce((sum, group) => sum + groupText(group).length, 0),
  );
  const all = lengths.reduce((sum, length) => sum + length, 0);
  const filled = lengths.filter((length) => length > leastUnnumbered / 5);
  return all / starts.length >= leastUnnumbered && filled.length >= starts.length * 0.9;
}

/** One short line, or two, with space around and behind a sentence that has ended. */
function isSetApart(groups: readonly LineGroup[], at: number, space: number): boolean {
  const group = groups[at];
  if (!group || group.before < space || group.after < 1 || group.lines.length > 2) return false;
  const text = groupText(group);
  if (text.length > longestUnnumbered || !/\p{L}|^\d{4}$/u.test(text) || leftOutPage(text))
    return false;
  return !/^[—–-]|[.,;:!?…]["”»]?$/u.test(text) && endsSentence(groups[at - 1]);
}

/** The first groups that say again what a list of contents says. */
function listedStarts(groups: readonly LineGroup[], contents: ReadonlySet<number>): number[] {
  const open = new Set([...contents].flatMap((at) => groups[at]?.lines.map(entryKey) ?? []));
  return [...groups.entries()].flatMap(([at, group]) => {
    const isHeading = !contents.has(at) && group.lines.length <= 2;
    return isHeading && open.delete(entryKey(groupText(group))) ? [at] : [];
  });
}

/** A few words that begin as titles do: "A Lamp in the Night". */
function isTitleLike(group: LineGroup | undefined): boolean {
  const words = group ? groupText(group).split(/\s+/) : [];
  const capital = words.filter((word) => /^[\p{Lu}\d]/u.test(word));
  return (
    words.length <= 8 && capital.length * 2 >= words.length && capital.includes(words[0] ?? '')
  );
}

function isCapitals(group: LineGroup | undefined): boolean {
  const text = group ? groupText(group) : '';
  return text === text.toUpperCase() && /\p{Lu}{2}/u.test(text);
}

/** The blank lines before most headings. */
function usualSpace(groups: readonly LineGroup[], headings: readonly Heading[]): number {
  const spaces = headings
    .filter(({ at, kind }) => at > 0 && kind === 'chapter')
    .map(({ at }) => groups[at]?.before ?? 0);
  spaces.sort((one, other) => one - other);
  return spaces[Math.floor(spaces.length / 2)] ?? 0;
}

function chapterAt(groups: readonly LineGroup[], at: number): Heading {
  const group = groups[at];
  return {
    kind: 'chapter',
    title: group ? plainWords(groupText(group)) : '',
    at,
    span: 1,
    text: [],
  };
}

function takenGroups(headings: readonly Heading[]): Set<number> {
  return new Set(
    headings.flatMap(({ at, span }) => Array.from({ length: span }, (_, index) => at + index)),
  );
}
