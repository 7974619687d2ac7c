import { glob, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describeCount } from '@audiobook/model/describe-count';
import { fail, ok, type Result } from '@audiobook/model/result';
import { forgetWriter } from '@audiobook/takes/forget-writer';
import { bookPaths, chapterPaths } from './book/book-paths.ts';
import type { Surroundings } from './stage-event.ts';
import { openUserStore } from './takes/open-store.ts';
import { writersOf } from './takes/refill-takes.ts';

/**
 * The `forget` target of the takes: removes what a writer of shared takes gave, who turned out not to be trusted, from this
 * user's store, and what this workspace's chapters were made of it.
 */
export async function forgetTakes(
  workspace: string,
  { writer = '' }: { writer?: string },
  { emit, signal }: Surroundings,
): Promise<Result<undefined>> {
  if (writer === '') {
    const remedy = 'Name who wrote them: npx nx run takes:forget -- --writer=pull-123';
    return fail({ kind: 'bad-request', doing: 'reading --writer', found: 'it is empty', remedy });
  }
  const store = openUserStore(workspace, emit);
  // First, since their speech files would put the takes back into the store.
  const chapters = await chaptersOf(workspace, writer);
  for (const { output } of chapters) await rm(output, { recursive: true });
  const removed = await forgetWriter(store, writer, signal);
  if (!removed.ok) return removed;
  const count = describeCount(removed.value.size, 'take');
  const made = chapters.map(({ book, name }) => `${book}/${name}`);
  const books = [...new Set(chapters.map(({ book }) => book))];
  if (removed.value.size === 0 && chapters.length === 0) {
    const message = `Nothing in ${store.root} and in this workspace came from a writer of the name ${writer}; names are exact.`;
    emit({ kind: 'done', message });
    return ok();
  }
  const message = [
    `${store.root}: ${count} of ${writer} removed.`,
    ...(chapters.length === 0
      ? ['No chapter of this workspace was made of them.']
      : [
          `Chapters that were made of them are removed from dist/: ${made.join(', ')}.`,
          `Make them again, and not from Nx’s cache: npx nx run-many -t publish -p ${books.join(',')} --skip-nx-cache`,
        ]),
    'Other clones that share this store may have chapters made of them, too: run the same command there.',
  ];
  emit({ kind: 'done', message: message.join('\n') });
  return ok();
}

interface MadeChapter {
  book: string;
  name: string;
  output: string;
}

/** The chapters in dist/ whose speech has takes of a writer. */
async function chaptersOf(workspace: string, writer: string): Promise<MadeChapter[]> {
  const books = join(workspace, 'dist', 'books');
  const chapters: MadeChapter[] = [];
  for await (const path of glob('*/chapters/*/writers.json', { cwd: books })) {
    const [book = '', , name = ''] = path.split('/');
    const writers = await writersOf(chapterPaths(bookPaths(workspace, book), name));
    if (!Object.values(writers).includes(writer)) continue;
    chapters.push({ book, name, output: dirname(join(books, path)) });
  }
  return chapters.sort((one, other) => (one.output < other.output ? -1 : 1));
}
