import { writeFileAtomic } from '@audiobook/files/write-file-atomic';
import { ok, type Result } from '@audiobook/model/result';
import type { BookPaths } from './book/book-paths.ts';
import type { ModelOf } from './book/model-of.ts';
import type { Surroundings } from './stage-event.ts';
import { planUpgrade } from './upgrade.ts';

/**
 * Shows which models moving a book's pins to the installed engines would change, and how many
 * segments that has to speak again; with `apply`, moves them.
 */
export async function pin(
  book: BookPaths,
  { apply }: { apply: boolean },
  surroundings: Surroundings & { modelOf?: ModelOf },
): Promise<Result<undefined>> {
  const planned = await planUpgrade(book, {}, surroundings);
  if (!planned.ok) return planned;
  const { report, writes } = planned.value;
  const say = (message: string) => surroundings.emit({ kind: 'done', message });
  for (const message of report) say(message);
  if (writes.length === 0) return ok();
  if (!apply) {
    say(`Nothing is changed yet. To move: npx nx run ${book.slug}:pin -- --apply`);
    return ok();
  }
  for (const { file, content } of writes) await writeFileAtomic(file, content);
  say(`${book.book} now pins the installed models.`);
  return ok();
}
