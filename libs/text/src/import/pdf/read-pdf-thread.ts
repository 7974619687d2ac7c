import { parentPort, workerData } from 'node:worker_threads';
import { getResolvedPDFJS } from 'unpdf';
import { countLetters } from '../clean-text.ts';
import type { PdfFont, PdfInfo, PdfMessage, PdfOutlineEntry, PdfPage } from './pdf-pages.ts';
import { type Matrix, TextTracer, type TracedFont } from './text-tracer.ts';

// What runs in a thread of its own: a hostile file can then be stopped wherever it has got to.

type Pdfjs = Awaited<ReturnType<typeof getResolvedPDFJS>>;
type Document = Awaited<ReturnType<Pdfjs['getDocument']>['promise']>;
type Page = Awaited<ReturnType<Document['getPage']>>;
type OutlineNode = Awaited<ReturnType<Document['getOutline']>>[number];

/** No book has more entries in its outline. */
const mostEntries = 20_000;
/** Reports of damage that are kept. */
const mostDamage = 200;

const damage: string[] = [];
const send = (message: PdfMessage) => parentPort?.postMessage(message);

/** The parser mends what it can and only says so on the console. */
function collectDamage(): void {
  const note = (...words: unknown[]) => {
    if (damage.length < mostDamage) damage.push(words.map(String).join(' ').slice(0, 300));
  };
  console.log = note;
  console.warn = note;
  console.info = note;
}

async function readFile(bytes: Uint8Array): Promise<void> {
  const pdfjs = await getResolvedPDFJS();
  collectDamage();
  const document = await open(pdfjs, bytes);
  if (!document) return;
  send({ kind: 'opened', pages: document.numPages });
  const fonts = new Fonts();
  const hidden = await hiddenLayers(document);
  for (let number = 1; number <= document.numPages; number++) {
    const page = await tracePage(pdfjs, await document.getPage(number), fonts, hidden);
    const letters = page.pieces.reduce((sum, { text }) => sum + countLetters(text), 0);
    send({ kind: 'page', page, letters });
  }
  const outline = await readOutline(document);
  const info = await readInfo(document);
  send({ kind: 'end', contents: { fonts: fonts.all, outline, info, damage } });
}

/**
 * Pictures are left alone, fonts are only asked for names and widths, and nothing is fetched: the
 * parser gets no address of anything.
 */
async function open(pdfjs: Pdfjs, data: Uint8Array): Promise<Document | undefined> {
  try {
    return await pdfjs.getDocument({
      data,
      maxImageSize: 1,
      disableFontFace: true,
      useSystemFonts: false,
      useWorkerFetch: false,
      useWasm: false,
      isOffscreenCanvasSupported: false,
      isImageDecoderSupported: false,
      verbosity: pdfjs.VerbosityLevel.INFOS,
    }).promise;
  } catch (error) {
    const isLocked = error instanceof Error && error.name === 'PasswordException';
    send(isLocked ? { kind: 'locked' } : { kind: 'failed', found: messageOf(error) });
    return undefined;
  }
}

async function tracePage(
  pdfjs: Pdfjs,
  page: Page,
  fonts: Fonts,
  isHidden: (layer: unknown) => boolean,
): Promise<PdfPage> {
  const names = operatorNames(pdfjs);
  const { fnArray, argsArray } = await page.getOperatorList({
    annotationMode: pdfjs.AnnotationMode.DISABLE,
  });
  const { width, height, transform } = page.getViewport({ scale: 1 });
  const tracer = new TextTracer({
    width,
    height,
    transform: transform as unknown as Matrix,
    font: (name) => fonts.find(page, name),
    isHidden,
  });
  for (const [at, operator] of fnArray.entries()) {
    tracer.trace(names[operator] ?? '', argsArray[at]);
  }
  page.cleanup();
  return tracer.finish();
}

