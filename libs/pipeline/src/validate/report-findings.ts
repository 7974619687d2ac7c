import { fail, ok, type Result } from '@audiobook/model/result';
import type { BookPaths } from '../book/book-paths.ts';
import { writeReport } from '../book/write-report.ts';
import type { EmitEvent } from '../stage-event.ts';
import type { Finding } from './finding.ts';
import { findingLines, findingTotals } from './finding-lines.ts';
import { foldFindings } from './fold-findings.ts';

export interface ValidateOptions {
  /** File that gets the findings as JSON: see `writeReport`. */
  json?: string;
  /** Whether a warning fails the task too. */
  strict?: boolean;
}

/** Tells findings, and writes them to the file that is asked for. Fails where there is an error; with `strict` where there is a warning. */
export async function reportFindings(
  book: Pick<BookPaths, 'workspace' | 'slug'>,
  findings: readonly Finding[],
  { json, strict = false }: ValidateOptions,
  emit: EmitEvent,
): Promise<Result<undefined>> {
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
