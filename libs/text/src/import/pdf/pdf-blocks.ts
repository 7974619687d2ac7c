import { cleanText } from '../clean-text.ts';
import type { Hyphenation } from '../hyphenation.ts';
import type { SourceBlock } from '../markup/source-block.ts';
import { readNumberedHeading } from '../numbered-heading.ts';
import { parseCanonicalRoman } from '../numerals.ts';
import { isNamedChapter, leftOutPage } from '../page-names.ts';
import { isSceneBreak } from '../scene-break.ts';
import { type BookMeasures, isNear } from './book-measures.ts';
import type { LineMark } from './page-lines.ts';
import { isCentred, markedText, type Paragraph, paragraphText } from './paragraphs.ts';

/** A block, and where it begins. */
export interface PlacedBlock {
  block: SourceBlock;
  page: number;
  /** Of its first baseline. */
  y: number;
  size: number;
  /** Its text runs over into a page's number, as lists of contents do. */
  leads: boolean;
  /** Its lines with the marks of notes in them; missing where it has none. */
  marked?: MarkedLines;
}

/** Lines in which the numbers of marks, from 0, stand for these. */
export interface MarkedLines {
  lines: string[];
  marks: LineMark[];
}

/** Headings are larger than text by this. */
const larger = 1.12;
/** Longer texts, in characters, are no headings. */
const longestHeading = 200;
const longestWeak = 80;
/** Verse leaves this share of its column free on the right. */
const verseRoom = 0.12;

/** A book's paragraphs as blocks; headings by the size and weight of their letters. */
export function blocksOf(
  paragraphs: readonly Paragraph[],
  book: BookMeasures,
  hyphenation: Hyphenation,
): PlacedBlock[] {
  const looks = paragraphs.map((own, at) => lookOf(own, paragraphs[at + 1], book, hyphenation));
  const levels = levelsOf(looks);
  const blocks: PlacedBlock[] = [];
  for (let at = 0; at < paragraphs.length; ) {
    const span =
      looks[at] === undefined
        ? verseSpan(paragraphs, looks, at, book)
        : headingSpan(paragraphs, looks, at, book);
    const own = paragraphs.slice(at, at + span);
    const look = looks[at];
    if (own[0]?.opensScene && look === undefined) blocks.push(placed(own[0], sceneBreak));
    const block = blockOf(
      own,
      look === undefined ? undefined : (levels.get(look) ?? 6),
      hyphenation,
    );
    if (own[0] && block) {
      const marked = block === sceneBreak ? undefined : markLines(own, block, hyphenation);
      blocks.push({ ...placed(own[0], block), ...(marked && { marked }) });
    }
    at += span;
  }
  return blocks;
}

function markLines(
  paragraphs: readonly Paragraph[],
  { kind }: SourceBlock,
  hyphenation: Hyphenation,
): MarkedLines | undefined {
  const marks = paragraphs.flatMap(({ lines }) => lines.flatMap((line) => line.marks));
  if (marks.length === 0) return undefined;
  const texts = paragraphs.map((own) => cleanText(markedText(own, hyphenation, marks)));
  const lines = texts.filter((text) => text !== '');
  return {
    lines: kind === 'list-item' ? lines.map((text) => text.replace(bullet, '')) : lines,
    marks,
  };
}

const bullet = /^[•·▪‣◦]\s*(?=\S)/u;

const sceneBreak: SourceBlock = { kind: 'scene-break', level: 0, lines: [], linked: 0 };

function placed({ lines: [first] }: Paragraph, block: SourceBlock): PlacedBlock {
  const { page = 0, y = 0, size = 0, leads = false } = first ?? {};
  return { block, page, y, size, leads };
}

function blockOf(
  paragraphs: readonly Paragraph[],
  level: number | undefined,
  hyphenation: Hyphenation,
): SourceBlock | undefined {
  const texts = paragraphs.map((own) => cleanText(paragraphText(own, hyphenation)));
  const lines = texts.filter((text) => text !== '');
  const [only = ''] = lines;
  if (lines.length === 0) return undefined;
  if (level !== undefined) return { kind: 'heading', level, lines, linked: 0 };
  if (lines.length > 1) return { kind: 'verse', level: 0, lines, linked: 0 };
  if (isSceneBreak(only)) return sceneBreak;
  const item = bullet.exec(only)?.[0];
  if (item === undefined) return { kind: 'paragraph', level: 0, lines, linked: 0 };
  return { kind: 'list-item', level: 0, lines: [only.slice(item.length)], linked: 0 };
}

/** What headings of one rank share; undefined for what is no heading. */
type Look = string | undefined;

