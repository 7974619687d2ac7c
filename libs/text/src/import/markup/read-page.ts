import { Parser } from 'htmlparser2';
import type { LeftOutText } from '../book-reader.ts';
import { cleanText, countLetters } from '../clean-text.ts';
import {
  dropReserved,
  hasMarks,
  isWayBack,
  markKey,
  markPlace,
  marksIn,
} from '../notes/note-marks.ts';
import { BlockBuilder, type LinePlace, type Setting } from './block-builder.ts';
import {
  type Attributes,
  isNoteReference,
  leftOutAs,
  mayHoldNote,
  noteOpenedBy,
  opensVerse,
  pageOpenedBy,
  silentElements,
} from './element-roles.ts';
import type { NoteBox, SourceBlock } from './source-block.ts';
import { dropDocumentType, parserStep } from './xml.ts';

/** A page of the reading order as blocks. */
export interface Page {
  blocks: SourceBlock[];
  /** From the ids of the page to the block that each stands before or at the beginning of. */
  anchors: Map<string, number>;
  /** From ids to the first block behind the element that they name, or behind what it stands in. */
  ends: Map<string, number>;
  /** What may be marks of notes; in the blocks' text their numbers stand for them. */
  marks: PageMark[];
  /** Marks for the eye that stood within blocks, and hidden text. */
  leftOut: LeftOutText[];
  images: number;
  /** How the page says that words of it are read, by SSML's attributes. */
  pronunciations: SaidWord[];
  /** Letters and digits of the page's text, whatever became of them. */
  letters: number;
}

/** What may be the mark of a note, or the link that leads back to it. */
export interface PageMark {
  text: string;
  /** Where it leads, relative to the page; undefined for a mark that is no link. */
  href?: string;
  /** Whether the source itself calls it a note's mark. */
  isSure: boolean;
  /** Whether it is set above the line. */
  isRaised: boolean;
}

/** In place of a name for what is left out: no text of the page at all. */
const notText = '';

/** A word of the page and the signs that say how it is read. */
export interface SaidWord {
  word: string;
  said: string;
  isAlias: boolean;
}

interface OpenMark {
  place: LinePlace;
  href: string | undefined;
  isSure: boolean;
  isRaised: boolean;
}

/** An element that is open at the place that is being read. */
interface Frame {
  name: string;
  className: string;
  isBlock: boolean;
  /** Set where all text is left out: as what, or `notText`. */
  hidden: string | undefined;
  /** The kind of page that this is on: see pageOpenedBy(). */
  page: string | undefined;
  verse: boolean;
  /** 0 outside headings. */
  heading: number;
  /** The list item around, and whether any of its text has been seen. */
  item: { begun: boolean } | undefined;
  link: boolean;
  /** Where its text begins and where it leads, if it may be a note's mark. */
  mark: OpenMark | undefined;
  raised: boolean;
  /** SSML's phonemes for its text, and where that begins. */
  said: { place: LinePlace; signs: string } | undefined;
  noteBox: NoteBox | undefined;
  /** Whether a note whose anchor stands within goes as far as this element. */
  holdsNote: boolean;
  /** Ids of what ends where this ends. */
  ids: string[];
  /** Directly in the row of a table, which is one line however its cells are set. */
  row: boolean;
  preformatted: boolean;
  /** In verse, a block that holds neither blocks nor line breaks is a single line. */
  holdsBlocks: boolean;
  holdsBreaks: boolean;
}

const outermost: Frame = {
  name: '',
  className: '',
  isBlock: false,
  hidden: undefined,
  page: undefined,
  verse: false,
  heading: 0,
  item: undefined,
  link: false,
  mark: undefined,
  raised: false,
  said: undefined,
  noteBox: undefined,
  holdsNote: false,
  ids: [],
  row: false,
  preformatted: false,
  holdsBlocks: false,
  holdsBreaks: false,
};

const blockElements = new Set(
  (
    'html body div section article header footer main p h1 h2 h3 h4 h5 h6 hgroup ul ol li dl dt dd ' +
    'blockquote figure table caption thead tbody tfoot tr pre address center aside details summary'
  ).split(' '),
);

/** In XHTML these may be closed at once, which HTML takes for an opening. */
const emptyRawText = /<(script|style|title|textarea|iframe|noscript)(?:\s[^<>]*)?\/>/gi;

/** Open elements beyond this are no page; the parser takes time with the square of the depth. */
const deepest = 2_000;

