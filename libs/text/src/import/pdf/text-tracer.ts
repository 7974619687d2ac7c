import type { PdfPage, PieceLayer } from './pdf-pages.ts';
import { type Glyph, PieceWriter } from './piece-writer.ts';

/** a, b, c, d, e, f as in ISO 32000-1, 8.3.3. */
export type Matrix = readonly [number, number, number, number, number, number];

/** A font as the tracer needs it. */
export interface TracedFont {
  /** An index into the fonts of the file. */
  index: number;
  /** From widths of glyphs to widths of text of size 1. */
  scale: number;
  /** The height of letters of size 1: not 1 in fonts that draw their own letters. */
  height: number;
  vertical: boolean;
}

/** What is asked of the file while a page is traced. */
export interface PageSetting {
  width: number;
  height: number;
  /** From the page's own coordinates to those of `PdfPiece`. */
  transform: Matrix;
  font(name: string): TracedFont | undefined;
  isHidden(layer: unknown): boolean;
}

interface State {
  ctm: Matrix;
  font: TracedFont | undefined;
  size: number;
  charSpacing: number;
  wordSpacing: number;
  /** 1 for text that is neither stretched nor squeezed. */
  hScale: number;
  leading: number;
  rise: number;
  mode: number;
  fill: string;
}

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Drawn areas that are looked at for what white text stands on; a page has no more. */
const mostBoxes = 2_000;
/** Text render mode 3 neither fills nor strokes: what text recognition lays under its picture. */
const invisible = 3;

const identity: Matrix = [1, 0, 0, 1, 0, 0];

/** Follows the drawing instructions of a page and notes which text is set where. */
export class TextTracer {
  readonly #setting: PageSetting;
  readonly #writer = new PieceWriter();
  readonly #stack: State[] = [];
  readonly #marked: { hidden: boolean; artifact: boolean }[] = [];
  readonly #boxes: Box[] = [];
  #state: State;
  #textMatrix = identity;
  #lineMatrix = identity;
  #images = 0;
  #unnamed = 0;