let nameList: string[] | undefined;
function operatorNames({ OPS }: Pdfjs): string[] {
  if (!nameList) {
    nameList = [];
    for (const [name, operator] of Object.entries(OPS)) nameList[operator as number] = name;
  }
  return nameList;
}

/** What the parser says of a font. */
interface FontObject {
  name?: string;
  bold?: boolean;
  black?: boolean;
  italic?: boolean;
  vertical?: boolean;
  isType3Font?: boolean;
  fontMatrix?: readonly number[];
  bbox?: readonly number[];
}

class Fonts {
  readonly all: PdfFont[] = [];
  readonly #known = new Map<string, TracedFont>();

  find(page: Page, name: string): TracedFont | undefined {
    const known = this.#known.get(name);
    if (known) return known;
    if (!page.commonObjs.has(name)) return undefined;
    const font = page.commonObjs.get(name) as FontObject;
    const scale = font.fontMatrix?.[0] ?? 0.001;
    const [, bottom = 0, , top = 0] = font.bbox ?? [];
    const height = font.isType3Font && top > bottom ? (top - bottom) * scale * 0.8 : 1;
    const traced = { index: this.all.length, scale, height, vertical: font.vertical === true };
    this.all.push(styleOf(font));
    this.#known.set(name, traced);
    return traced;
  }
}

function styleOf({ name = '', bold = false, black = false, italic = false }: FontObject): PdfFont {
  return {
    bold: bold || black || /bold|black|heavy|CMBX|-bx|demi/i.test(name),
    italic: italic || /italic|oblique|CMTI|slanted/i.test(name),
  };
}

async function hiddenLayers(document: Document): Promise<(layer: unknown) => boolean> {
  const config = await document.getOptionalContentConfig();
  return (layer) => {
    try {
      return layer !== null && layer !== undefined && !config.isVisible(layer);
    } catch {
      return false;
    }
  };
}

async function readOutline(document: Document): Promise<PdfOutlineEntry[]> {
  let entries = 0;
  const read = async (nodes: readonly OutlineNode[]): Promise<PdfOutlineEntry[]> => {
    const found: PdfOutlineEntry[] = [];
    for (const { title, dest, items } of nodes) {
      if (++entries > mostEntries) break;
      const place = await placeOf(document, dest).catch(() => undefined);
      found.push({ title, ...place, children: await read(items) });
    }
    return found;
  };
  return read((await document.getOutline().catch(() => null)) ?? []);
}

async function placeOf(
  document: Document,
  dest: OutlineNode['dest'],
): Promise<{ page: number; top?: number } | undefined> {
  const explicit: unknown = typeof dest === 'string' ? await document.getDestination(dest) : dest;
  if (!Array.isArray(explicit)) return undefined;
  const [target, fit, ...numbers] = explicit;
  const page = typeof target === 'number' ? target : await document.getPageIndex(target);
  const y = fit?.name === 'XYZ' ? numbers[1] : fit?.name === 'FitH' ? numbers[0] : undefined;
  if (typeof y !== 'number') return { page };
  const viewport = (await document.getPage(page + 1)).getViewport({ scale: 1 });
  return { page, top: viewport.convertToViewportPoint(0, y)[1] as number };
}

/** The document's information dictionary, and XMP where that is missing. */
async function readInfo(document: Document): Promise<PdfInfo> {
  const found = await document.getMetadata().catch(() => undefined);
  const info = (found?.info ?? {}) as Record<string, unknown>;
  const xmp = (name: string) => textOf(found?.metadata?.get(name));
  return {
    title: textOf(info.Title) ?? xmp('dc:title'),
    author: textOf(info.Author) ?? xmp('dc:creator'),
    language: textOf(info.Language) ?? xmp('dc:language'),
  };
}

function textOf(value: unknown): string | undefined {
  const text = Array.isArray(value) ? value.join(', ') : value;
  return typeof text === 'string' && text.trim() !== '' ? text : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

try {
  await readFile(workerData as Uint8Array);
} catch (error) {
  send({ kind: 'failed', found: messageOf(error) });
}
