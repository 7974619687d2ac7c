import { fail, ok, type Result } from '@audiobook/model/result';
import type { BookPaths } from './book/book-paths.ts';
import { writeReport } from './book/write-report.ts';
import type { EmitEvent } from './stage-event.ts';
import { failureFinding } from './validate/failure-finding.ts';
import { findAll } from './validate/find-all.ts';
import type { Finding } from './validate/finding.ts';
import { findingLines, findingTotals } from './validate/finding-lines.ts';
import { foldFindings } from './validate/fold-findings.ts';
import { loadCheckedBook } from './validate/load-checked-book.ts';

export interface ValidateOptions {
  /** File that gets the findings as JSON: see `writeReport`. */
  json?: string;
  /** Whether a warning fails the task too. */
  strict?: boolean;
}

/**
 * Looks for what will sound wrong in a book, or stops it from being spoken, and tells it with its place and what
 * to do. Needs no script, engine or take, and writes nothing but `json`.
 *
 * Fails where there is an error; with `strict` where there is a warning.
 */
export async function validate(
  book: BookPaths,
  { json, strict = false }: ValidateOptions,
  emit: EmitEvent,
): Promise<Result<undefined>> {
  const findings = await findIn(book);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  if (json !== undefined) {
    const report = { book: book.slug, errors, warnings, findings };
    const written = await writeReport(book, json, report, emit);
    if (!written.ok) return written;
  }
  const lines = findingLines(foldFindings(findings));
  const total = `${book.slug}: ${findingTotals(findings)}`;
  emit({ kind: 'done', message: [...lines, total].join('\n') });
  if (errors === 0 && !(strict && warnings > 0)) return ok();
  return fail({
    kind: 'bad-request',
    doing: `validating ${book.slug}`,
    found: findingTotals(findings),
    remedy:
      errors > 0
        ? 'Do what stands below each error; warnings fail with --strict alone.'
        : 'Do what stands below each warning, or leave --strict away.',
  });
}

async function findIn(paths: BookPaths): Promise<Finding[]> {
  const loaded = await loadCheckedBook(paths);
  if (!loaded.ok) return [failureFinding(paths, loaded.failure)];
  const { book, findings } = loaded.value;
  return [...findings, ...(await findAll(book))];
}
