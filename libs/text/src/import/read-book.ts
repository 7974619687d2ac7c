import { fail, ok, type Result } from '@audiobook/model/result';
import type { BookDraft, BookFile, BookReader, LeftOutText } from './book-reader.ts';
import { countCharacters, countLetters } from './clean-text.ts';
import { docxReader } from './docx/docx-reader.ts';
import { textOf } from './drop-chapters.ts';
import { epubReader } from './epub/epub-reader.ts';
import { fb2Reader } from './fb2/fb2-reader.ts';
import { type ForeignFormat, foreignFormat } from './foreign-formats.ts';
import { htmlReader } from './html/html-reader.ts';
import { ImportChoices } from './import-choices.ts';
import type { ImportedBook, LeftOut, LetterAccount } from './imported-book.ts';
import { detectLanguage } from './languages.ts';
import { markdownReader } from './markdown/markdown-reader.ts';
import { pdfReader } from './pdf/pdf-reader.ts';
import { plainTextReader } from './plain/plain-text-reader.ts';

/** The formats that can be read; the first that knows a file's content reads it. */
export const bookReaders: readonly BookReader[] = [
  epubReader,
  docxReader,
  pdfReader,
  fb2Reader,
  htmlReader,
  markdownReader,
  plainTextReader,
];

/**
 * Reads a book file: what it is shows in its content, and where that leaves doubt in its name.
 *
 * Pure: no file is opened, nothing is fetched. `choices` says what of the text is kept, and where notes
 * go. Fails with a `bad-request` for choices that name nothing in the book, and with a `bad-file` for unknown and unsupported
 * formats, for damaged, protected, oversized and empty books, and for binary data.
 */
export async function readBook(
  file: BookFile,
  choices: ImportChoices = new ImportChoices(),
): Promise<Result<ImportedBook>> {
  const reader = chooseReader(file);
  if (!reader.ok) return reader;
  const draft = await reader.value.read(file, choices);
  if (!draft.ok) return draft;
  const { letters, added = 0, leftOut, ...book } = draft.value;
  const language = book.language ?? (await detectLanguage(book.chapters.map(textOf).join('\n')));
  const known = checkNames(file, draft.value, choices);
  if (!known.ok) return known;
  return ok({
    ...book,
    ...(language !== undefined && { language }),
    leftOut: tally(leftOut),
    letters: accountFor(letters, added, draft.value),
  });
}

function accountFor(
  source: number,
  added: number,
  { chapters, leftOut }: BookDraft,
): LetterAccount {
  const told = chapters.reduce((sum, chapter) => sum + countLetters(textOf(chapter)), 0);
  const left = leftOut.reduce((sum, { text }) => sum + countLetters(text), 0);
  return { source, added, chapters: told, leftOut: left, missing: source + added - told - left };
}

/** Fails for a name of --keep or --drop that nothing in the book goes by. */
function checkNames(file: BookFile, draft: BookDraft, choices: ImportChoices): Result<undefined> {
  const { keep, drop } = choices.unused();
  const [option, name] =
    keep[0] === undefined ? (['drop', drop[0]] as const) : (['keep', keep[0]] as const);
  if (name === undefined) return ok();
  const names =
    option === 'keep'
      ? draft.leftOut.map(({ what }) => what)
      : draft.chapters.map(({ title }) => title);
  return fail({
    kind: 'bad-request',
    doing: `importing ${file.name}`,
    found: `--${option} names “${name}”, and nothing in the book goes by that name`,
    remedy:
      names.length === 0
        ? `Leave --${option} out: there is nothing here that it could name.`
        : `What it can name here: ${[...new Set(names)].map((name) => `“${name}”`).join(', ')}.`,
  });
}

function chooseReader(file: BookFile): Result<BookReader> {
  if (file.bytes.length === 0) return refuse(file, 'the file is empty', 'Get the file again.');
  const [plainText, ...others] = [...bookReaders].reverse();
  const known = others.find((reader) => reader.recognises(file.bytes));
  if (known) return ok(known);
  const foreign = foreignFormat(file.bytes, extensionOf(file));
  if (foreign !== undefined) return unsupported(file, foreign);
  const named = bookReaders.find(({ extensions }) => extensions.includes(extensionOf(file)));
  if (named) return ok(named);
  return plainText?.recognises(file.bytes)
    ? ok(plainText)
    : unsupported(file, { format: 'of an unknown format', remedy: 'Convert it' });
}

function extensionOf({ name }: BookFile): string {
  return (/\.[^./\\]+$/.exec(name)?.[0] ?? '').toLowerCase();
}

/** One entry a kind, in the order in which they came. */
function tally(texts: readonly LeftOutText[]): LeftOut[] {
  const characters = new Map<string, number>();
  for (const { what, text } of texts) {
    characters.set(what, (characters.get(what) ?? 0) + countCharacters(text));
  }
  return [...characters].map(([what, characters]) => ({ what, characters }));
}

function unsupported(
  file: BookFile,
  { format, remedy }: Pick<ForeignFormat, 'format' | 'remedy'>,
): Result<never> {
  const formats = bookReaders.map(({ format, extensions }) => `${format} (${extensions[0]})`);
  const all = `${formats.slice(0, -1).join(', ')} and ${formats.at(-1)}`;
  return refuse(
    file,
    `the file is ${format}, which cannot be imported`,
    `${remedy}; what can be imported is ${all}.`,
  );
}

function refuse({ name }: BookFile, found: string, remedy: string): Result<never> {
  return fail({ kind: 'bad-file', doing: `importing ${name}`, file: name, found, remedy });
}
