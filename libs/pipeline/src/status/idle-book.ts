import type { ChapterWork } from '@audiobook/engines/gateway/chapter-work';
import { describeCount } from '@audiobook/model/describe-count';
import type { TakeStore } from '@audiobook/takes/take-store';
import type { BookPaths } from '../book/book-paths.ts';
import { chapterPaths } from '../book/book-paths.ts';
import { chapterFolders } from '../contents.ts';
import { planRun } from '../run/run-plan.ts';

/** Says, as lines, which segments of a book that nothing speaks have takes, and what to do next. */
export async function describeIdleBook(book: BookPaths, store: TakeStore): Promise<string[]> {
  const chapters = (await chapterFolders(book)).map((folder) => ({
    project: chapterPaths(book, folder).project,
    root: `books/${book.slug}/chapters/${folder}`,
  }));
  const plans = await planRun(book.workspace, chapters, store);
  const width = Math.max(0, ...plans.map(({ project }) => project.length));
  const complete = plans.every(({ done, segments, estimated }) => !estimated && done === segments);
  return [
    `Nothing of ${book.slug} is being spoken.`,
    '',
    ...plans.map((plan) => `${plan.project.padEnd(width)}  ${describePlan(plan)}`),
    '',
    complete
      ? `Every segment has a take. Make the book: npx nx run ${book.slug}:publish`
      : `Speak it: npx nx run-many -t synthesize -p "tag:book:${book.slug}"`,
  ];
}

function describePlan({ segments, done, characters, estimated }: ChapterWork): string {
  if (estimated) {
    return `no script yet: about ${describeCount(segments, 'segment')}, ${describeCount(characters)} characters`;
  }
  const there = `${describeCount(done)} of ${describeCount(segments, 'segment')} with a take`;
  return done === segments ? there : `${there}, ${describeCount(characters)} characters to speak`;
}
