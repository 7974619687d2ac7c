import { estimateSeconds } from '@audiobook/text/duration';
import type { LeftOut } from '@audiobook/text/import/imported-book';
import { describeDuration } from './console-reporter.ts';
import type { ChapterPlan } from './plan-chapters.ts';

export interface ImportedChapters {
  slug: string;
  title: string;
  language: string;
  plan: ChapterPlan;
  leftOut: readonly LeftOut[];
}

/** Chapters with characters and minutes, and what was left out, as the lines that end an import. */
export function describeImport({ slug, title, language, plan, leftOut }: ImportedChapters): string {
  const number = (value: number) => value.toLocaleString('en').padStart(10);
  const minutes = (characters: number) =>
    describeDuration(estimateSeconds(characters)).padStart(14);
  const total = plan.chapters.reduce((sum, { text }) => sum + text.length, 0);
  const marks = { new: '+', changed: '~', unchanged: ' ' };
  const rows = plan.chapters.map(
    ({ folder, title: chapter, text, state }) =>
      `${marks[state]} ${(/^\d+/.exec(folder)?.[0] ?? '').padStart(4)}${number(text.length)}${minutes(text.length)}  ${chapter}`,
  );
  const lines = [
    `${title} → books/${slug} (${language})`,
    '',
    '     #  characters        length  title',
    ...rows,
    `${plan.chapters.length} chapters`.padStart(6) +
      `${number(total)} characters, about ${describeDuration(estimateSeconds(total))}`,
  ];
  for (const { from, to } of plan.moves) lines.push(`Renumbered: ${from} → ${to}`);
  for (const folder of plan.gone) {
    lines.push(
      `No longer in the book: ${folder} (other files than its text are kept in gone-${folder})`,
    );
  }
  if (leftOut.length > 0) {
    lines.push('', 'Left out:');
    lines.push(...leftOut.map(({ what, characters }) => `${number(characters)}  ${what}`));
  }
  lines.push('', `Next: npx nx run ${slug}:publish`);
  return lines.join('\n');
}
