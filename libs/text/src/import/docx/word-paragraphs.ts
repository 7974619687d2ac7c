import type { LeftOutText } from '../book-reader.ts';
import { escapeXhtml } from '../markup/xhtml.ts';
import { WordFields } from './word-fields.ts';
import { isOn, plainStyle, type WordStyle } from './word-styles.ts';
import type { WordParagraph } from './word-text.ts';

/** A paragraph that is being read. */
interface OpenParagraph {
  pieces: string[];
  text: string;
  style: WordStyle;
  level: number;
  isItem: boolean;
  isCentred: boolean | undefined;
  /** Letters of it, and those of them in bold type. */
  characters: number;
  bold: number;
  opensPage: boolean;
  hasRule: boolean;
  hasOrnament: boolean;
  isDropCap: boolean;
  leftOut: string | undefined;
  /** Paragraphs of text boxes that are anchored in it: they come behind it. */
  boxed: WordParagraph[];
}

interface Run {
  hidden: boolean | undefined;
  bold: boolean | undefined;
  raised: boolean;
  /** Set where the run's own text is the mark of a note: where that is. */
  mark: string | undefined;
}

/** A paragraph's beginning that is looked at, in characters. */
const longestText = 600;

type Attributes = Readonly<Record<string, string>>;

/** Makes paragraphs of the elements of WordprocessingML, as they come. */
export class WordParagraphs {
  readonly #styles: ReadonlyMap<string, WordStyle>;
  readonly #part: string;
  readonly #names: string[] = [];
  /** Of each open element, whether it is one of the text and not a property of it. */
  readonly #isText: boolean[] = [];
  readonly #open: OpenParagraph[] = [];
  readonly #done: WordParagraph[] = [];
  readonly #fields = new WordFields();
  readonly #leftOut = new Map<string, string[]>();
  /** Content controls that are open: as what each is left out. */
  readonly #controls: (string | undefined)[] = [];
  /** The cells of the outermost table's row that is open. */
  #row: WordParagraph[][] | undefined;
  #tables = 0;
  #run: Run = newRun();
  #deleted = 0;
  /** Within what is given a second time, for programs that cannot show the first. */
  #fallback = 0;
  #empty = 0;
  /** Whether an empty paragraph since the last one began a page. */
  #opensPage = false;
  /** A drop cap, which the next paragraph begins with. */
  #initial: string[] = [];
  #note: string | undefined;
  #isSkipped = false;

  constructor(styles: ReadonlyMap<string, WordStyle>, part: string) {
    this.#styles = styles;
    this.#part = part;
  }

  /** Whether text that comes now is text of the document, and no code of a field. */
  get holdsText(): boolean {
    const name = this.#names.at(-1);
    return (name === 't' || name === 'delText') && this.#fallback === 0 && !this.#isSkipped;
  }

