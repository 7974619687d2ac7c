import type { LeftOutText } from '../book-reader.ts';
import { blockText, type NoteKind, type SourceBlock } from '../markup/source-block.ts';
import { dropMarks, markKey, marksIn, openingMark } from './note-marks.ts';
import { findReferences, type Reference } from './note-references.ts';
import { notesStretches } from './notes-stretches.ts';

/** What may be a note's mark, once it is known where it leads. */
export interface PlacedMark {
  text: string;
  isSure: boolean;
  isRaised: boolean;
  isLink: boolean;
  /** The block that it leads to, and the first behind what it leads to. */
  target?: number;
  end?: number;
}

/** A note of the book. */
export interface Note {
  kind: NoteKind;
  /** Its first block and the first behind it. */
  start: number;
  end: number;
  /** The blocks that hold its marks, in order. */
  references: number[];
  keys: ReadonlySet<string>;
}

/** The text without notes' marks; its notes are numbered by their place in `notes`. */
export interface NotedText {
  blocks: SourceBlock[];
  notes: Note[];
  /** Marks in the text and before the notes, and links back. */
  marks: LeftOutText[];
}

/** The text and, for each block, its page and the stretch under a heading such as "Notes". */
export interface Surroundings {
  blocks: readonly SourceBlock[];
  pageOf: readonly number[];
  stretchOf: readonly (number | undefined)[];
}

/** A note without an element of its own goes on for no more blocks than this. */
const longestNote = 40;

/**
 * Tells which marks are notes' marks and which blocks are notes: what the source calls so, else a
 * mark that leads to a block that begins with it or leads back. Linear in the length of the text.
 *
 * @param pageStarts the first block of each page
 */
export function findNotes(
  blocks: readonly SourceBlock[],
  marks: readonly PlacedMark[],
  pageStarts: ReadonlySet<number>,
): NotedText {
  const around = surroundings(blocks, pageStarts);
  const references = findReferences(marks, around);
  const notes = [...boxedNotes(blocks, references), ...looseNotes(blocks, references)];
  notes.sort((one, other) => one.start - other.start);
  const known = notes.map((note, at) => endNote(note, notes[at + 1]?.start, blocks));
  const whole = known.map((note, at) => {
    const end = continued(note, known[at + 1]?.start, around);
    return { ...note, end, kind: kindOf(note, around) };
  });
  return dropAllMarks(blocks, marks, { notes: whole, references });
}

function surroundings(
  blocks: readonly SourceBlock[],
  pageStarts: ReadonlySet<number>,
): Surroundings {
  let page = 0;
  const pageOf = blocks.map((_, at) => (pageStarts.has(at) ? ++page : page));
  const stretchOf: (number | undefined)[] = blocks.map(() => undefined);
  for (const [number, { start, end }] of notesStretches(blocks, pageStarts).entries()) {
    stretchOf.fill(number, start, end);
  }
  return { blocks, pageOf, stretchOf };
}

/** Notes that the source itself sets in elements of their own. */
function boxedNotes(blocks: readonly SourceBlock[], references: readonly Reference[]): Note[] {
  const starts = [...blocks.keys()].filter(
    (at) => blocks[at]?.noteBox && blocks[at]?.noteBox !== blocks[at - 1]?.noteBox,
  );
  const boxed = references.filter(({ target }) => blocks[target]?.noteBox);
  const owned = Map.groupBy(boxed, ({ target }) => blocks[target]?.noteBox);
  return starts.map((start) => {
    const box = blocks[start]?.noteBox;
    let end = start + 1;
    while (end < blocks.length && blocks[end]?.noteBox === box) end++;
    return noteOf(owned.get(box) ?? [], { start, end, kind: box?.kind ?? 'footnotes' });
  });
}

function looseNotes(blocks: readonly SourceBlock[], references: readonly Reference[]): Note[] {
  const loose = references.filter(({ target }) => !blocks[target]?.noteBox);
  return [...Map.groupBy(loose, ({ target }) => target)].map(([start, own]) => {
    const end = own.reduce((most, reference) => Math.max(most, reference.end), start + 1);
    return noteOf(own, { start, end, kind: 'footnotes' });
  });
}

function noteOf(
  own: readonly Reference[],
  { start, end, kind }: Pick<Note, 'start' | 'end' | 'kind'>,
): Note {
  const references = [...new Set(own.map(({ block }) => block))].sort((one, two) => one - two);
  return { kind, start, end, references, keys: new Set() };
}

/** Without an element of its own a note ends before the next one, a heading, or what is too long. */
function endNote(note: Note, next: number | undefined, blocks: readonly SourceBlock[]): Note {
  const { start } = note;
  const most = Math.min(note.end, next ?? blocks.length);
  if (blocks[start]?.noteBox) return { ...note, end: Math.max(start + 1, most) };
  const text = blocks.slice(start + 1, most).findIndex(({ kind }) => kind === 'heading');
  const end = text < 0 ? most : start + 1 + text;
  return { ...note, end: end - start > longestNote ? start + 1 : Math.max(start + 1, end) };
}

