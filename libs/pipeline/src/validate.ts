import type { Result } from '@audiobook/model/result';
import type { BookPaths } from './book/book-paths.ts';
import type { EmitEvent } from './stage-event.ts';
import { failureFinding } from './validate/failure-finding.ts';
import { findAll } from './validate/find-all.ts';
import type { Finding } from './validate/finding.ts';
import { loadCheckedBook } from './validate/load-checked-book.ts';
import { reportFindings, type ValidateOptions } from './validate/report-findings.ts';

export type { ValidateOptions };

/**
 * Looks for what will sound wrong in a book, or stops it from being spoken, and tells it with its place and what
 * to do. Needs no script, engine or take, and writes nothing but `json`.
 *
 * Fails where there is an error; with `strict` where there is a warning.
 */
export async function validate(
  book: BookPaths,
  options: ValidateOptions,
  emit: EmitEvent,
): Promise<Result<undefined>> {
  return reportFindings(book, await findIn(book), options, emit);
}

async function findIn(paths: BookPaths): Promise<Finding[]> {
  const loaded = await loadCheckedBook(paths);
  if (!loaded.ok) return [failureFinding(paths, loaded.failure)];
  const { book, findings } = loaded.value;
  return [...findings, ...(await findAll(book))];
}
