import { readFile } from 'node:fs/promises';
import { writeFileAtomic } from '@audiobook/files/write-file-atomic';
import { Corrections } from '@audiobook/model/corrections';
import type { SegmentId } from '@audiobook/model/digest';
import { ok, type Result } from '@audiobook/model/result';
import { parseSettings } from '@audiobook/settings/read-settings';
import { applyEdits, modify } from 'jsonc-parser';
import type { ChapterPaths } from '../book/book-paths.ts';

/**
 * Writes a take's number to the chapter's corrections.json and leaves the rest of it as it stands.
 */
export async function keepTake(
  chapter: ChapterPaths,
  segment: SegmentId,
  take: number,
): Promise<Result<undefined>> {
  const { corrections: file, project } = chapter;
  const before = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}\n';
    throw error;
  });
  const settings = { file, schema: Corrections, doing: `keeping take ${take} of ${project}` };
  const readable = parseSettings(before, settings);
  if (!readable.ok) return readable;
  const edits = modify(before, ['segments', segment, 'take'], take, {
    formattingOptions: { insertSpaces: true, tabSize: 2 },
  });
  const after = applyEdits(before, edits);
  const valid = parseSettings(after, settings);
  if (!valid.ok) return valid;
  await writeFileAtomic(file, after);
  return ok();
}
