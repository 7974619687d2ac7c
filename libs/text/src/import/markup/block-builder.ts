import { cleanText, countLetters } from '../clean-text.ts';
import { isSceneBreak } from '../scene-break.ts';
import { blockText, type NoteBox, type SourceBlock } from './source-block.ts';

/** Lines longer than this, in characters, are no verse but paragraphs set apart by line breaks. */
const longestVerseLine = 80;

/** Where more of a page's letters than this share are indented, they are its own text. */
const mostIndented = 0.5;

/** What is being written: decides the kind of the block that text becomes. */
export interface Setting {
  kind: 'paragraph' | 'heading' | 'list-item' | 'verse' | 'quotation';
  level: number;
  /** Whether nothing but its indentation says that it is a quotation. */
  isIndented?: boolean;
  leftOut?: string | undefined;
  noteBox?: NoteBox | undefined;
}

/** A place in the line that is being written. */
export interface LinePlace {
  line: number;
  at: number;
}

/** Collects running text into blocks. */
export class BlockBuilder {
  readonly blocks: SourceBlock[] = [];
  /** Those of them that are quotations by nothing but their indentation. */
  readonly #indented = new Set<SourceBlock>();
  /** The line that is being written, in pieces, so that the last ones can be taken back. */
  #text: string[] = [];
  /** The last character of the line that is being written, spaces apart. */
  #lastCharacter = '';
  #cellEnded = false;
  #lines: string[] = [];
  #setting: Setting = { kind: 'paragraph', level: 0 };
  #characters = 0;
  #linked = 0;
  #linesEnded = 0;

  /** Whether text has been written since the last block ended. */
  get writing(): boolean {
    return this.#lines.length > 0 || this.#lastCharacter !== '';
  }

  /** How the text written next is set. Within a block nothing changes, unless verse begins or ends. */
  set(setting: Setting): void {
    const { kind, leftOut, noteBox } = this.#setting;
    const isOther =
      (kind === 'verse') !== (setting.kind === 'verse') ||
      leftOut !== setting.leftOut ||
      noteBox !== setting.noteBox;
    if (this.writing && isOther) this.endBlock();
    if (!this.writing) this.#setting = setting;
  }

  write(text: string, linked: boolean): void {
    const written = text.trim();
    if (written !== '') {
      if (this.#cellEnded) this.#text.push(/\p{P}/u.test(this.#lastCharacter) ? ' ' : ', ');
      this.#cellEnded = false;
      this.#lastCharacter = written.slice(-1);
      this.#characters += written.length;
      if (linked) this.#linked += written.length;
    }
    if (!this.#cellEnded) this.#text.push(text);
  }

  /** Where the next text will stand. */
  place(): LinePlace {
    return { line: this.#linesEnded, at: this.#text.length };
  }

  /** The text written since a place, where that is still in the same line. */
  textSince({ line, at }: LinePlace): string | undefined {
    return line === this.#linesEnded ? this.#text.slice(at).join('') : undefined;
  }

  /** Puts other text in the place of what was written since. */
  replaceSince({ at }: LinePlace, text: string): void {
    this.#text.splice(at, Number.POSITIVE_INFINITY, text);
  }

  /** Sets the next table cell apart from the one before it in its row. */
  nextCell(): void {
    this.#cellEnded = this.#lastCharacter !== '';
    while (this.#cellEnded && this.#text.at(-1)?.trim() === '') this.#text.pop();
  }

  /** A line break: two in a row end the block, as an empty line would. */
  breakLine(): void {
    if (this.#lastCharacter === '' && this.#lines.length > 0) this.endBlock();
    else this.endLine();
  }

  endLine(): void {
    const line = cleanText(this.#text.join(''));
    this.#text = [];
    this.#linesEnded++;
    this.#lastCharacter = '';
    this.#cellEnded = false;
    if (line !== '') this.#lines.push(line);
  }

  endBlock(): void {
    this.endLine();
    if (this.#lines.length > 0) this.#push(this.#lines);
    this.#lines = [];
    this.#characters = 0;
    this.#linked = 0;
  }

  sceneBreak(): void {
    this.endBlock();
    this.blocks.push({ kind: 'scene-break', level: 0, lines: [], linked: 0 });
  }

  /** Ends the page: where most of it is indented, that is only how it is set. */
  finish(): void {
    this.endBlock();
    if (this.#indented.size === 0) return;
    const lettersIn = (blocks: Iterable<SourceBlock>) =>
      [...blocks].reduce((sum, block) => sum + countLetters(blockText(block)), 0);
    if (lettersIn(this.#indented) <= lettersIn(this.blocks) * mostIndented) return;
    for (const block of this.#indented) block.kind = 'paragraph';
  }

  #push(lines: string[]): void {
    const { kind, level, isIndented, leftOut, noteBox } = this.#setting;
    const from = this.blocks.length;
    const linked = this.#characters === 0 ? 0 : this.#linked / this.#characters;
    const shared = {
      level,
      linked,
      ...(leftOut !== undefined && { leftOut }),
      ...(noteBox && { noteBox }),
    };
    if (lines.length === 1 && isSceneBreak(lines[0] ?? '')) {
      this.blocks.push({ kind: 'scene-break', lines: [], level: 0, linked: 0 });
    } else if (kind === 'verse' || lines.length === 1) {
      this.blocks.push({ kind, lines, ...shared });
    } else if (kind === 'heading') {
      this.blocks.push({ kind, lines: [lines.join(' ')], ...shared });
    } else if (lines.every((line) => line.length <= longestVerseLine)) {
      this.blocks.push({ ...shared, kind: 'verse', lines });
    } else {
      for (const line of lines) this.blocks.push({ kind, lines: [line], ...shared });
    }
    if (!isIndented) return;
    for (const block of this.blocks.slice(from)) {
      if (block.kind === 'quotation') this.#indented.add(block);
    }
  }
}
