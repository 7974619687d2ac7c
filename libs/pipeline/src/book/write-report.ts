import { resolve } from 'node:path';
import { writeJson } from '@audiobook/files/write-file-atomic';
import type { EmitEvent } from '../stage-event.ts';
import type { BookPaths } from './book-paths.ts';

/**
 * Writes what a command says of a book to the file that `--json` names, relative to the workspace; `{book}` in its name
 * is the book's slug, so that a run over many books writes as many files.
 */
export async function writeReport(
  { workspace, slug }: BookPaths,
  json: string,
  report: unknown,
  emit: EmitEvent,
): Promise<void> {
  const file = json.replaceAll('{book}', slug);
  await writeJson(resolve(workspace, file), report);
  emit({ kind: 'done', message: `Written to ${file}.` });
}
