import { countLetters } from '../clean-text.ts';
import type { ImportChoices } from '../import-choices.ts';
import { blockText, type NoteKind, type SourceBlock } from '../markup/source-block.ts';
import type { Note } from './find-notes.ts';
import { namesNotes } from './notes-names.ts';
import { endOfHeading } from './notes-stretches.ts';

/** A stretch of the text under one name. */
interface NamedStretch {
  label: string;
  start: number;
  end: number;
}

/** The text whose notes are to be put where the user wants them. */
export interface TextWithNotes {
  blocks: readonly SourceBlock[];
  notes: readonly Note[];
  pageStarts: ReadonlySet<number>;
}

/** Letters of its own, besides notes, that make a chapter of notes one of the book's chapters. */
const leastOwnText = 300;

/** As what pages are left out that are in no reading order: often each holds a note. */
export const besideText = 'pages beside the text';

export const unreferenced = 'notes that nothing refers to';

/**
 * The text with its notes left out, or put at the blocks that hold their marks, as the user chose.
 *
 * Left out they stay where they are, under their name; else they move: see SourceBlock's `notes`.
 */
export function placeNotes(
  text: TextWithNotes,
  sections: readonly NamedStretch[],
  choices: ImportChoices,
): SourceBlock[] {
  if (text.notes.length === 0) return [...text.blocks];
  const headings = headingsOverNotes(text);
  if (choices.notes === 'leave-out') return leaveNotesOut(text, headings, { sections, choices });
  return moveNotes(text, headings, choices);
}

function leaveNotesOut(
  { blocks, notes }: TextWithNotes,
  headings: ReadonlyMap<number, NoteKind>,
  { sections, choices }: { sections: readonly NamedStretch[]; choices: ImportChoices },
): SourceBlock[] {
  const own = ownChapters(blocks, notes, sections);
  return blocks.map((block, at) => {
    const kind = block.note === undefined ? headings.get(at) : notes[block.note]?.kind;
    const isElsewhere = block.leftOut !== undefined && block.leftOut !== besideText;
    if (kind === undefined || isElsewhere || own[at]) return block;
    return choices.keeps(kind, 'notes') ? block : { ...block, leftOut: kind };
  });
}

/**
 * Which blocks are of a chapter of notes that is the author's own: it has a name of its own and says
 * something besides, and its notes are to other chapters.
 */
function ownChapters(
  blocks: readonly SourceBlock[],
  notes: readonly Note[],
  sections: readonly NamedStretch[],
): boolean[] {
  const own = blocks.map(() => false);
  for (const { label, start, end } of sections) {
    if (label === '' || namesNotes(label) !== undefined) continue;
    let inNotes = 0;
    let besides = 0;
    for (const block of blocks.slice(start, end)) {
      const note = block.note === undefined ? undefined : notes[block.note];
      const isApart = note?.references.some((at) => at < start || at >= end);
      const isForeign = isApart && !block.noteBox?.atFoot;
      const letters = block.kind === 'heading' ? 0 : countLetters(blockText(block));
      if (isForeign) inNotes += letters;
      else if (!block.noteBox?.atFoot) besides += letters;
    }
    if (inNotes > besides && besides >= leastOwnText) own.fill(true, start, end);
  }
  return own;
}

/** Moves each note behind the first block that holds its mark; those without any are left out. */
function moveNotes(
  { blocks, notes }: TextWithNotes,
  headings: ReadonlyMap<number, NoteKind>,
  choices: ImportChoices,
): SourceBlock[] {
  const referred = notesByHost(blocks, notes);
  const placed = blocks.map((block, at): SourceBlock => {
    const isOver = headings.has(at);
    return block.note === undefined && !isOver ? block : { ...block, moved: true };
  });
  const done = new Set<number>();
  let host: number | undefined;
  /** Notes of blocks before the first that is heard: they wait for it. */
  let waiting: SourceBlock[][] = [];
  for (const [at, block] of blocks.entries()) {
    if (block.note !== undefined) continue;
    if (!placed[at]?.moved && block.kind !== 'scene-break') host = at;
    for (const note of referred.get(at) ?? []) {
      waiting.push(...withInner(note, { blocks, notes, referred, done }));
    }
    const own = host === undefined ? undefined : placed[host];
    if (host !== undefined && own && waiting.length > 0) {
      placed[host] = { ...own, notes: [...(own.notes ?? []), ...waiting] };
      waiting = [];
    }
  }
  for (const note of waiting) done.delete(note[0]?.note ?? -1);
  leaveRest(placed, { blocks, notes, done, headings, choices });
  return placed;
}

