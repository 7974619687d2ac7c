/** `affected-books.ts [BASE]`: the books that differ from a commit, with commas between them. */

import { ok } from '@audiobook/model/result';
import { affectedBooks } from '../affected-books.ts';
import { runProgram } from '../run-program.ts';

await runProgram(async ([base = '']) => {
  const books = await affectedBooks(base);
  return books.ok ? ok(books.value.join(',')) : books;
});