function lookOf(
  { lines, isApart }: Paragraph,
  next: Paragraph | undefined,
  book: BookMeasures,
  hyphenation: Hyphenation,
): Look {
  const [first] = lines;
  if (!first || first.leads) return undefined;
  const text = paragraphText({ lines }, hyphenation);
  if (text.length > longestHeading || !/[\p{L}\p{N}]/u.test(text)) return undefined;
  const size = Math.round(first.size * 2) / 2;
  if (first.size > book.bodySize * larger) return `${String(1_000 - size).padStart(6, '0')} size`;
  if (text.length > longestWeak || /[,;]$/.test(text)) return undefined;
  const isSetApart = isApart && (next === undefined || next.isApart || isCentred(first));
  const isBody = first.size >= book.bodySize * 0.94;
  if (lines.every(({ bold }) => bold) && isApart && isBody) return '2000 bold';
  const numbered = readNumberedHeading(text);
  if (isSetApart && numbered) return `3000 ${numbered.rank === 'part' ? 'a part' : 'b chapter'}`;
  const isNumeral =
    /^[IVXLC\d]{1,7}\.?$/.test(text) &&
    (parseCanonicalRoman(text.replace('.', '')) !== undefined || /^\d/.test(text));
  if (isSetApart && isCentred(first) && isNumeral) return '3000 numeral';
  const isCapitals = text === text.toUpperCase() && /\p{Lu}{2}/u.test(text);
  const isNamed = isNamedChapter(text) || leftOutPage(text) !== undefined;
  if (isSetApart && isBody && (isNamed || (isCapitals && isCentred(first))))
    return '4000 set apart';
  return undefined;
}

/** Levels 1 to 6, the largest letters first. */
function levelsOf(looks: readonly Look[]): Map<string, number> {
  const known = [...new Set(looks.filter((look) => look !== undefined))].sort();
  return new Map(known.map((look, at) => [look, Math.min(6, at + 1)]));
}

/** A heading of several lines is one. */
function headingSpan(
  paragraphs: readonly Paragraph[],
  looks: readonly Look[],
  at: number,
  book: BookMeasures,
): number {
  let span = 1;
  while (
    looks[at + span] === looks[at] &&
    followsClosely(paragraphs[at + span - 1], paragraphs[at + span], book) &&
    !isNumberAlone(paragraphs[at + span - 1])
  ) {
    span++;
  }
  return span;
}

/** The number above a title is a heading of its own. */
function isNumberAlone(paragraph: Paragraph | undefined): boolean {
  const text = paragraph?.lines.map((line) => line.text).join(' ') ?? '';
  const numbered = readNumberedHeading(text);
  return (numbered !== undefined && numbered.title === '') || /^[IVXLC\d]+\.?$/.test(text);
}

function followsClosely(
  last: Paragraph | undefined,
  next: Paragraph | undefined,
  book: BookMeasures,
): boolean {
  const above = last?.lines.at(-1);
  const below = next?.lines[0];
  if (!above || !below || above.page !== below.page || above.column !== below.column) return false;
  return below.y > above.y && below.y - above.y < book.leading(below.size) * 1.5;
}

/** Lines that each end early although the next would have fitted are a stanza. */
function verseSpan(
  paragraphs: readonly Paragraph[],
  looks: readonly Look[],
  at: number,
  book: BookMeasures,
): number {
  let span = 0;
  while (
    looks[at + span] === undefined &&
    isVerseLine(paragraphs[at + span], book) &&
    (span === 0 || isSameStanza(paragraphs[at + span - 1], paragraphs[at + span], book))
  ) {
    span++;
  }
  const lines = paragraphs.slice(at, at + span).map(({ lines }) => lines[0]?.text ?? '');
  return span > 1 && !lines.every((line) => spoken.test(line)) ? span : 1;
}

/** What somebody says, in a line of its own: no verse, where all lines are so. */
const spoken = /^["“„«»].*[.!?…]["”“«»]?$/u;

function isVerseLine(paragraph: Paragraph | undefined, book: BookMeasures): boolean {
  const [line, ...others] = paragraph?.lines ?? [];
  if (!line || others.length > 0 || line.leads || isSceneBreak(line.text)) return false;
  const depth = line.x - line.left;
  const isFirstLine = book.indent !== undefined && Math.abs(depth - book.indent) < line.size * 0.3;
  const isShort = line.right - line.end > (line.right - line.left) * verseRoom;
  return isShort && !isFirstLine && !/^[—–-]\s/u.test(line.text);
}

function isSameStanza(
  last: Paragraph | undefined,
  next: Paragraph | undefined,
  book: BookMeasures,
): boolean {
  const above = last?.lines[0];
  const below = next?.lines[0];
  if (!above || !below || !isNear(above.size, below.size)) return false;
  return followsClosely(last, next, book) && !next?.isApart;
}
