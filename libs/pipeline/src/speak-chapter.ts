import { fail, ok, type Result } from '@audiobook/model/result';
import type { ChapterSpeech } from '@audiobook/model/take';
import { remember } from '@audiobook/takes/workspaces';
import type { ChapterPaths } from './book-paths.ts';
import { openUserStore } from './open-store.ts';
import type { EmitEvent } from './stage-event.ts';
import { synthesize } from './synthesize.ts';
import { withEngines } from './with-engines.ts';

export interface SpeakChapterOptions {
  emit: EmitEvent;
  signal: AbortSignal;
}

/**
 * The `synthesize` target: speaks a chapter with this user's take store and engines.
 *
 * AUDIOBOOK_DRAFT=1 leaves gaps where segments fail.
 */
export async function speakChapter(
  chapter: ChapterPaths,
  { emit, signal }: SpeakChapterOptions,
): Promise<Result<ChapterSpeech>> {
  const store = openUserStore(chapter.book.workspace, emit);
  const remembered = await remember(store.root, chapter.book.workspace);
  if (!remembered.ok) return remembered;
  const draft = isDraft(process.env.AUDIOBOOK_DRAFT);
  if (!draft.ok) return draft;
  return withEngines((openEngine) =>
    synthesize(chapter, { store, openEngine, draft: draft.value, emit, signal }),
  );
}

function isDraft(value = ''): Result<boolean> {
  if (value === '1' || value === 'true') return ok(true);
  if (value === '' || value === '0' || value === 'false') return ok(false);
  return fail({
    kind: 'bad-request',
    doing: 'reading AUDIOBOOK_DRAFT',
    found: `its value is “${value}”`,
    remedy: 'Set it to 1 for a draft, or leave it unset.',
  });
}
