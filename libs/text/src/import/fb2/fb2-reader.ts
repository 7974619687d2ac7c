import { fail, ok, type Result } from '@audiobook/model/result';
import { bookLimits, type Importing, ZipArchive } from '../archive/zip-archive.ts';
import { readZipDirectory } from '../archive/zip-directory.ts';
import type { BookDraft, BookFile, BookReader } from '../book-reader.ts';
import { draftOfPages } from '../chapters/paged-draft.ts';
import type { ImportChoices } from '../import-choices.ts';
import type { Cover } from '../imported-book.ts';
import { decodeXml } from '../markup/decode-xml.ts';
import { readPage } from '../markup/read-page.ts';
import { pictureType } from '../picture-type.ts';
import { factsOfName } from '../plain/front-page.ts';
import { readFictionBook } from './fiction-book.ts';

/** FictionBook 2, as it is or zipped. */
export const fb2Reader: BookReader = {
  format: 'FictionBook',
  extensions: ['.fb2', '.fb2.zip'],
  recognises: (bytes) => isFictionBook(bytes) || zippedName(bytes) !== undefined,
  read: readFb2,
};

/** Far more than any book has, in bytes; most of it may be pictures. */
const mostBytes = 64 * 1024 * 1024;

const path = 'book';

function isFictionBook(bytes: Uint8Array): boolean {
  return /<(?:\w+:)?FictionBook[\s>]/.test(decodeXml(bytes.subarray(0, 4_096)));
}

/** The book within a ZIP archive: its only file of that kind. */
function zippedName(bytes: Uint8Array): string | undefined {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) return undefined;
  const entries = readZipDirectory(bytes, bookLimits.entries);
  if (typeof entries === 'string') return undefined;
  const names = [...entries.keys()].filter((name) => /\.fb2$/i.test(name));
  return names.length === 1 ? names[0] : undefined;
}

async function readFb2(file: BookFile, choices: ImportChoices): Promise<Result<BookDraft>> {
  const importing = { doing: `importing ${file.name}`, file: file.name };
  const bytes = unzip(file.bytes, importing);
  if (!bytes.ok) return bytes;
  if (bytes.value.length > mostBytes) return refuse(importing, 'it is larger than 64 MiB');
  const book = readFictionBook(decodeXml(bytes.value), path);
  if (typeof book === 'string') return refuse(importing, book);
  const page = readPage(book.xhtml);
  if (!page) return refuse(importing, 'its sections are nested too deeply to be read');
  const facts = { ...factsOfName(file.name), ...book.facts };
  const draft = draftOfPages(
    file.name,
    { pages: [{ path, page }], contents: book.contents, facts, leftOut: [] },
    choices,
  );
  const cover = coverOf(book.cover);
  return draft.ok && cover ? ok({ ...draft.value, cover }) : draft;
}

function unzip(bytes: Uint8Array, importing: Importing): Result<Uint8Array> {
  const name = zippedName(bytes);
  if (name === undefined && bytes[0] !== 0x50) return ok(bytes);
  const archive = ZipArchive.open(bytes, importing);
  if (!archive.ok) return archive;
  return name === undefined
    ? refuse(importing, 'no FictionBook is in it')
    : archive.value.read(name);
}

function coverOf(base64: string | undefined): Cover | undefined {
  if (base64 === undefined) return undefined;
  const bytes = new Uint8Array(Buffer.from(base64, 'base64'));
  const mediaType = pictureType(bytes);
  return mediaType && { bytes, mediaType };
}

function refuse(importing: Importing, found: string): Result<never> {
  return fail({
    kind: 'bad-file',
    ...importing,
    found: `the FictionBook cannot be read: ${found}`,
    remedy: 'Get the file again; an e-book reader should open it first.',
  });
}
