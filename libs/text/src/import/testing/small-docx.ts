import { strToU8, type Zippable, zipSync } from 'fflate';

/** What a test wants of a Word document; everything else is as in a plain, sound one. */
export interface SmallDocx {
  /** Inside the document's body. */
  body: string;
  /** Elements of the list of styles. */
  styles?: string;
  footnotes?: string;
  endnotes?: string;
  comments?: string;
  header?: string;
  /** Elements of docProps/core.xml. */
  properties?: string;
  /** Files besides, or instead, by their path in the archive. */
  files?: Record<string, string | Uint8Array>;
}

const word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A paragraph, in a style and with further properties where these are given. */
export function paragraph(text: string, style = '', properties = ''): string {
  const styled = style === '' ? '' : `<w:pStyle w:val="${style}"/>`;
  return `<w:p><w:pPr>${styled}${properties}</w:pPr>${run(text)}</w:p>`;
}

/** A run of text, with properties where these are given. */
export function run(text: string, properties = ''): string {
  return `<w:r><w:rPr>${properties}</w:rPr><w:t xml:space="preserve">${text}</w:t></w:r>`;
}

/** The style of headings of a level, under any name and id. */
export function headingStyle(id: string, name: string, level?: number): string {
  const outline = level === undefined ? '' : `<w:pPr><w:outlineLvl w:val="${level - 1}"/></w:pPr>`;
  return `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/>${outline}</w:style>`;
}

/** Makes the bytes of a Word document for a test. */
export function makeDocx(docx: SmallDocx): Uint8Array {
  const parts = {
    styles: docx.styles,
    footnotes: docx.footnotes,
    endnotes: docx.endnotes,
    comments: docx.comments,
  };
  const named = Object.entries({ ...parts, header: docx.header }).filter(
    ([, xml]) => xml !== undefined,
  );
  const files: Record<string, string | Uint8Array> = {
    '[Content_Types].xml': '<Types/>',
    '_rels/.rels': relationships([['officeDocument', 'word/document.xml']]),
    'word/document.xml': part('document', `<w:body>${docx.body}</w:body>`),
    'word/_rels/document.xml.rels': relationships(named.map(([kind]) => [kind, `${kind}.xml`])),
    ...Object.fromEntries(named.map(([kind, xml]) => [`word/${kind}.xml`, part(kind, xml ?? '')])),
  };
  if (docx.properties !== undefined) files['docProps/core.xml'] = coreProperties(docx.properties);
  const all = Object.entries({ ...files, ...docx.files });
  const zipped: Zippable = Object.fromEntries(
    all.map(([path, content]) => [path, typeof content === 'string' ? strToU8(content) : content]),
  );
  return zipSync(zipped);
}

function part(name: string, xml: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><w:${name} ${word}>${xml}</w:${name}>`;
}

function relationships(all: readonly (readonly [kind: string, target: string])[]): string {
  const written = all.map(
    ([kind, target], at) =>
      `<Relationship Id="r${at}" Type="${relations}/${kind}" Target="${target}"/>`,
  );
  return `<Relationships>${written.join('')}</Relationships>`;
}

function coreProperties(elements: string): string {
  return `<cp:coreProperties xmlns:cp="c" xmlns:dc="d">${elements}</cp:coreProperties>`;
}
