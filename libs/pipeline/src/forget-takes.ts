import { glob, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describeCount } from '@audiobook/model/describe-count';
import type { TakeKey } from '@audiobook/model/digest';
import { fail, ok, type Result } from '@audiobook/model/result';
import { Takes } from '@audiobook/model/take';
import { readSettings } from '@audiobook/settings/read-settings';
import { forgetWriter } from '@audiobook/takes/forget-writer';
import type { Surroundings } from './stage-event.ts';
import { openUserStore } from './takes/open-store.ts';

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
  const removed = await forgetWriter(store, writer, signal);
  if (!removed.ok) return removed;
  const count = describeCount(removed.value.size, 'take');
  const chapters = await chaptersWith(workspace, removed.value);
  // Their speech files would put the takes back into the store.
  for (const { output } of chapters) await rm(output, { recursive: true });
  const made = chapters.map(({ book, name }) => `${book}/${name}`);
  const books = [...new Set(chapters.map(({ book }) => book))];
  const message = [
    `${store.root}: ${count} of ${writer} removed.`,
    ...(chapters.length === 0
      ? ['No chapter of this workspace was made of them.']
      : [
          `Chapters that were made of them are removed from dist/: ${made.join(', ')}.`,
          `Make them again, and not from Nx’s cache: npx nx run-many -t publish -p ${books.join(',')} --skip-nx-cache`,
        ]),
    'Other clones of this machine that share the store may have chapters made of them, too.',
  ];
  emit({ kind: 'done', message: message.join('\n') });
  return ok();
}

interface MadeChapter {
  book: string;
  name: string;
  output: string;
}

/** The chapters in dist/ whose speech has one of the takes. */
async function chaptersWith(workspace: string, keys: ReadonlySet<TakeKey>): Promise<MadeChapter[]> {
  const books = join(workspace, 'dist', 'books');
  const chapters: MadeChapter[] = [];
  for await (const path of glob('*/chapters/*/takes.json', { cwd: books })) {
    const [book = '', , name = ''] = path.split('/');
    const file = join(books, path);
    const doing = `reading the takes of ${book}/${name}`;
    const read = await readSettings({ file, schema: Takes, doing });
    if (!read.ok || read.value.takes.every(({ key }) => !keys.has(key))) continue;
    chapters.push({ book, name, output: dirname(file) });
  }
  return chapters.sort((one, other) => (one.output < other.output ? -1 : 1));
}
