import { fail, type Result } from '@audiobook/model/result';
import type { BookDraft, BookFile, BookReader } from '../book-reader.ts';
import { onlyTitle } from '../chapters/only-title.ts';
import { draftOfPages } from '../chapters/paged-draft.ts';
import type { ImportChoices } from '../import-choices.ts';
import { readPage } from '../markup/read-page.ts';
import { decodeText } from '../plain/decode-text.ts';
import { factsOfName } from '../plain/front-page.ts';
import { readFrontMatter } from './front-matter.ts';
import { markdownToXhtml } from './markdown-to-xhtml.ts';

/** Markdown: the name alone decides, for much plain text would do as Markdown too. */
export const markdownReader: BookReader = {
  format: 'Markdown',
  extensions: ['.md', '.markdown', '.mdown', '.mkd'],
  recognises: () => false,
  read: readMarkdown,
};

/** Far more than any book has, in bytes. */
const mostBytes = 16 * 1024 * 1024;

/** Lines of a file, and of these such as begin lists, headings, tables; notes. Far more than any book has. */
const most = { lines: 300_000, marked: 50_000, notes: 20_000 };

const path = 'book';

async function readMarkdown(file: BookFile, choices: ImportChoices): Promise<Result<BookDraft>> {
  if (file.bytes.length > mostBytes) {
    return refuse(file, 'the file is larger than 16 MiB', 'No book has that much text: cut it up.');
  }
  const decoded = decodeText(file.bytes);
  if (decoded.kind === 'binary') {
    return refuse(file, 'the file is no text: it holds binary data', 'Get the file again.');
  }
  const front = readFrontMatter(decoded.text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n'));
  if (isBeyondReason(front.body)) {
    return refuse(
      file,
      'it has more lines, lists, headings or notes than any book',
      'Check that this is a book; one that is longer can be cut up.',
    );
  }
  const made = markdownToXhtml(front.body);
  const page = made && readPage(made.xhtml);
  if (!made || !page) {
    return refuse(
      file,
      'its lists and quotations are nested too deeply to be read',
      'Check that this is a book: none has that many levels.',
    );
  }
  const facts = { ...factsOfName(file.name), ...onlyTitle(page.blocks), ...front.facts };
  const source = { what: 'front matter', text: front.source };
  const leftOut = [...(source.text === '' ? [] : [source]), ...made.leftOut];
  return draftOfPages(
    file.name,
    { pages: [{ path, page }], contents: [], facts, leftOut },
    choices,
  );
}

/** The parser takes time for each of these, however little text they hold. */
function isBeyondReason(text: string): boolean {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  return (
    count(/\n/g) > most.lines ||
    count(/^[ \t]{0,8}(?:[-*+|>#]|\d{1,9}[.)]|\[)/gm) > most.marked ||
    count(/\[\^|\^\[/g) > most.notes
  );
}

function refuse({ name }: BookFile, found: string, remedy: string): Result<never> {
  return fail({ kind: 'bad-file', doing: `importing ${name}`, file: name, found, remedy });
}
