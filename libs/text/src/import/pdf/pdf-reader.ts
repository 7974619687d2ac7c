import { ok, type Result } from '@audiobook/model/result';
import type { BookDraft, BookFile, BookReader, LeftOutText } from '../book-reader.ts';
import { dividePages } from '../chapters/divide-pages.ts';
import { countLetters } from '../clean-text.ts';
import type { ImportChoices } from '../import-choices.ts';
import { openPdf, refusalOf } from './open-pdf.ts';
import { pagedBook } from './paged-book.ts';
import { damageIn, mend } from './pdf-damage.ts';
import { factsOf } from './pdf-facts.ts';
import { type PdfLayout, readLayout } from './pdf-layout.ts';
import type { PdfContents } from './pdf-pages.ts';

/** PDFs that hold text, or a layer of it under scanned pages. */
export const pdfReader: BookReader = {
  format: 'PDF',
  extensions: ['.pdf'],
  recognises: isPdf,
  read: readPdf,
};

/** Viewers let other bytes stand before the header (ISO 32000-1, Annex H, note 13). */
function isPdf(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 1_024)).toString('latin1').includes('%PDF-');
}

/** Of a file's letters so many must be named, or its text is none. */
const leastNamed = 0.9;

async function readPdf(file: BookFile, choices: ImportChoices): Promise<Result<BookDraft>> {
  const opened = await openPdf(file);
  if (!opened.ok) return opened;
  const readable = checkText(file, opened.value);
  if (!readable.ok) return readable;
  const layout = readLayout(opened.value);
  const account = { letters: lettersIn(opened.value), leftOut: leftOutOf(layout, opened.value) };
  const { front, ...book } = pagedBook(layout, opened.value.outline, account);
  const facts = await factsOf(file.name, opened.value.info, front, layout.text);
  const divided = dividePages({ ...book, facts }, choices);
  if (divided.chapters.length === 0)
    return refusalOf(file)('no text of a book was found in it', scan);
  return ok({ ...facts, ...divided });
}

const scan =
  'Run text recognition over it first (e.g. `ocrmypdf in.pdf out.pdf`), and import what that makes.';

/** Fails where pages are pictures, where letters have no names, and where pages cannot be read. */
function checkText(file: BookFile, { pages, damage }: PdfContents): Result<undefined> {
  const refuse = refusalOf(file);
  const broken = damageIn(damage);
  if (broken) return refuse(broken.found, broken.remedy);
  if (pages.length === 0) return refuse('it is damaged: it has no pages', mend);
  const letters = lettersIn({ pages });
  const unnamed = pages.reduce((sum, page) => sum + page.unnamed, 0);
  if (letters === 0 && unnamed === 0) {
    const images = pages.reduce((sum, page) => sum + page.images, 0);
    return refuse(
      `no text was found in it, only ${images} pictures on ${pages.length} pages`,
      scan,
    );
  }
  if (unnamed > (letters + unnamed) * (1 - leastNamed)) {
    return refuse(
      `it does not say which letters it shows: ${unnamed} of ${letters + unnamed} have no name`,
      scan,
    );
  }
  const vertical = pages.reduce(
    (sum, { pieces }) => sum + pieces.filter(({ layer }) => layer === 'vertical').length,
    0,
  );
  if (vertical > pages.reduce((sum, { pieces }) => sum + pieces.length, 0) / 2) {
    return refuse(
      'its text is set in columns from top to bottom',
      'Import an EPUB or a text file of it.',
    );
  }
  return ok();
}

function lettersIn({ pages }: Pick<PdfContents, 'pages'>): number {
  return pages.reduce(
    (sum, { pieces }) => sum + pieces.reduce((own, { text }) => own + countLetters(text), 0),
    0,
  );
}

function leftOutOf({ leftOut }: PdfLayout, { pages }: PdfContents): LeftOutText[] {
  const unnamed = pages.reduce((sum, page) => sum + page.unnamed, 0);
  if (unnamed === 0) return leftOut;
  return [
    ...leftOut,
    { what: 'letters that the file does not name', text: '\ufffd'.repeat(unnamed) },
  ];
}