/** XHTML as blocks, forgiving what browsers forgive; undefined where it is nested beyond reason. */
export function readPage(xhtml: string): Page | undefined {
  const source = dropReserved(dropDocumentType(xhtml)).replace(emptyRawText, '<$1></$1>');
  const reader = new PageReader();
  const parser = new Parser(
    {
      onopentag: (name, attributes) => reader.open(withoutPrefix(name), attributes),
      ontext: (text) => reader.text(text),
      onclosetag: () => reader.close(),
    },
    { recognizeSelfClosing: true, recognizeCDATA: true },
  );
  for (let at = 0; at < source.length; at += parserStep) {
    parser.write(source.slice(at, at + parserStep));
    if (reader.depth > deepest) return undefined;
  }
  parser.end();
  return reader.finish();
}

/** `<h:p>` is a paragraph where the prefix is bound to XHTML, as it always is on a page. */
function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

class PageReader {
  readonly #builder = new BlockBuilder();
  readonly #frames: Frame[] = [];
  readonly #anchors = new Map<string, number>();
  readonly #ends = new Map<string, number>();
  readonly #marks: PageMark[] = [];
  #noteBoxes = 0;
  readonly #leftOut = new Map<string, string[]>();
  /** Ids seen since the last text: they stand before whatever comes next. */
  #waiting: string[] = [];
  readonly #pronunciations: SaidWord[] = [];
  #images = 0;
  #letters = 0;

  get depth(): number {
    return this.#frames.length;
  }

  open(name: string, attributes: Attributes): void {
    const frame = openFrame(this.#top(), name, attributes);
    const visible = frame.hidden === undefined;
    if (frame.isBlock && visible) this.#startBlock(frame);
    this.#frames.push(frame);
    if (visible) this.#openSpoken(frame, attributes);
    if (attributes.id) this.#anchor(attributes.id, frame);
    if (name === 'a' && attributes.name) this.#anchor(attributes.name, frame);
    if (name === 'svg' || (name === 'img' && visible)) this.#image(attributes.alt ?? '');
    else if (visible) this.#startMark(name);
  }

  text(text: string): void {
    const top = this.#top();
    if (top.hidden !== notText) this.#letters += countLetters(text);
    if (top.hidden !== undefined) {
      if (top.hidden !== notText) this.#leaveOut(top.hidden, text);
    } else if (text.trim() !== '') {
      this.#write(top, text);
    } else if (this.#builder.writing) {
      this.#builder.write(' ', false);
    }
  }

  close(): void {
    const frame = this.#frames.pop();
    if (!frame || frame.hidden !== undefined) return;
    if (frame.name === 'q') this.#builder.write('”', false);
    if (frame.said) this.#closeSaid(frame.said);
    if (frame.mark) this.#closeMark(frame.mark, frame.name);
    const around = frame.name === 'sup' ? this.#top().mark : undefined;
    if (around) around.isRaised = true;
    if (frame.isBlock) this.#endBlock(frame);
    else if (frame.verse && /\bline\b/.test(frame.className)) this.#builder.endLine();
    const end = this.#builder.blocks.length + (this.#builder.writing ? 1 : 0);
    for (const id of frame.ids) this.#ends.set(id, end);
  }

  finish(): Page {
    this.#builder.endBlock();
    this.#placeWaiting();
    const leftOut = [...this.#leftOut].map(([what, parts]) => ({
      what,
      text: cleanText(parts.join(' ')),
    }));
    return {
      blocks: this.#builder.blocks,
      anchors: this.#anchors,
      ends: this.#ends,
      marks: this.#marks,
      leftOut: leftOut.filter(({ text }) => text !== ''),
      images: this.#images,
      pronunciations: this.#pronunciations,
      letters: this.#letters,
    };
  }

  #top(): Frame {
    return this.#frames.at(-1) ?? outermost;
  }

  #write(frame: Frame, text: string): void {
    const begins = !this.#builder.writing;
    this.#builder.set(settingOf(frame));
    if (begins && frame.item) frame.item.begun = true;
    this.#placeWaiting();
    const lines = frame.preformatted ? text.split('\n') : [text];
    for (const [index, line] of lines.entries()) {
      if (index > 0) this.#builder.breakLine();
      this.#builder.write(line, frame.link);
    }
  }

  #openSpoken(frame: Frame, attributes: Attributes): void {
    const signs = attributes['ssml:ph'];
    if (signs) frame.said = { place: this.#builder.place(), signs };
    const kind = noteOpenedBy(attributes);
    if (kind && !frame.noteBox) frame.noteBox = { kind, number: ++this.#noteBoxes };
    const isSure = isNoteReference(attributes);
    const href = frame.name === 'a' ? attributes.href : undefined;
    if (href !== undefined || isSure || (frame.name === 'sup' && !frame.link)) {
      frame.mark = { place: this.#builder.place(), href, isSure, isRaised: frame.raised };
    }
  }

  #closeSaid({ place, signs }: NonNullable<Frame['said']>): void {
    const word = this.#builder.textSince(place);
    if (word !== undefined && !hasMarks(word)) {
      this.#pronunciations.push({ word, said: signs, isAlias: false });
    }
  }

  /** Puts a number in the place of what may be a mark; what holds one already is none itself. */
  #closeMark({ place, href, isSure, isRaised }: OpenMark, name: string): void {
    const text = this.#builder.textSince(place);
    if (text === undefined || text.trim() === '') return;
    const inner = this.#marks[marksIn(text).at(-1) ?? -1];
    if (inner) {
      if (isSure) inner.isSure = true;
      return;
    }
    const isMark = isSure || markKey(text) !== undefined || (href !== undefined && isWayBack(text));
    const isPlain = name === 'sup' && !/^[\s\d*†‡§¶#[\]()]+$/.test(text);
    if (!isMark || (isPlain && !isSure)) return;
    this.#marks.push({ text, isSure, isRaised, ...(href !== undefined && { href }) });
    this.#builder.replaceSince(place, markPlace(this.#marks.length - 1));
  }

  /** What an anchor within a line names ends with the block, unless it stands in a note. */
  #anchor(id: string, frame: Frame): void {
    this.#waiting.push(id);
    const holder = frame.isBlock ? frame : this.#frames.findLast(({ holdsNote }) => holdsNote);
    holder?.ids.push(id);
  }

  /** Lines of one stanza are often blocks of their own; all other blocks end what came before. */
  #startBlock(frame: Frame): void {
    if (frame.verse) this.#builder.endLine();
    else this.#builder.endBlock();
    const around = this.#blockAround();
    if (around) around.holdsBlocks = true;
  }

  #endBlock(frame: Frame): void {
    const isLine = frame.verse && !frame.holdsBlocks && !frame.holdsBreaks;
    if (isLine) this.#builder.endLine();
    else this.#builder.endBlock();
  }

  #startMark(name: string): void {
    if (name === 'br' && this.#top().row) this.#builder.write(' ', false);
    else if (name === 'br') {
      this.#builder.breakLine();
      const around = this.#blockAround();
      if (around) around.holdsBreaks = true;
    } else if (name === 'hr') this.#builder.sceneBreak();
    else if (name === 'q') this.#builder.write('“', false);
    else if (name === 'td' || name === 'th') this.#builder.nextCell();
  }

  #image(description: string): void {
    this.#images++;
    this.#letters += countLetters(description);
    this.#leaveOut('images', description);
  }

  #blockAround(): Frame | undefined {
    return this.#frames.findLast(({ isBlock }) => isBlock);
  }

  #placeWaiting(): void {
    for (const id of this.#waiting) {
      if (!this.#anchors.has(id)) this.#anchors.set(id, this.#builder.blocks.length);
    }
    this.#waiting = [];
  }

  #leaveOut(what: string, text: string): void {
    const parts = this.#leftOut.get(what) ?? [];
    parts.push(text);
    this.#leftOut.set(what, parts);
  }
}

