import { fail, type Result } from '@audiobook/model/result';
import type { BookDraft, BookFile, BookReader } from '../book-reader.ts';
import { onlyTitle } from '../chapters/only-title.ts';
import { draftOfPages } from '../chapters/paged-draft.ts';
import type { ImportChoices } from '../import-choices.ts';
import { readPage } from '../markup/read-page.ts';
import { factsOfName } from '../plain/front-page.ts';
import { decodeHtml } from './decode-html.ts';
import { factsOfHead } from './html-facts.ts';
import { findContents } from './linked-contents.ts';
import { readWebPage } from './web-page.ts';

/** HTML: one file with the whole book, as browsers save it or Project Gutenberg has it. */
export const htmlReader: BookReader = {
  format: 'HTML',
  extensions: ['.html', '.htm', '.xhtml'],
  recognises: isHtml,
  read: readHtml,
};

/** Far more than any book has, in bytes. */
const mostBytes = 32 * 1024 * 1024;

const path = 'book';

const remedy = 'Open it in a browser, and save it again as a complete page or as text.';

/** What may stand before the first tag: a declaration, comments, white space. */
const opening =
  /^\ufeff?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--[^>]*-->\s*){0,3}<(?:!doctype\s+html|html[\s>])/i;

function isHtml(bytes: Uint8Array): boolean {
  return opening.test(decodeHtml(bytes.subarray(0, 4_096)));
}

async function readHtml(file: BookFile, choices: ImportChoices): Promise<Result<BookDraft>> {
  if (file.bytes.length > mostBytes) {
    return refuse(file, 'the file is larger than 32 MiB', 'Save the text without its pictures.');
  }
  const web = readWebPage(decodeHtml(file.bytes), file.name);
  if (typeof web === 'string') return refuse(file, web, remedy);
  const page = readPage(web.xhtml);
  if (!page) return refuse(file, 'its elements are nested too deeply to be read', remedy);
  const { contents, blocks } = findContents(page, web.links, path);
  const named = factsOfHead(web.head);
  const facts = { ...factsOfName(file.name), ...onlyTitle(blocks), ...named };
  const pages = [{ path, page: { ...page, blocks } }];
  return draftOfPages(file.name, { pages, contents, facts, leftOut: web.leftOut }, choices);
}

function refuse({ name }: BookFile, found: string, remedy: string): Result<never> {
  return fail({ kind: 'bad-file', doing: `importing ${name}`, file: name, found, remedy });
}
