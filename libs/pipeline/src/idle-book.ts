import type { ChapterPlan } from '@audiobook/engines/gateway/chapter-plan';
import type { TakeStore } from '@audiobook/takes/take-store';
import type { BookPaths } from './book-paths.ts';
import { chapterPaths } from './book-paths.ts';
import { chapterFolders } from './contents.ts';
import { number } from './progress-lines.ts';
import { planRun } from './run-plan.ts';

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

function describePlan({ segments, done, characters, estimated }: ChapterPlan): string {
  if (estimated) {
    return `no script yet: about ${counted(segments)}, ${number(characters)} characters`;
  }
  const there = `${number(done)} of ${counted(segments)} with a take`;
  return done === segments ? there : `${there}, ${number(characters)} characters to speak`;
}

function counted(segments: number): string {
  return segments === 1 ? '1 segment' : `${number(segments)} segments`;
}
