import { deflateSync } from 'node:zlib';

/** Text at a place on a page; lengths in points from the upper left corner of a page of 400 × 600. */
export interface SetText {
  text: string;
  x: number;
  y: number;
  size?: number;
  font?: keyof typeof fonts;
  /** Instructions before it: `3 Tr` makes text invisible, `1 g` white. */
  before?: string;
  /** In degrees. */
  turned?: number;
}

export interface PdfOutline {
  title: string;
  page: number;
  children?: PdfOutline[];
}

export interface SmallPdf {
  pages: readonly (readonly SetText[])[];
  outline?: readonly PdfOutline[];
  info?: Record<string, string>;
  /** Drawn over every page. */
  picture?: boolean;
}

/** Every letter is 0.6 of its size wide. */
const fonts = { plain: 'Courier', bold: 'Courier-Bold', italic: 'Courier-Oblique' };

const height = 600;

/** A PDF of text at places: only what tests need, and nothing that a program would make of it. */
export function makePdf({ pages, outline = [], info = {}, picture = false }: SmallPdf): Uint8Array {
  const objects: string[] = ['', ''];
  const add = (body: string) => objects.push(body);
  const resources = resourcesOf(add);
  const pageNumbers = pages.map((texts) => {
    const content = stream(
      `${picture ? 'q 400 0 0 600 0 0 cm /P Do Q ' : ''}${texts.map(draw).join('\n')}`,
    );
    const at = add(content);
    return add(
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 ${height}]/Contents ${at} 0 R/Resources ${resources}>>`,
    );
  });
  const kids = pageNumbers.map((at) => `${at} 0 R`).join(' ');
  const list = outline.length > 0 ? `/Outlines ${addOutline(outline, pageNumbers, add)} 0 R` : '';
  objects[0] = `<</Type/Catalog/Pages 2 0 R${list}>>`;
  objects[1] = `<</Type/Pages/Kids[${kids}]/Count ${pages.length}>>`;
  const facts = Object.entries(info).map(([key, value]) => `/${key}${literal(value)}`);
  return assemble(objects, add(`<<${facts.join('')}>>`));
}

function resourcesOf(add: (body: string) => number): string {
  const named = Object.entries(fonts).map(([name, base]) => {
    const font = `<</Type/Font/Subtype/Type1/BaseFont/${base}/Encoding/WinAnsiEncoding>>`;
    return `/${name} ${add(font)} 0 R`;
  });
  const picture =
    '/Type/XObject/Subtype/Image/Width 2/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8';
  const at = add(stream('    ', picture));
  return `<</Font<<${named.join('')}>>/XObject<</P ${at} 0 R>>>>`;
}

function draw({ text, x, y, size = 10, font = 'plain', before = '', turned = 0 }: SetText): string {
  const angle = (turned * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle).toFixed(4), Math.sin(angle).toFixed(4)];
  const matrix = `${cos} ${sin} ${-Number(sin)} ${cos} ${x} ${height - y}`;
  return `q ${before} BT /${font} ${size} Tf ${matrix} Tm ${literal(text)} Tj ET Q`;
}

/** Adds a list of entries, the last first, and an object that points to its first: its number. */
function addOutline(
  entries: readonly PdfOutline[],
  pages: readonly number[],
  add: (body: string) => number,
): number {
  const first = [...entries].reverse().reduce((next, { title, page, children = [] }) => {
    const list = children.length > 0 ? addOutline(children, pages, add) : 0;
    const inner = list > 0 ? `/First ${list - 1} 0 R` : '';
    const behind = next > 0 ? `/Next ${next} 0 R` : '';
    return add(`<</Title${literal(title)}/Dest[${pages[page]} 0 R/Fit]${behind}${inner}>>`);
  }, 0);
  return add(`<</First ${first} 0 R>>`);
}

function stream(content: string, entries = ''): string {
  const packed = deflateSync(Buffer.from(content, 'latin1')).toString('latin1');
  return `<</Length ${packed.length}/Filter/FlateDecode${entries}>>stream\n${packed}\nendstream`;
}

/** A string in Windows-1252, which differs from Latin-1 in quotation marks and dashes. */
function literal(text: string): string {
  const marks: Record<string, string> = {
    '’': '\u0092',
    '“': '\u0093',
    '”': '\u0094',
    '—': '\u0097',
    '†': '\u0086',
  };
  const bytes = text.replace(/[’“”—†]/g, (mark) => marks[mark] ?? mark);
  return `(${bytes.replace(/[\\()]/g, '\\$&')})`;
}

function assemble(objects: readonly string[], info: number): Uint8Array {
  let file = '%PDF-1.5\n';
  const offsets = objects.map((body, at) => {
    const offset = file.length;
    file += `${at + 1} 0 obj\n${body}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const start = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`;
  file += `trailer\n<</Size ${objects.length + 1}/Root 1 0 R/Info ${info} 0 R>>\n`;
  file += `startxref\n${start}\n%%EOF\n`;
  return new Uint8Array(Buffer.from(file, 'latin1'));
}
