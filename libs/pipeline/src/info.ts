import { resolve } from 'node:path';
import { writeJson } from '@audiobook/files/write-file-atomic';
import { ok, type Result } from '@audiobook/model/result';
import type { BookPaths } from './book/book-paths.ts';
import { collectInfo } from './info/collect-info.ts';
import { infoLines } from './info/info-lines.ts';
import type { EmitEvent } from './stage-event.ts';
import { openUserStore } from './takes/open-store.ts';

export interface InfoOptions {
  /** File that gets the same as JSON. */
  json?: string;
}

/** Shows what a book consists of, and how far each chapter is. Writes nothing but `json`. */
export async function info(
  book: BookPaths,
  { json }: InfoOptions,
  emit: EmitEvent,
): Promise<Result<undefined>> {
  const collected = await collectInfo(book, openUserStore(book.workspace, emit));
  if (!collected.ok) return collected;
  if (json !== undefined) await writeJson(resolve(book.workspace, json), collected.value);
  emit({ kind: 'done', message: infoLines(collected.value).join('\n') });
  return ok();
}
