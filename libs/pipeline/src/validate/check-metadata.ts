import { relative } from 'node:path';
import { coverNames } from '../book/book-paths.ts';
import { findCover } from '../book/find-cover.ts';
import { unknownAuthor } from '../book/unknown-author.ts';
import { readPositions } from '../script/read-positions.ts';
import type { BookCheck } from './book-check.ts';
import { failureFinding } from './failure-finding.ts';

/** Fields of book.json that listeners and players miss, with what they are for. */
const wanted = {
  narrator: 'who reads: shown by players, and asked for by shops',
  year: 'the year of publication',
  description: 'what the book is about',
} as const;

/** Facts about the book that its files lack, and its cover. */
export const checkMetadata: BookCheck = {
  name: 'metadata',
  async check({ paths, book }) {
    const file = relative(paths.workspace, paths.book);
    const base = { severity: 'warning', file, text: '', chapter: null } as const;
    const missing = Object.entries(wanted).flatMap(([field, what]) =>
      book[field as keyof typeof wanted] === undefined
        ? [
            {
              ...base,
              line: 1,
              column: 1,
              found: `there is no "${field}": ${what}`,
              remedy: `Add "${field}".`,
            },
          ]
        : [],
    );
    const positionOf = await readPositions(paths.book);
    const author =
      book.author === unknownAuthor
        ? [
            {
              ...base,
              ...positionOf(['author']),
              text: book.author,
              found: 'the author is not named',
              remedy: 'Write who wrote the book.',
            },
          ]
        : [];
    return [...author, ...missing, ...(await coverFindings())];

    async function coverFindings() {
      const cover = await findCover(paths);
      if (!cover.ok) return [failureFinding(paths, cover.failure)];
      if (cover.value !== undefined) return [];
      const found = 'there is no cover';
      const remedy = `Put one beside book.json: ${coverNames.join(', ')}.`;
      return [{ ...base, line: 1, column: 1, found, remedy }];
    }
  },
};
