import { fail, ok, type Result } from '@audiobook/model/result';
import type { BookPaths } from './book/book-paths.ts';
import { writeReport } from './book/write-report.ts';
import { collectInfo } from './info/collect-info.ts';
import { infoLines } from './info/info-lines.ts';
import type { EmitEvent } from './stage-event.ts';
import { openUserStore } from './takes/open-store.ts';

export interface InfoOptions {
  /** File that gets the same as JSON: see `writeReport`. */
  json?: string;
}

/**
 * Shows what a book consists of, and how far each chapter is. Writes nothing but `json`. Fails, behind what can be
 * shown, where a chapter can't be read.
 */
export async function info(
  book: BookPaths,
  { json }: InfoOptions,
  emit: EmitEvent,
): Promise<Result<undefined>> {
  const collected = await collectInfo(book, openUserStore(book.workspace, emit));
  if (!collected.ok) return collected;
  if (json !== undefined) {
    const written = await writeReport(book, json, collected.value, emit);
    if (!written.ok) return written;
  }
  emit({ kind: 'done', message: infoLines(collected.value).join('\n') });
  const { unreadable, chapters } = collected.value;
  if (unreadable.length === 0) return ok();
  return fail({
    kind: 'bad-request',
    doing: `reading the chapters of ${book.slug}`,
    found: `${unreadable.length} of ${unreadable.length + chapters.length} can’t be read, as is said above`,
    remedy: 'Do what is said of each.',
  });
}