  open(name: string, attributes: Attributes): void {
    const around = this.#names.at(-1) ?? '';
    const above = this.#names.at(-2) ?? '';
    const isProperty = around === 'pPr' || (around === 'rPr' && above === 'r');
    this.#names.push(name);
    this.#isText.push(this.#fallback === 0 && !isProperty);
    if (name === 'Fallback') this.#fallback++;
    if (this.#fallback > 0) return;
    const value = valueIn(attributes);
    if (around === 'pPr') this.#paragraphProperty(name, value, attributes);
    else if (isProperty) this.#runProperty(name, value);
    else this.#structure(name, attributes, value);
  }

  text(text: string): void {
    if (this.#names.at(-1) === 'instrText') this.#fields.code(text);
    else if (!this.holdsText) return;
    else if (this.#deleted > 0) this.#leave('deleted text', text);
    else this.#write(text);
  }

  close(name: string): void {
    this.#names.pop();
    const isText = this.#isText.pop();
    if (name === 'Fallback') this.#fallback--;
    else if (this.#fallback > 0 || !isText) return;
    else if (name === 'p') this.#closeParagraph();
    else if (name === 'del' || name === 'moveFrom') this.#deleted--;
    else if (name === 'sdt') this.#controls.pop();
    else if (name === 'tr') this.#closeRow();
    else if (name === 'tbl') this.#tables--;
    else if (name === 'fldSimple') this.#fields.end();
    else if (name === 'rt') this.#piece('</rt>');
    else if (name === 'footnote' || name === 'endnote' || name === 'comment') this.#endNote();
  }

  finish(): { paragraphs: WordParagraph[]; leftOut: LeftOutText[] } {
    if (this.#initial.length > 0) this.#openParagraph();
    while (this.#open.length > 0) this.#closeParagraph();
    if (this.#row) this.#closeRow();
    const leftOut = [...this.#leftOut].map(([what, parts]) => ({ what, text: parts.join(' ') }));
    return { paragraphs: this.#done, leftOut };
  }

  #structure(name: string, attributes: Attributes, value: string): void {
    if (name === 'p') this.#openParagraph();
    else if (name === 'r') this.#run = newRun();
    else if (name === 'tab' || name === 'ptab') this.#piece(' ');
    else if (name === 'br' || name === 'cr') this.#breakLine(attribute(attributes, 'type'));
    else if (name === 'noBreakHyphen') this.#write('-');
    else if (name === 'sym') this.#ornament();
    else if (name === 'del' || name === 'moveFrom') this.#deleted++;
    else if (name === 'tbl') this.#tables++;
    else if (name === 'tr' && this.#tables === 1) this.#row ??= [];
    else if (name === 'tc' && this.#row && this.#tables === 1) this.#row.push([]);
    else if (name === 'rt') this.#piece('<rt>');
    else if (name === 'blip' || name === 'imagedata') this.#piece('<img alt=""/>');
    else if (name === 'rect' && isOn(attribute(attributes, 'hr'))) this.#rule();
    else if (name === 'sdt') this.#controls.push(undefined);
    else if (name === 'docPartGallery' && /table of contents/i.test(value)) {
      this.#controls.splice(-1, 1, 'table of contents page');
    } else this.#fieldOrNote(name, attributes);
  }

  #fieldOrNote(name: string, attributes: Attributes): void {
    const id = attribute(attributes, 'id') ?? '';
    if (name === 'fldChar') this.#field(attribute(attributes, 'fldCharType'));
    else if (name === 'fldSimple') this.#fields.begin(attribute(attributes, 'instr'), true);
    else if (name === 'footnoteReference' || name === 'endnoteReference') {
      const href = `#${name.replace('Reference', '')}-${id}`;
      if (isOn(attribute(attributes, 'customMarkFollows'))) this.#run.mark = href;
      else this.#piece(noteMark(href, '*'));
    } else if (name === 'footnote' || name === 'endnote' || name === 'comment') {
      this.#isSkipped = /separator|notice/i.test(attribute(attributes, 'type') ?? '');
      this.#note = `${this.#part}-${id}`;
    }
  }

  #field(type: string | undefined): void {
    if (type === 'begin') this.#fields.begin();
    else if (type === 'separate') this.#fields.separate();
    else if (type === 'end') this.#fields.end();
  }

  #paragraphProperty(name: string, value: string, attributes: Attributes): void {
    const paragraph = this.#open.at(-1);
    if (!paragraph) return;
    if (name === 'pStyle') this.#setStyle(paragraph, this.#styles.get(value) ?? plainStyle);
    else if (name === 'outlineLvl' && /^[0-8]$/.test(value)) paragraph.level = Number(value) + 1;
    else if (name === 'outlineLvl') paragraph.level = 0;
    else if (name === 'numPr') paragraph.isItem = true;
    else if (name === 'jc') paragraph.isCentred = value === 'center';
    else if (name === 'pageBreakBefore' && value !== '0') paragraph.opensPage = true;
    else if (name === 'pBdr') paragraph.hasRule = true;
    else if (name === 'framePr') {
      paragraph.isDropCap = /^(drop|margin)$/.test(attribute(attributes, 'dropCap') ?? '');
    }
  }

  #setStyle(paragraph: OpenParagraph, style: WordStyle): void {
    paragraph.style = style;
    paragraph.level = style.level;
    paragraph.leftOut ??= style.leftOut;
    if (style.level > 0) this.#fields.endLists();
  }

  #runProperty(name: string, value: string): void {
    const on = value === '' || isOn(value);
    if (name === 'vanish' || name === 'specVanish') this.#run.hidden = on;
    else if (name === 'b') this.#run.bold = on;
    else if (name === 'vertAlign') this.#run.raised = value === 'superscript';
    else if (name === 'rStyle') {
      const style = this.#styles.get(value);
      if (style?.hidden) this.#run.hidden = true;
      if (style?.bold) this.#run.bold ??= true;
    }
  }

  #openParagraph(): void {
    this.#open.push({
      pieces: this.#initial,
      text: this.#initial.join(''),
      style: plainStyle,
      level: 0,
      isItem: false,
      isCentred: undefined,
      characters: 0,
      bold: 0,
      opensPage: false,
      hasRule: false,
      hasOrnament: false,
      isDropCap: false,
      leftOut: this.#controls.find((control) => control !== undefined) ?? this.#fields.list,
      boxed: [],
    });
    this.#initial = [];
  }

  #write(text: string): void {
    if (this.#open.length === 0) this.#openParagraph();
    const paragraph = this.#open.at(-1);
    if (!paragraph) return;
    const { hidden, bold, raised, mark } = this.#run;
    const isHidden = hidden ?? paragraph.style.hidden;
    const field = this.#fields.inLine;
    paragraph.leftOut ??= this.#fields.list;
    const escaped = escapeXhtml(text);
    if (isHidden) paragraph.pieces.push(`<span hidden="">${escaped}</span>`);
    else if (field) paragraph.pieces.push(`<span epub:type="pagebreak">${escaped}</span>`);
    else if (mark) paragraph.pieces.push(noteMark(mark, escaped));
    else {
      paragraph.pieces.push(raised ? `<sup>${escaped}</sup>` : escaped);
      if (paragraph.text.length < longestText) paragraph.text += text;
      paragraph.characters += text.trim().length;
      if (bold ?? paragraph.style.bold) paragraph.bold += text.trim().length;
    }
  }

  #piece(xhtml: string): void {
    const paragraph = this.#open.at(-1);
    if (!paragraph || this.#deleted > 0) return;
    paragraph.pieces.push(xhtml);
    if (xhtml === ' ') paragraph.text += ' ';
  }

  #breakLine(type: string | undefined): void {
    if (type === undefined || type === 'textWrapping') this.#piece('<br/>');
    else {
      const paragraph = this.#open.at(-1);
      if (paragraph && paragraph.characters === 0) paragraph.opensPage = true;
    }
  }

  #ornament(): void {
    const paragraph = this.#open.at(-1);
    if (paragraph) paragraph.hasOrnament = true;
  }

