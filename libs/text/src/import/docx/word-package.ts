import { fail, ok, type Result } from '@audiobook/model/result';
import type { Document } from 'domhandler';
import { resolveLink } from '../archive/archive-path.ts';
import { type Importing, ZipArchive, type ZipLimits } from '../archive/zip-archive.ts';
import { decodeXml } from '../markup/decode-xml.ts';
import { attribute, elements, parseXml } from '../markup/xml.ts';

const mebibyte = 1024 * 1024;

/** A long novel is 10 MiB of WordprocessingML, most of it attributes. */
const limits: ZipLimits = {
  entries: 20_000,
  entryBytes: 32 * mebibyte,
  totalBytes: 64 * mebibyte,
};

/** Parts that are read as a tree are smaller, in bytes. */
const mostTree = 2 * mebibyte;

/** The parts of a Word document that hold text or say what it is. Nothing outside of it is ever read. */
export interface WordPackage {
  document: string;
  /** Each as XML. */
  footnotes: string[];
  endnotes: string[];
  comments: string[];
  headers: string[];
  styles: Document | undefined;
  properties: Document | undefined;
}

/** Opens a Word document; fails for a damaged archive and for one without a document. */
export function openWord(bytes: Uint8Array, importing: Importing): Result<WordPackage> {
  const archive = ZipArchive.open(bytes, importing, limits);
  if (!archive.ok) return archive;
  const parts = new Parts(archive.value, importing);
  const root = parts.related('');
  const main = root.find('officeDocument')[0] ?? 'word/document.xml';
  const document = parts.text(main);
  if (!document.ok) return document;
  const related = parts.related(main);
  const all = (kind: string) => related.find(kind).flatMap((path) => parts.optional(path));
  const named = {
    document: document.value,
    footnotes: all('footnotes'),
    endnotes: all('endnotes'),
    comments: all('comments'),
    headers: [...all('header'), ...all('footer')],
    styles: parts.tree(related.find('styles')[0]),
    properties: parts.tree(root.find('core-properties')[0] ?? 'docProps/core.xml'),
  };
  return parts.failure ?? ok(named);
}

/** Parts of the archive by the paths that relationships name. */
class Parts {
  readonly #archive: ZipArchive;
  readonly #importing: Importing;
  /** What was wrong with a part that is there and cannot be read. */
  failure: Result<never> | undefined;

  constructor(archive: ZipArchive, importing: Importing) {
    this.#archive = archive;
    this.#importing = importing;
  }

  text(path: string): Result<string> {
    const name = this.#archive.find(path);
    if (name === undefined) return damaged(this.#importing, `${path} is missing from it`);
    const bytes = this.#archive.read(name);
    return bytes.ok ? ok(decodeXml(bytes.value)) : bytes;
  }

  optional(path: string): string[] {
    if (this.#archive.find(path) === undefined) return [];
    const text = this.text(path);
    if (text.ok) return [text.value];
    this.failure ??= text;
    return [];
  }

  tree(path: string | undefined): Document | undefined {
    const text = path === undefined ? undefined : this.optional(path)[0];
    return text === undefined || text.length > mostTree ? undefined : parseXml(text);
  }

  /** The parts that a part is related to, by the last word of the relation's type; none outside. */
  related(path: string): { find(kind: string): string[] } {
    const at = path.lastIndexOf('/') + 1;
    const tree = this.tree(`${path.slice(0, at)}_rels/${path.slice(at)}.rels`);
    const relations = (tree ? elements(tree, 'Relationship') : []).flatMap((relation) => {
      const place = resolveLink(path, attribute(relation, 'Target') ?? '');
      const isOutside = attribute(relation, 'TargetMode') === 'External';
      const kind = (attribute(relation, 'Type') ?? '').replace(/^.*\//, '');
      return place && !isOutside ? [{ kind, path: place.path }] : [];
    });
    return {
      find: (kind) => relations.filter((own) => own.kind === kind).map((own) => own.path),
    };
  }
}

function damaged(importing: Importing, found: string): Result<never> {
  return fail({
    kind: 'bad-file',
    ...importing,
    found: `the Word document is damaged: ${found}`,
    remedy: 'Open it in a word processor, and save it again as a Word document (.docx).',
  });
}