/** Where a note ends: under a heading such as "Notes", paragraphs between two notes are of the first. */
function continued(
  note: Note,
  next: number | undefined,
  { blocks, stretchOf }: Surroundings,
): number {
  const stretch = stretchOf[note.start];
  if (blocks[note.start]?.noteBox?.atFoot) return note.end;
  if (stretch === undefined || next === undefined || stretchOf[next] !== stretch) return note.end;
  if (next - note.end > longestNote) return note.end;
  const between = blocks.slice(note.end, next);
  const isText = between.every(({ kind }) => kind !== 'heading' && kind !== 'scene-break');
  return isText ? next : note.end;
}

/** Notes behind the text that they belong to are endnotes. */
function kindOf(note: Note, { blocks, stretchOf, pageOf }: Surroundings): NoteKind {
  const boxed = blocks[note.start]?.noteBox;
  if (boxed) return boxed.kind;
  const isApart = pageOf[note.references[0] ?? note.start] !== pageOf[note.start];
  return isApart || stretchOf[note.start] !== undefined ? 'endnotes' : 'footnotes';
}

interface Found {
  notes: readonly Note[];
  references: readonly Reference[];
}

function dropAllMarks(
  blocks: readonly SourceBlock[],
  marks: readonly PlacedMark[],
  { notes, references }: Found,
): NotedText {
  const noteAt = new Map<number, number>();
  for (const [number, { start, end }] of notes.entries()) {
    for (let at = start; at < end; at++) noteAt.set(at, number);
  }
  const dropped = new Set([...marks.keys()].filter((mark) => marks[mark]?.isSure));
  const keys = notes.map(() => new Set<string>());
  for (const { mark, target } of references) {
    dropped.add(mark);
    const key = markKey(marks[mark]?.text ?? '');
    const number = noteAt.get(target);
    if (key !== undefined && number !== undefined) keys[number]?.add(key);
  }
  const named = notes.map((note, at) => ({
    ...note,
    keys: keys[at] ?? new Set<string>(),
    near: new Set(note.references.flatMap((place) => [place - 1, place, place + 1])),
  }));
  const leftOut: LeftOutText[] = [];
  const leave = (text: string) => leftOut.push({ what: 'note marks', text });
  const spell = (mark: number) => marks[mark]?.text ?? '';
  const without = blocks.map((block, at): SourceBlock => {
    const number = noteAt.get(at);
    const note = number === undefined ? undefined : named[number];
    if (note) dropOwnMarks(block, at, { note, marks, dropped });
    const lines = block.lines.map((line) => {
      for (const mark of marksIn(line)) if (dropped.has(mark)) leave(spell(mark));
      return dropMarks(line, (mark) => dropped.has(mark), spell);
    });
    const stripped = note?.start === at ? dropOpening(lines, note.keys, leave) : lines;
    return written(block, stripped, number);
  });
  return { blocks: without, notes: named, marks: leftOut };
}

/** A note and the blocks at its marks and beside them: anchors often stand between two. */
type NearNote = Note & { near: ReadonlySet<number> };

/** Within a note its own mark and the links that lead back to where it is referred to. */
function dropOwnMarks(
  block: SourceBlock,
  at: number,
  { note, marks, dropped }: { note: NearNote; marks: readonly PlacedMark[]; dropped: Set<number> },
): void {
  for (const mark of marksIn(blockText(block))) {
    const { target, isLink, text } = marks[mark] ?? { isLink: true, text: '' };
    const leadsBack = target !== undefined && note.near.has(target);
    const key = markKey(text);
    const isOwn = key === undefined || note.keys.size === 0 || note.keys.has(key);
    const isLabel = !isLink && at === note.start && isOwn;
    if ((leadsBack && isOwn) || isLabel) dropped.add(mark);
  }
}

/** The mark before a note's text, where it is no link. */
function dropOpening(
  [first = '', ...others]: string[],
  keys: ReadonlySet<string>,
  leave: (text: string) => void,
): string[] {
  const mark = openingMark(first);
  if (!mark || !keys.has(mark.key)) {
    return [first.replace(/^[\s.:)\]]{1,4}(?=[\p{L}\p{N}])/u, ''), ...others];
  }
  leave(first.slice(0, mark.length));
  return [first.slice(mark.length).trim(), ...others];
}

function written(block: SourceBlock, lines: readonly string[], note: number | undefined) {
  const own = lines.filter((line) => line !== '');
  const isEmpty = block.lines.length > 0 && own.length === 0;
  const isSet = block.kind === 'list-item' || block.kind === 'quotation';
  return {
    ...block,
    ...(note !== undefined && isSet && { kind: 'paragraph' as const }),
    lines: own,
    ...(note !== undefined && { note }),
    ...(isEmpty && { moved: true }),
  };
}