/** Notes by the first block that refers to them. */
function notesByHost(
  blocks: readonly SourceBlock[],
  notes: readonly Note[],
): ReadonlyMap<number, number[]> {
  const numbers = [...notes.keys()].filter((number) => (notes[number]?.references.length ?? 0) > 0);
  const first = (number: number) => {
    const places = notes[number]?.references ?? [];
    return places.find((at) => blocks[at]?.note === undefined) ?? places[0];
  };
  const order = (number: number) => first(number) ?? 0;
  numbers.sort((one, other) => order(one) - order(other) || one - other);
  return Map.groupBy(numbers, order);
}

interface Moving {
  blocks: readonly SourceBlock[];
  notes: readonly Note[];
  referred: ReadonlyMap<number, number[]>;
  done: Set<number>;
}

/** A note's blocks, and behind it the notes to it. */
function withInner(first: number, { blocks, notes, referred, done }: Moving): SourceBlock[][] {
  const waiting = [first];
  const found: SourceBlock[][] = [];
  for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
    const note = notes[number];
    if (!note || done.has(number)) continue;
    done.add(number);
    const own = blocks.slice(note.start, note.end);
    const text = own.filter(({ kind, moved }) => kind !== 'scene-break' && !moved);
    found.push(text.map((block) => ({ ...block, leftOut: note.kind })));
    for (let at = note.end - 1; at >= note.start; at--) {
      waiting.push(...(referred.get(at) ?? []).toReversed());
    }
  }
  return found;
}

function leaveRest(
  placed: SourceBlock[],
  {
    blocks,
    notes,
    done,
    headings,
    choices,
  }: Omit<Moving, 'referred'> & {
    headings: ReadonlyMap<number, NoteKind>;
    choices: ImportChoices;
  },
): void {
  const rest = [...notes.keys()].filter((number) => !done.has(number));
  const isKept = rest.length > 0 && choices.keeps(unreferenced, 'notes');
  for (const number of rest) {
    const { start, end } = notes[number] ?? { start: 0, end: 0 };
    for (let at = start; at < end; at++) {
      const block = blocks[at];
      if (block) placed[at] = isKept ? block : { ...block, leftOut: block.leftOut ?? unreferenced };
    }
  }
  for (const [at, kind] of headings) {
    const block = blocks[at];
    if (block) placed[at] = isKept ? block : { ...block, leftOut: block.leftOut ?? kind };
  }
}

/** Headings and breaks that have nothing below them but notes, and the kind of those. */
function headingsOverNotes({
  blocks,
  notes,
  pageStarts,
}: TextWithNotes): ReadonlyMap<number, NoteKind> {
  const over = new Map<number, NoteKind>();
  const kindAt = (at: number) => notes[blocks[at]?.note ?? -1]?.kind;
  for (const [at, block] of blocks.entries()) {
    if (block.kind !== 'heading' || block.note !== undefined) continue;
    const end = endOfHeading(blocks, at, pageStarts);
    const below = blocks
      .slice(at + 1, end)
      .filter(({ kind, moved }) => kind !== 'heading' && !moved);
    const first = below.find(({ note }) => note !== undefined);
    const isOver = below.every(({ kind, note }) => note !== undefined || kind === 'scene-break');
    if (first && isOver) over.set(at, notes[first.note ?? -1]?.kind ?? 'footnotes');
  }
  for (const [at, block] of blocks.entries()) {
    const kind = kindAt(at + 1);
    if (block.kind === 'scene-break' && kind !== undefined) over.set(at, kind);
  }
  return over;
}
