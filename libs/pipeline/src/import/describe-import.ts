import { describeCount } from '@audiobook/model/describe-count';
import { describeDuration } from '@audiobook/model/describe-duration';
import { estimateSeconds } from '@audiobook/text/duration';
import type { LeftOut, LetterAccount } from '@audiobook/text/import/imported-book';
import type { Continuation } from './continue-chapters.ts';

export interface ImportedChapters {
  slug: string;
  title: string;
  language: string;
  plan: Continuation;
  leftOut: readonly LeftOut[];
  letters: LetterAccount;
}

/** Chapters with characters and minutes, and what was left out, as the lines that end an import. */
export function describeImport(imported: ImportedChapters): string {
  const { slug, title, language, plan, leftOut, letters } = imported;
  const number = (value: number) => describeCount(value).padStart(10);
  const minutes = (characters: number) =>
    describeDuration(estimateSeconds(characters)).padStart(14);
  const total = plan.chapters.reduce((sum, { text }) => sum + text.length, 0);
  const marks = { new: '+', changed: '~', conflict: '!', unchanged: ' ' };
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
  for (const { folder, corrected } of plan.gone) {
    const kept = corrected
      ? 'its text, as text.old.md, and its other files'
      : 'other files than its text';
    lines.push(`No longer in the book: ${folder} (${kept} are kept in gone-${folder})`);
  }
  lines.push(...describeConflicts(slug, plan));
  if (leftOut.length > 0) {
    lines.push('', 'Left out:');
    lines.push(...leftOut.map(({ what, characters }) => `${number(characters)}  ${what}`));
    const page = leftOut.find(({ what }) => canBeKept.test(what))?.what;
    if (page !== undefined) lines.push(`To hear one of these too, name it: --keep="${page}"`);
  }
  lines.push('', describeAccount(letters));
  lines.push('', `Next: npx nx run ${slug}:publish`);
  return lines.join('\n');
}

/** Kinds of pages, not what stood within them for the eye. */
const canBeKept = /page$|^(dedication|imprint|colophon|index|credits)$|licen[cs]e$|^list of/;

/** What became of every letter and digit of the file. */
function describeAccount({ source, added, chapters, leftOut, missing }: LetterAccount): string {
  const count = (value: number) => describeCount(value);
  const titles = added > 0 ? ` + ${count(added)} in titles that its text has not` : '';
  const sum = `Letters and digits: ${count(source)} in the file${titles} = ${count(chapters)} in chapters + ${count(leftOut)} left out`;
  if (missing === 0) return `${sum}.`;
  const told = missing > 0 ? `${count(missing)} lost` : `${count(-missing)} too many`;
  return `${sum}, and ${told}: compare the chapters with the file, and report this file as a bug.`;
}

/** Chapters that both the user and the new edition changed, and what to do about them. */
function describeConflicts(slug: string, { chapters }: Continuation): string[] {
  const conflicts = chapters.filter(({ state }) => state === 'conflict');
  if (conflicts.length === 0) return [];
  return [
    '',
    'Corrected by you and changed in the new edition:',
    ...conflicts.map(({ folder }) => `  books/${slug}/chapters/${folder}/text.md`),
    'Your text.md is kept as it was, and is what is spoken. The new edition’s text lies beside it, as',
    'text.new.md: take over into text.md what you want of it, then delete text.new.md.',
  ];
}
