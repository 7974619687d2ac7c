import { fail, ok, type Result } from '@audiobook/model/result';
import type { Document } from 'domhandler';
import { type Importing, ZipArchive } from '../archive/zip-archive.ts';
import { decodeXml } from '../markup/decode-xml.ts';
import { attribute, elements, parseXml } from '../markup/xml.ts';
import { type PackageDocument, readPackage } from './package-document.ts';
import { encryptedFiles } from './protection.ts';

/** An EPUB's archive and its package document. */
export interface OpenEpub {
  importing: Importing;
  archive: ZipArchive;
  opf: Document;
  package: PackageDocument;
}

/**
 * Opens an EPUB as far as its package document: META-INF/container.xml leads there (OCF 3.3, 4.2.6).
 *
 * Fails for a damaged archive, one without package document or reading order, and a protected one.
 */
export function openEpub(bytes: Uint8Array, importing: Importing): Result<OpenEpub> {
  const archive = ZipArchive.open(bytes, importing);
  if (!archive.ok) return archive;
  const path = packagePath(archive.value, importing);
  if (!path.ok) return path;
  const opf = readXml(archive.value, path.value, importing);
  if (!opf.ok) return opf;
  const described = readPackage(opf.value, path.value);
  if (described.spine.length === 0) {
    return damaged(importing, `${path.value} lists no pages as its reading order`);
  }
  const encrypted = protectedPage(archive.value, described, importing);
  if (!encrypted.ok) return encrypted;
  return ok({ importing, archive: archive.value, opf: opf.value, package: described });
}

/** A text file of the archive; fails where it is missing or damaged. */
export function readText(archive: ZipArchive, path: string, importing: Importing): Result<string> {
  const name = archive.find(path);
  if (name === undefined) return damaged(importing, `${path} is missing from it`);
  const bytes = archive.read(name);
  return bytes.ok ? ok(decodeXml(bytes.value)) : bytes;
}

/** An XML file of the archive as a tree. */
export function readXml(archive: ZipArchive, path: string, importing: Importing): Result<Document> {
  const text = readText(archive, path, importing);
  if (!text.ok) return text;
  const document = parseXml(text.value);
  return document ? ok(document) : damaged(importing, `${path} is nested too deeply to be read`);
}

export function damaged(importing: Importing, found: string): Result<never> {
  return fail({
    kind: 'bad-file',
    ...importing,
    found: `the EPUB is damaged: ${found}`,
    remedy: 'Get the file again; an e-book reader should open it first.',
  });
}

function packagePath(archive: ZipArchive, importing: Importing): Result<string> {
  const container = readXml(archive, 'META-INF/container.xml', importing);
  if (!container.ok) return container;
  const paths = elements(container.value, 'rootfile').map((file) => attribute(file, 'full-path'));
  const path = paths.find((path) => path !== undefined && path !== '');
  return path === undefined
    ? damaged(importing, 'META-INF/container.xml names no package document')
    : ok(path);
}

/** DRM encrypts the pages; what else is encrypted does not matter here. */
function protectedPage(
  archive: ZipArchive,
  { spine }: PackageDocument,
  importing: Importing,
): Result<undefined> {
  const path = 'META-INF/encryption.xml';
  if (archive.find(path) === undefined) return ok();
  const encryption = readXml(archive, path, importing);
  if (!encryption.ok) return encryption;
  const encrypted = encryptedFiles(encryption.value);
  const pages = spine.filter(({ item }) => encrypted.has(item.path));
  if (pages.length === 0) return ok();
  return fail({
    kind: 'bad-file',
    ...importing,
    found: `the book is protected by DRM: ${pages.length} of its ${spine.length} pages are encrypted`,
    remedy: 'Import an edition without DRM; many shops and libraries offer one.',
  });
}
