import type { BookTags } from '@audiobook/audio/book-tags';
import type { Book } from '@audiobook/model/book';
import { ok, type Result } from '@audiobook/model/result';
import type { BookPaths } from './book-paths.ts';
import { findCover } from './find-cover.ts';

/** What every file of a book is tagged with, its cover included. */
export async function bookTags(paths: BookPaths, book: Book): Promise<Result<BookTags>> {
  const cover = await findCover(paths);
  if (!cover.ok) return cover;
  const { title, author, narrator, language, publisher, year, genre, comment, description } = book;
  const { series, seriesNumber } = book;
  return ok({
    series,
    seriesNumber,
    title,
    author,
    narrator,
    language,
    publisher,
    year,
    genre,
    comment,
    description,
    cover: cover.value,
  });
}