  constructor(setting: PageSetting) {
    this.#setting = setting;
    this.#state = {
      ctm: setting.transform,
      font: undefined,
      size: 0,
      charSpacing: 0,
      wordSpacing: 0,
      hScale: 1,
      leading: 0,
      rise: 0,
      mode: 0,
      fill: '#000000',
    };
  }

  /** @param name of the instruction, as the parser calls it */
  trace(name: string, args: unknown): void {
    instructions[name]?.(this, Array.isArray(args) ? args : []);
  }

  finish(): PdfPage {
    const { width, height } = this.#setting;
    const pieces = this.#writer.finish();
    return { width, height, pieces, images: this.#images, unnamed: this.#unnamed };
  }

  save(): void {
    this.#stack.push({ ...this.#state });
  }

  restore(): void {
    this.#state = this.#stack.pop() ?? this.#state;
  }

  transform(by: unknown): void {
    this.#state.ctm = multiply(this.#state.ctm, matrixOf(by));
  }

  set(change: Partial<State>): void {
    Object.assign(this.#state, change);
  }

  setFont(name: string, size: number): void {
    this.set({ font: this.#setting.font(name), size });
  }

  setTextMatrix(matrix: unknown): void {
    this.#textMatrix = matrixOf(matrix);
    this.#lineMatrix = this.#textMatrix;
  }

  moveText(x: number, y: number): void {
    this.#lineMatrix = multiply(this.#lineMatrix, [1, 0, 0, 1, x, y]);
    this.#textMatrix = this.#lineMatrix;
  }

  nextLine(): void {
    this.moveText(0, this.#state.leading);
  }

  image(): void {
    this.#images++;
    this.#cover([0, 0, 1, 1]);
  }

  fill(bounds: unknown): void {
    if (isWhite(this.#state.fill)) return;
    const [left = 0, bottom = 0, right = 0, top = 0] = numbersOf(bounds);
    this.#cover([left, bottom, right, top]);
  }

  beginMarked(tag: unknown, properties: unknown): void {
    const around = this.#marked.at(-1);
    this.#marked.push({
      hidden: around?.hidden || (tag === 'OC' && this.#setting.isHidden(properties)),
      artifact: around?.artifact || tag === 'Artifact',
    });
  }

  endMarked(): void {
    this.#marked.pop();
  }

  /** Numbers between the glyphs move what follows, in thousandths of the size. */
  showText(glyphs: readonly unknown[]): void {
    const { font, size, hScale } = this.#state;
    if (!font) return;
    for (const glyph of glyphs) {
      if (typeof glyph === 'number') {
        const by = (-glyph * size) / 1_000;
        this.#advance(font.vertical ? [0, by] : [by * hScale, 0]);
      } else if (isGlyph(glyph)) this.#showGlyph(glyph, font);
    }
  }

  #showGlyph(glyph: SourceGlyph, font: TracedFont): void {
    const { size, charSpacing, wordSpacing, hScale } = this.#state;
    const spacing = charSpacing + (glyph.isSpace ? wordSpacing : 0);
    const width =
      (font.vertical ? Math.abs(glyph.vmetric?.[0] ?? 1_000) : glyph.width) * font.scale;
    const named = nameOf(glyph.unicode);
    if (named === undefined) this.#unnamed++;
    const text = named ?? '';
    const isSpace = text !== '' && text.trim() === '';
    const before = this.#place(0);
    const after = this.#place(isSpace ? 0 : width * size * hScale);
    if (isSpace) this.#writer.space();
    else if (text !== '') this.#writer.write(this.#glyphAt(text, font, before, after));
    const along = font.vertical ? -(width * size + spacing) : (width * size + spacing) * hScale;
    this.#advance(font.vertical ? [0, along] : [along, 0]);
    this.#writer.expectAt(this.#place(0));
  }

  #glyphAt(text: string, font: TracedFont, from: Place, to: Place): Glyph {
    const matrix = multiply(this.#state.ctm, this.#textMatrix);
    const size = Math.abs(this.#state.size) * Math.hypot(matrix[2], matrix[3]) * font.height;
    const flip = this.#state.size < 0 ? -1 : 1;
    const angle = (Math.atan2(flip * matrix[1], flip * matrix[0]) * 180) / Math.PI;
    return {
      text,
      from,
      to,
      angle,
      size,
      font: font.index,
      layer: this.#layerAt(from, to, font),
      artifact: this.#marked.at(-1)?.artifact ?? false,
    };
  }

  #layerAt(from: Place, to: Place, font: TracedFont): PieceLayer {
    const { width, height } = this.#setting;
    const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
    if (this.#marked.at(-1)?.hidden) return 'hidden layer';
    const isInside = middle.x >= 0 && middle.x <= width && middle.y >= 0 && middle.y <= height;
    if (!isInside) return 'outside';
    if (this.#state.mode === invisible) return 'invisible';
    if (font.vertical) return 'vertical';
    if (!isWhite(this.#state.fill) || this.#state.mode === 1) return 'seen';
    const isCovered = this.#boxes.some(
      ({ left, top, right, bottom }) =>
        middle.x >= left && middle.x <= right && middle.y >= top && middle.y <= bottom,
    );
    return isCovered ? 'seen' : 'white';
  }

  #place(along: number): Place {
    const { ctm, rise, font } = this.#state;
    const [x, y] = font?.vertical ? [0, -along] : [along, rise];
    return apply(ctm, apply(this.#textMatrix, { x, y }));
  }

  #advance([x, y]: readonly [number, number]): void {
    this.#textMatrix = multiply(this.#textMatrix, [1, 0, 0, 1, x, y]);
  }

  #cover([left, bottom, right, top]: readonly [number, number, number, number]): void {
    if (this.#boxes.length >= mostBoxes) return;
    const corners = [
      apply(this.#state.ctm, { x: left, y: bottom }),
      apply(this.#state.ctm, { x: right, y: top }),
    ];
    const xs = corners.map(({ x }) => x);
    const ys = corners.map(({ y }) => y);
    this.#boxes.push({
      left: Math.min(...xs),
      right: Math.max(...xs),
      top: Math.min(...ys),
      bottom: Math.max(...ys),
    });
  }
}

/** A glyph as the parser gives it. */
interface SourceGlyph {
  unicode: string;
  width: number;
  isSpace: boolean;
  vmetric?: readonly number[] | null;
}

interface Place {
  x: number;
  y: number;
}

type Instruction = (tracer: TextTracer, args: readonly unknown[]) => void;

const numberAt = (args: readonly unknown[], at: number): number =>
  typeof args[at] === 'number' ? args[at] : 0;

const shows: Instruction = (tracer, args) => {
  if (Array.isArray(args[0])) tracer.showText(args[0]);
};
const image: Instruction = (tracer) => tracer.image();

const instructions: Readonly<Record<string, Instruction>> = {
  save: (tracer) => tracer.save(),
  restore: (tracer) => tracer.restore(),
  beginGroup: (tracer) => tracer.save(),
  endGroup: (tracer) => tracer.restore(),
  transform: (tracer, args) => tracer.transform(args),
  paintFormXObjectBegin: (tracer, [matrix]) => {
    tracer.save();
    if (matrix) tracer.transform(matrix);
  },
  paintFormXObjectEnd: (tracer) => tracer.restore(),
  beginText: (tracer) => tracer.setTextMatrix(identity),
  setFont: (tracer, args) => tracer.setFont(String(args[0]), numberAt(args, 1)),
  setTextMatrix: (tracer, [matrix]) => tracer.setTextMatrix(matrix),
  moveText: (tracer, args) => tracer.moveText(numberAt(args, 0), numberAt(args, 1)),
  setLeading: (tracer, args) => tracer.set({ leading: -numberAt(args, 0) }),
  setLeadingMoveText: (tracer, args) => {
    tracer.set({ leading: numberAt(args, 1) });
    tracer.moveText(numberAt(args, 0), numberAt(args, 1));
  },
  nextLine: (tracer) => tracer.nextLine(),
  setCharSpacing: (tracer, args) => tracer.set({ charSpacing: numberAt(args, 0) }),
  setWordSpacing: (tracer, args) => tracer.set({ wordSpacing: numberAt(args, 0) }),
  setHScale: (tracer, args) => tracer.set({ hScale: numberAt(args, 0) / 100 }),
  setTextRise: (tracer, args) => tracer.set({ rise: numberAt(args, 0) }),
  setTextRenderingMode: (tracer, args) => tracer.set({ mode: numberAt(args, 0) & 3 }),
  setFillRGBColor: (tracer, args) => tracer.set({ fill: String(args[0]) }),
  setFillColorN: (tracer) => tracer.set({ fill: '' }),
  showText: shows,
  showSpacedText: shows,
  nextLineShowText: (tracer, args) => {
    tracer.nextLine();
    shows(tracer, args);
  },
  constructPath: (tracer, [operation, , bounds]) => {
    if (fills.has(Number(operation))) tracer.fill(bounds);
  },
  paintImageXObject: image,
  paintInlineImageXObject: image,
  paintImageMaskXObject: image,
  paintImageXObjectRepeat: image,
  paintJpegXObject: image,
  beginMarkedContent: (tracer, [tag]) => tracer.beginMarked(tag, undefined),
  beginMarkedContentProps: (tracer, [tag, properties]) => tracer.beginMarked(tag, properties),
  endMarkedContent: (tracer) => tracer.endMarked(),
};

/** The parser's numbers for fill, eoFill, fillStroke, eoFillStroke and the two that close a path. */
const fills = new Set([22, 23, 24, 25, 26, 27]);

function isGlyph(value: unknown): value is SourceGlyph {
  return typeof value === 'object' && value !== null && 'unicode' in value && 'width' in value;
}

/** The letters that a glyph stands for; undefined where the file does not say. */
function nameOf(unicode: string): string | undefined {
  const code = unicode.codePointAt(0) ?? 0;
  const isPrivate = code >= 0xe000 && code <= 0xf8ff;
  const isControl = code < 0x20 && !/\s/.test(unicode);
  if (isPrivate || isControl || code === 0xfffd) return undefined;
  // Where a font has no marks of quotation, programs draw them as signs of mathematics.
  const quoted = unicode.replace('≪', '«').replace('≫', '»');
  return quoted.replace(/[\ufb00-\ufb06]/g, (letter) => letter.normalize('NFKC'));
}

function isWhite(colour: string): boolean {
  return /^#[f][4-9a-f][f][4-9a-f][f][4-9a-f]$/i.test(colour);
}

function multiply(one: Matrix, other: Matrix): Matrix {
  return [
    one[0] * other[0] + one[2] * other[1],
    one[1] * other[0] + one[3] * other[1],
    one[0] * other[2] + one[2] * other[3],
    one[1] * other[2] + one[3] * other[3],
    one[0] * other[4] + one[2] * other[5] + one[4],
    one[1] * other[4] + one[3] * other[5] + one[5],
  ];
}

function apply(matrix: Matrix, { x, y }: Place): Place {
  return {
    x: matrix[0] * x + matrix[2] * y + matrix[4],
    y: matrix[1] * x + matrix[3] * y + matrix[5],
  };
}

function matrixOf(value: unknown): Matrix {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = numbersOf(value);
  return [a, b, c, d, e, f];
}

function numbersOf(value: unknown): number[] {
  if (value instanceof Float32Array || Array.isArray(value)) return [...value].map(Number);
  return [];
}