  #rule(): void {
    const paragraph = this.#open.at(-1);
    if (paragraph) paragraph.hasRule = true;
  }

  #closeParagraph(): void {
    const paragraph = this.#open.pop();
    if (!paragraph) return;
    this.#fields.endParagraph();
    const isEmpty = paragraph.pieces.every((piece) => /^(\s|<br\/>)*$/.test(piece));
    if (isEmpty) {
      if (paragraph.hasRule || paragraph.hasOrnament) {
        this.#add(this.#closed(paragraph, '<hr/>'), paragraph.boxed);
      } else {
        this.#empty++;
        this.#opensPage ||= paragraph.opensPage;
        for (const boxed of paragraph.boxed) this.#add(boxed, []);
      }
    } else if (paragraph.isDropCap) {
      this.#initial = paragraph.pieces;
      for (const boxed of paragraph.boxed) this.#add(boxed, []);
    } else {
      this.#add(this.#closed(paragraph, paragraph.pieces.join('')), paragraph.boxed);
    }
  }

  #closed(paragraph: OpenParagraph, xhtml: string): WordParagraph {
    const { text, style, level, isItem, characters, bold, leftOut } = paragraph;
    return {
      xhtml,
      text,
      kind: 'paragraph',
      style,
      level,
      isItem: isItem && level === 0,
      isCentred: paragraph.isCentred ?? style.centred,
      isBold: characters > 0 && bold >= characters,
      empty: this.#empty,
      opensPage: paragraph.opensPage || this.#opensPage,
      leftOut,
      note: this.#note,
    };
  }

  #add(paragraph: WordParagraph, boxed: readonly WordParagraph[]): void {
    const outer = this.#open.at(-1);
    const cell = this.#row?.at(-1);
    if (outer) outer.boxed.push(paragraph, ...boxed);
    else if (cell) cell.push(paragraph, ...boxed);
    else {
      this.#empty = 0;
      this.#opensPage = false;
      this.#done.push(paragraph, ...boxed);
    }
  }

  /** A row of several cells is read as one line; a table of one column only sets its text in a frame. */
  #closeRow(): void {
    if (this.#tables > 1 || !this.#row) return;
    const cells = this.#row.filter((cell) => cell.length > 0);
    this.#row = undefined;
    const [first] = cells;
    if (!first) return;
    if (cells.length === 1) this.#done.push(...first);
    else {
      const joined = cells.map((cell) => `<td>${cell.map(({ xhtml }) => xhtml).join(' ')}</td>`);
      const text = cells
        .flat()
        .map((paragraph) => paragraph.text)
        .join(' ')
        .slice(0, longestText);
      const [top] = first;
      if (top) this.#done.push({ ...top, kind: 'row', level: 0, text, xhtml: joined.join('') });
    }
    this.#empty = 0;
  }

  #endNote(): void {
    this.#note = undefined;
    this.#isSkipped = false;
    this.#empty = 0;
  }

  #leave(what: string, text: string): void {
    const parts = this.#leftOut.get(what);
    if (parts) parts.push(text);
    else this.#leftOut.set(what, [text]);
  }
}

function newRun(): Run {
  return { hidden: undefined, bold: undefined, raised: false, mark: undefined };
}

function noteMark(href: string, text: string): string {
  return `<a epub:type="noteref" href="${escapeXhtml(href)}">${text}</a>`;
}

function valueIn(attributes: Attributes): string {
  return attribute(attributes, 'val') ?? '';
}

/** An attribute, whatever its namespace's prefix. */
function attribute(attributes: Attributes, name: string): string | undefined {
  if (attributes[`w:${name}`] !== undefined) return attributes[`w:${name}`];
  const key = Object.keys(attributes).find((own) => own === name || own.endsWith(`:${name}`));
  return key === undefined ? undefined : attributes[key];
}
