import { fail, ok, type Result } from '@audiobook/model/result';
import type { BookDraft, LeftOutText } from '../book-reader.ts';
import { countLetters } from '../clean-text.ts';
import type { ImportChoices } from '../import-choices.ts';
import type { BookFacts } from '../imported-book.ts';
import { dividePages, type PagedBook } from './divide-pages.ts';

/** A book that one file's text was made into, and what of the text is on none of its pages. */
export interface PagedFile extends PagedBook {
  facts: BookFacts;
  /** What a reader left out before pages were made of the rest. */
  leftOut: readonly LeftOutText[];
  /** Letters and digits of the file's text, where these are not those of the pages and `leftOut`. */
  letters?: number;
}

/** Makes a book's draft of its pages; fails where no text is left that could be read. */
export function draftOfPages(
  name: string,
  file: PagedFile,
  choices: ImportChoices,
): Result<BookDraft> {
  const divided = dividePages(file, choices);
  if (divided.chapters.length === 0) return noText(name, [...divided.leftOut, ...file.leftOut]);
  const apart = file.leftOut.reduce((sum, { text }) => sum + countLetters(text), 0);
  const letters = file.letters ?? divided.letters + apart;
  return ok({
    ...file.facts,
    ...divided,
    leftOut: [...divided.leftOut, ...file.leftOut],
    letters,
  });
}

function noText(name: string, leftOut: readonly LeftOutText[]): Result<never> {
  const kinds = [...new Set(leftOut.map(({ what }) => what))];
  return fail({
    kind: 'bad-file',
    doing: `importing ${name}`,
    file: name,
    found: `no text was found in it${kinds.length > 0 ? `, only ${kinds.join(', ')}` : ''}`,
    remedy:
      'Check that this is the whole book, and that it holds its words and not pictures of them.',
  });
}
