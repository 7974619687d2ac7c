import { Parser } from 'htmlparser2';
import type { LeftOutText } from '../book-reader.ts';
import { cleanText, countLetters } from '../clean-text.ts';
import { dropReserved, hasMarks } from '../notes/note-marks.ts';
import { BlockBuilder } from './block-builder.ts';
import { type Attributes, isNoteReference, noteOpenedBy } from './element-roles.ts';
import { type Frame, notText, openFrame, outermost, settingOf } from './frame.ts';
import { type PageMark, PageMarks } from './page-marks.ts';
import type { SourceBlock } from './source-block.ts';
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

/** A word of the page and the signs that say how it is read. */
export interface SaidWord {
  word: string;
  said: string;
  isAlias: boolean;
}

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
  readonly #marks = new PageMarks();
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
    if (frame.mark) this.#marks.close(frame, frame.mark, this.#builder);
    const around = frame.name === 'sup' ? this.#top().mark : undefined;
    if (around) around.isRaised = true;
    if (frame.isBlock) this.#endBlock(frame);
    else if (frame.verse && /\bline\b/.test(frame.className)) this.#builder.endLine();
    const end = this.#builder.blocks.length + (this.#builder.writing ? 1 : 0);
    for (const id of frame.ids) this.#ends.set(id, end);
  }

  finish(): Page {
    this.#builder.finish();
    this.#placeWaiting();
    const leftOut = [...this.#leftOut].map(([what, parts]) => ({
      what,
      text: cleanText(parts.join(' ')),
    }));
    return {
      blocks: this.#builder.blocks,
      anchors: this.#anchors,
      ends: this.#ends,
      marks: this.#marks.found,
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
