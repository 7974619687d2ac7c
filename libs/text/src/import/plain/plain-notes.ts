import type { LeftOutText } from '../book-reader.ts';
import type { ImportChoices } from '../import-choices.ts';
import { markKey } from '../notes/note-marks.ts';
import { namesNotes } from '../notes/notes-names.ts';
import { unreferenced } from '../notes/place-notes.ts';
import { isSceneBreak } from '../scene-break.ts';
import { groupText, type LineGroup } from './line-groups.ts';

/** A text's groups without its notes and their marks. */
export interface GroupsWithNotes {
  /** Those that hold a note's mark have its text with them, where it is to be heard. */
  groups: LineGroup[];
  leftOut: LeftOutText[];
}

/** A note of a plain text. */
interface PlainNote {
  /** Its first group and the first behind it. */
  start: number;
  end: number;
  text: string;
  /** Its mark, and what stood around that. */
  key: string;
  opening: string;
  /** Whether it calls itself a note, referred to or not. */
  isSure: boolean;
}

/** Notes stand at most this many groups behind their marks, where only an asterisk tells them. */
const farthestAsterisk = 12;
/** A note in brackets goes on for no more groups than this. */
const longestNote = 40;

/** `[Footnote 1: text]`, in the languages that Project Gutenberg has most books of. */
const named =
  /^\[\s?(?:foot-?note|note(?: de bas de page)?|fodnote|fotnote|fotnot|fußnote|anmerkung|nota|voetnoot)\s?([\dA-Za-z*†‡]{0,4})\s?[:.]\s*/i;
const bracketed = /^\[([\dA-Za-z*†‡]{1,4})\][.:]?\s+(?=\S)/;
const starred = /^(\*{1,3}|[†‡])\s?(?=[^\s*†‡])/;

/** Marks within a text; those with asterisks stand right behind a word or its punctuation. */
const bracketMarks = / ?\[([\dA-Za-z*†‡]{1,4})\]/g;
const starMarks = /(?<=[\p{L}\p{N}.,;:!?"”’»)])(\*{1,3}|[†‡])(?=[\s.,;:!?"”’»)]|$)/gu;
/** Emphasis in asterisks: then none of a group's is a mark. */
const emphasis = /(?:^|[\s("“‘])\*(?=[\p{L}\p{N}])/mu;

/**
 * Takes the notes and their marks out of a text: `[Footnote 1: …]`, and paragraphs that begin with
 * `[1]` or `*` where the text before them has that mark. Linear in the text's length.
 */
export function placePlainNotes(
  groups: readonly LineGroup[],
  choices: ImportChoices,
): GroupsWithNotes {
  const found = pairNotes(groups);
  if (found.length === 0) return { groups: [...groups], leftOut: [] };
  const isKept = choices.notes === 'leave-out' && choices.keeps('footnotes', 'notes');
  const leftOut: LeftOutText[] = found.map(({ note }) => ({
    what: 'note marks',
    text: note.opening,
  }));
  const texts = new Map<number, string[]>();
  const dropped = new Set<number>();
  const kept = new Map<number, string>();
  for (const { note, host } of found) {
    for (let at = note.start; at < note.end; at++) dropped.add(at);
    if (isKept) kept.set(note.start, note.text);
    else if (choices.notes === 'leave-out') leftOut.push({ what: 'footnotes', text: note.text });
    else if (host !== undefined) addTo(texts, host, note.text);
    else if (choices.keeps(unreferenced, 'notes')) kept.set(note.start, note.text);
    else leftOut.push({ what: unreferenced, text: note.text });
  }
  for (const at of headingsOver(groups, dropped)) {
    if (isKept) continue;
    dropped.add(at);
    leftOut.push({ what: 'footnotes', text: textAt(groups, at) });
  }
  const marks = Map.groupBy(found, ({ host }) => host);
  const placed = groups.flatMap((group, at): LineGroup[] => {
    const own = kept.get(at);
    if (own !== undefined) return [{ ...group, lines: [own] }];
    if (dropped.has(at)) return [];
    const keys = new Set((marks.get(at) ?? []).map(({ note }) => note.key));
    const notes = texts.get(at);
    const lines = dropMarks(group.lines, keys, leftOut);
    return [{ ...group, lines, ...(notes && { notes }) }];
  });
  return { groups: placed, leftOut };
}

function addTo(texts: Map<number, string[]>, host: number, text: string): void {
  const others = texts.get(host);
  if (others) others.push(text);
  else texts.set(host, [text]);
}

/** Each note, and the group that its mark is in; a note without a mark must say that it is one. */
function pairNotes(groups: readonly LineGroup[]): { note: PlainNote; host?: number }[] {
  const waiting = new Map<string, number>();
  const found: { note: PlainNote; host?: number }[] = [];
  let next = 0;
  for (const [at, group] of groups.entries()) {
    if (at < next) continue;
    const note = readNote(groups, at);
    const host = note && waiting.get(note.key);
    const isNear =
      host !== undefined && (!/^[*†‡]/.test(note?.key ?? '') || at - host <= farthestAsterisk);
    if (note && (note.isSure || isNear)) {
      found.push(isNear ? { note, host } : { note });
      if (isNear) waiting.delete(note.key);
      next = note.end;
    } else for (const key of keysIn(group)) waiting.set(key, at);
  }
  return found;
}

function readNote(groups: readonly LineGroup[], at: number): PlainNote | undefined {
  const text = textAt(groups, at);
  const sure = named.exec(text);
  if (sure) {
    const end = endOfBracket(groups, at);
    const whole = groups.slice(at, end).map(groupText).join(' ').slice(sure[0].length);
    const key = markKey(sure[1] ?? '') ?? sure[1] ?? '';
    return {
      start: at,
      end,
      text: whole.replace(/\]$/, ''),
      key: key || '*',
      opening: sure[0],
      isSure: true,
    };
  }
  const loose = bracketed.exec(text) ?? starred.exec(text);
  if (!loose || isSceneBreak(text)) return undefined;
  const [opening, key = ''] = loose;
  return { start: at, end: at + 1, text: text.slice(opening.length), key, opening, isSure: false };
}

function textAt(groups: readonly LineGroup[], at: number): string {
  const group = groups[at];
  return group ? groupText(group) : '';
}

/** The group behind the one in which a bracket that is opened in this one is closed. */
function endOfBracket(groups: readonly LineGroup[], start: number): number {
  let open = 0;
  const last = Math.min(groups.length, start + longestNote);
  for (let at = start; at < last; at++) {
    for (const sign of textAt(groups, at)) {
      if (sign === '[') open++;
      else if (sign === ']') open--;
    }
    if (open <= 0) return at + 1;
  }
  return start + 1;
}

function keysIn(group: LineGroup): Set<string> {
  const text = groupText(group);
  const keys = new Set<string>();
  for (const { index, 1: key = '' } of text.matchAll(bracketMarks)) if (index > 0) keys.add(key);
  if (emphasis.test(text)) return keys;
  for (const { 1: key = '' } of text.matchAll(starMarks)) keys.add(key);
  return keys;
}

/** Lines such as "FOOTNOTES:" above notes. */
function headingsOver(groups: readonly LineGroup[], notes: ReadonlySet<number>): number[] {
  return [...groups.keys()].filter((at) => {
    const group = groups[at];
    return (
      group?.lines.length === 1 && notes.has(at + 1) && namesNotes(groupText(group)) !== undefined
    );
  });
}

function dropMarks(
  lines: readonly string[],
  keys: ReadonlySet<string>,
  leftOut: LeftOutText[],
): string[] {
  if (keys.size === 0) return [...lines];
  const drop = (mark: string, key: string) => {
    if (!keys.has(key)) return mark;
    leftOut.push({ what: 'note marks', text: mark });
    return '';
  };
  return lines.map((line) => line.replace(bracketMarks, drop).replace(starMarks, drop));
}
