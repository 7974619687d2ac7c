import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Result } from '@audiobook/model/result';
import { readSettings } from '@audiobook/settings/read-settings';
import type { z } from 'zod';

/** A plan of a novel is about 2 MB. */
const mostBytes = 32 * 2 ** 20;
const mostFiles = 200;

/**
 * Reads what a target wrote of each book, `<slug>.json` in a folder, in the order of the slugs. What a pull request
 * wrote may be anything: no links are followed, and neither size nor number is without bound. A folder that is not
 * there holds nothing.
 */
export async function readReports<S extends z.ZodType<{ book: string }>>(
  folder: string,
  schema: S,
): Promise<Result<z.output<S>[]>> {
  const names = await readdir(folder).catch(() => []);
  const wanted = names.filter((name) => name.endsWith('.json')).sort();
  const doing = `reading what Nx wrote to ${folder}`;
  const refuse = (file: string, found: string) =>
    fail({ kind: 'bad-file', doing, file, found, remedy: 'See the step that wrote it.' });
  if (wanted.length > mostFiles) {
    return refuse(folder, `it holds ${wanted.length} files, more than ${mostFiles}`);
  }
  const reports: z.output<S>[] = [];
  for (const name of wanted) {
    const file = join(folder, name);
    const entry = await lstat(file);
    if (!entry.isFile()) return refuse(file, 'this is no file');
    if (entry.size > mostBytes) return refuse(file, `it has more than ${mostBytes} bytes`);
    const read = await readSettings({ file, schema, doing });
    if (!read.ok) return read;
    const { book } = read.value;
    if (name !== `${book}.json`) return refuse(file, `it is of the book “${book}”`);
    reports.push(read.value);
  }
  return ok(reports);
}
