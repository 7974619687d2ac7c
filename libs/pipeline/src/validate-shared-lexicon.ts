import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Book } from '@audiobook/model/book';
import type { Lexicon } from '@audiobook/model/lexicon';
import type { Result } from '@audiobook/model/result';
import { readSettings } from '@audiobook/settings/read-settings';
import { compileLexicon } from '@audiobook/text/lexicon';
import { appliedReadings } from '@audiobook/text/lexicon/applied-readings';
import { LexiconUses } from '@audiobook/text/lexicon/lexicon-uses';
import { tidyMarks } from '@audiobook/text/normalise/tidy-marks';
import { blockText, parseChapter } from '@audiobook/text/parse-chapter';
import { type BookPaths, bookPaths, chapterPaths, slugPattern } from './book/book-paths.ts';
import { chapterFolders } from './contents.ts';
import { readLexicon } from './script/read-lexicon.ts';
import { readText } from './script.ts';
import type { Surroundings } from './stage-event.ts';
import { failureFinding } from './validate/failure-finding.ts';
import type { Finding } from './validate/finding.ts';
import { lexiconFindings } from './validate/lexicon-findings.ts';
import { reportFindings, type ValidateOptions } from './validate/report-findings.ts';

/**
 * Looks for entries of the workspace's lexicon that match in no book of their language, and for those that fight.
 * It is told here, once, and not by every book. Writes nothing but `json`.
 *
 * Fails where the lexicon can't be used; with `strict` where there is a warning.
 */
export async function validateSharedLexicon(
  workspace: string,
  options: ValidateOptions,
  { emit, signal }: Pick<Surroundings, 'emit' | 'signal'>,
): Promise<Result<undefined>> {
  const findings = await findIn(workspace, signal);
  if (findings === undefined) return stopped;
  return reportFindings({ workspace, slug: 'books' }, findings, options, emit);
}

const stopped: Result<undefined> = {
  ok: false,
  failure: { kind: 'cancelled', doing: 'validating the shared lexicon' },
};

/** Undefined where it was stopped. */
async function findIn(workspace: string, signal: AbortSignal): Promise<Finding[] | undefined> {
  const { sharedLexicon: file } = bookPaths(workspace, '');
  const lexicon = await readLexicon(file, 'reading the shared lexicon');
  if (!lexicon.ok) return [failureFinding({ workspace, book: file }, lexicon.failure)];
  const uses = new LexiconUses();
  for (const book of await booksOf(workspace)) {
    if (signal.aborted) return undefined;
    await noteUses(book, lexicon.value, uses);
  }
  const found = await lexiconFindings({ workspace, file, content: lexicon.value, uses });
  return found.map((finding) => ({ ...finding, check: 'lexicon' }));
}

async function booksOf(workspace: string): Promise<BookPaths[]> {
  const entries = await readdir(join(workspace, 'books'), { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && slugPattern.test(entry.name))
    .map(({ name }) => bookPaths(workspace, name));
}

/** Notes what a book has of the lexicon. What can't be read of it its own `validate` tells. */
async function noteUses(paths: BookPaths, lexicon: Lexicon, uses: LexiconUses): Promise<void> {
  const doing = `reading ${paths.slug}`;
  const book = await readSettings({ file: paths.book, schema: Book, doing });
  if (!book.ok) return;
  const { language } = book.value;
  if (appliedReadings(lexicon, language).length === 0) return;
  const find = compileLexicon({ shared: lexicon, language }, (use) => uses.note(use));
  for (const folder of await chapterFolders(paths)) {
    const source = await readText(chapterPaths(paths, folder));
    if (!source.ok) continue;
    for (const block of parseChapter(source.value)) find(tidyMarks(blockText(source.value, block)));
  }
}
