import { ImportChoices, type WantedText } from '../import-choices.ts';
import type { ImportedBook } from '../imported-book.ts';
import { readBook } from '../read-book.ts';

/** Imports a book that a test has made; fails with what was wrong where that can't be done. */
export async function importBook(
  name: string,
  content: string | Uint8Array,
  wanted: WantedText = {},
): Promise<ImportedBook> {
  const bytes = typeof content === 'string' ? new Uint8Array(Buffer.from(content)) : content;
  const book = await readBook({ name, bytes }, new ImportChoices(wanted));
  if (!book.ok) throw new Error(JSON.stringify(book.failure));
  return book.value;
}

/** A book's chapters, each as its title and a line a block: `kind: text`, or `kind: line / line`. */
export function told({ chapters }: ImportedBook): string[][] {
  return chapters.map(({ title, blocks }) => [
    title,
    ...blocks.map(({ kind, level, lines }) =>
      kind === 'scene-break' ? '***' : `${kind}${level || ''}: ${lines.join(' / ')}`,
    ),
  ]);
}

/** Kinds of what was left out, with how many characters of each. */
export function leftOutOf({ leftOut }: ImportedBook): Record<string, number> {
  return Object.fromEntries(leftOut.map(({ what, characters }) => [what, characters]));
}
