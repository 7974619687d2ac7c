import type { ChapterNotes } from '../chapters/assemble-chapter.ts';
import { countLetters } from '../clean-text.ts';
import { headingBlock } from '../imported-blocks.ts';
import type { ImportedBlock } from '../imported-book.ts';
import { isSceneBreak } from '../scene-break.ts';
import { groupText, indentOf, type Layout, type LineGroup } from './line-groups.ts';
import { setOffGroups, setsOffByIndent } from './set-off-groups.ts';
import { plainWords } from './typography.ts';

/** Of the paragraphs of an unwrapped text fewer than this share open a new scene. */
const mostScenes = 0.05;

/** What is to be known of a whole text before one of its groups can be read. */
export interface PlainStyle {
  layout: Layout;
  /** Blank lines that mean a new scene; undefined where they mean nothing. */
  sceneSpace: number | undefined;
  /** Whether what is indented is no paragraph of the text's own. */
  setsOff: boolean;
  notes: ChapterNotes;
}

export function styleOf(layout: Layout, notes: ChapterNotes): PlainStyle {
  return {
    layout,
    sceneSpace: layout.wrapped ? undefined : sceneSpace(layout.groups),
    setsOff: setsOffByIndent(layout),
    notes,
  };
}

/** A stretch of groups without headings, as blocks. */
export function plainBlocks(groups: readonly LineGroup[], style: PlainStyle): ImportedBlock[] {
  const isInPlace = style.notes.choice === 'in-place';
  const setOff = style.setsOff ? setOffGroups(groups, style.layout.width) : new Set();
  const text = groups.flatMap((group, at): ImportedBlock[] => {
    const prose = setOff.has(group) ? 'quotation' : 'paragraph';
    const blocks = [
      ...readGroup(group, style.layout, prose),
      ...(isInPlace ? noteBlocks(group) : []),
    ];
    const isScene = at > 0 && style.sceneSpace !== undefined && group.before >= style.sceneSpace;
    return isScene ? [sceneBreak, ...blocks] : blocks;
  });
  const gathered = isInPlace ? [] : groups.flatMap(noteBlocks);
  return gathered.length === 0
    ? text
    : [...text, headingBlock(style.notes.heading, 2), ...gathered];
}

/** Letters of the heading over notes that are gathered at the end of these groups. */
export function addedLetters(groups: readonly LineGroup[], { notes }: PlainStyle): number {
  const isGathered = notes.choice === 'chapter-end' && groups.some((group) => group.notes);
  return isGathered ? countLetters(notes.heading) : 0;
}

function noteBlocks({ notes }: LineGroup): ImportedBlock[] {
  return (notes ?? []).flatMap((note) => withText('paragraph', note));
}

const sceneBreak: ImportedBlock = { kind: 'scene-break', level: 0, lines: [] };

function readGroup(
  group: LineGroup,
  layout: Layout,
  prose: 'paragraph' | 'quotation',
): ImportedBlock[] {
  if (isSceneBreak(groupText(group))) return [sceneBreak];
  if (layout.wrapped && isVerse(group, layout.width)) return [verse(group.lines)];
  const item = /^\s*[•·▪‣]\s+(.*)/s.exec(group.lines.join(' '))?.[1];
  if (item !== undefined) return withText('list-item', item);
  return withText(prose, groupText(group));
}

function withText(kind: 'paragraph' | 'quotation' | 'list-item', text: string): ImportedBlock[] {
  const words = plainWords(text);
  return words === '' ? [] : [{ kind, level: 0, lines: [words] }];
}

/** Stands for line breaks while italics are read, which may go on from line to line. */
const lineMark = '\ue000';

function verse(lines: readonly string[]): ImportedBlock {
  const words = plainWords(lines.map((line) => line.trim()).join(` ${lineMark} `));
  const own = words.split(lineMark).map((line) => line.trim());
  return { kind: 'verse', level: 0, lines: own.filter((line) => line !== '') };
}

/**
 * Verse has lines of their own: they begin with capitals and end early. Indented lines are verse
 * sooner than lines that are not, for letters and inscriptions are indented too, but run on.
 */
function isVerse({ lines }: LineGroup, width: number): boolean {
  if (lines.length < 2) return false;
  const trimmed = lines.map((line) => line.trim());
  const longest = longestOf(trimmed.map(({ length }) => length));
  const capital = trimmed.filter((line) => /^[^\p{L}\p{N}]*[\p{Lu}\p{N}]/u.test(line)).length;
  const isIndented = lines.every((line) => indentOf(line) >= 2);
  if (isIndented) return longest <= width * 0.8 && capital >= lines.length * 0.6 && !runsOn(lines);
  return lines.length > 2 && longest <= width * 0.65 && capital === lines.length;
}

/** Prose that is set narrower: all lines but the last are about equally long. */
function runsOn(lines: readonly string[]): boolean {
  const lengths = lines.map((line) => line.trimEnd().length);
  const longest = longestOf(lengths);
  const full = lengths.slice(0, -1).filter((length) => length > longest * 0.8);
  return lines.length > 2 && full.length === lengths.length - 1 && !rhymesInCapitals(lines);
}

function longestOf(lengths: readonly number[]): number {
  return lengths.reduce((most, length) => Math.max(most, length), 0);
}

/** Lines of verse may be equally long too, but then nearly all begin with a capital. */
function rhymesInCapitals(lines: readonly string[]): boolean {
  return lines.every((line) => /^\W*\p{Lu}/u.test(line));
}

/** The space that is larger than between paragraphs, if it is rare enough to mean something. */
function sceneSpace(groups: readonly LineGroup[]): number | undefined {
  const spaces = groups.slice(1).map(({ before }) => before);
  spaces.sort((one, other) => one - other);
  const usual = spaces[Math.floor(spaces.length / 2)] ?? 0;
  const larger = spaces.filter((space) => space > usual);
  return larger.length > 0 && larger.length < spaces.length * mostScenes ? usual + 1 : undefined;
}