function openFrame(around: Frame, name: string, attributes: Attributes): Frame {
  const level = /^h([1-6])$/.exec(name)?.[1];
  const heading = level === undefined ? around.heading : Number(level);
  const isBlock = blockElements.has(name);
  return {
    name,
    className: attributes.class ?? '',
    isBlock,
    hidden: around.hidden ?? (silentElements.has(name) ? notText : leftOutAs(name, attributes)),
    page: pageOpenedBy(attributes) ?? around.page,
    verse: heading === 0 && (around.verse || opensVerse(attributes)),
    heading,
    item: name === 'li' ? { begun: false } : around.item,
    link: around.link || (name === 'a' && 'href' in attributes),
    mark: undefined,
    said: undefined,
    raised: around.raised || name === 'sup',
    noteBox: around.noteBox,
    holdsNote: mayHoldNote(name, attributes) || noteOpenedBy(attributes) !== undefined,
    ids: [],
    row: name === 'tr' || (around.row && !isBlock),
    preformatted: around.preformatted || name === 'pre',
    holdsBlocks: false,
    holdsBreaks: false,
  };
}

function settingOf({ page, heading, verse, item, noteBox }: Frame): Setting {
  const shared = { leftOut: page === 'kept' ? undefined : page, noteBox };
  if (heading > 0) return { kind: 'heading', level: heading, ...shared };
  if (verse) return { kind: 'verse', level: 0, ...shared };
  return { kind: item && !item.begun ? 'list-item' : 'paragraph', level: 0, ...shared };
}
