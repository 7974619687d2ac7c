import { expect, it } from 'vitest';
import { importMutated } from './testing/import-mutated.ts';
import { soundBooks } from './testing/mutated-books.ts';

/** PDFs take a thread each; they are mutated in the long tests. */
const books = soundBooks.filter(({ name }) => name !== 'book.pdf');

it('imports or refuses a hundred mutated books, and loses no letter of them', async () => {
  const fuzzed = await importMutated(1, 100, books);
  expect(fuzzed.imported + fuzzed.refused).toBe(100);
  expect(Math.min(fuzzed.imported, fuzzed.refused)).toBeGreaterThan(3);
  expect(fuzzed.slowest.seconds).toBeLessThan(5);
  expect(fuzzed.unaccounted).toEqual([]);
});
