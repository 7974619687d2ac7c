import type { ChapterWork } from '@audiobook/engines/gateway/chapter-work';
import { GatewayClient } from '@audiobook/engines/gateway/gateway-client';
import { fail, ok, type Result } from '@audiobook/model/result';
import type { ChapterSpeech } from '@audiobook/model/take';
import { remember } from '@audiobook/takes/workspaces';
import type { ChapterPaths } from './book/book-paths.ts';
import { type ChapterProject, inBookOrder, planRun } from './run/run-plan.ts';
import { runProgress } from './run/run-progress.ts';
import { maySpeak } from './speaking/may-speak.ts';
import { readBudget } from './speaking/read-budget.ts';
import type { EmitEvent } from './stage-event.ts';
import { synthesize } from './synthesize.ts';
import { openUserStore } from './takes/open-store.ts';

export interface SpeakChapterOptions {
  /** The chapters that the Nx run of this task speaks, this one among them, and the run's name. */
  chapters: readonly ChapterProject[];
  run: string;
  emit: EmitEvent;
  signal: AbortSignal;
}

/**
 * The `synthesize` target: speaks a chapter with this user's take store and the workspace's gateway.
 *
 * AUDIOBOOK_DRAFT=1 leaves gaps where segments fail; AUDIOBOOK_BUDGET says what the run may cost, in dollars;
 * AUDIOBOOK_SPEAK=0 has the chapter fail where it lacks takes.
 */
export async function speakChapter(
  chapter: ChapterPaths,
  { chapters, run, emit, signal }: SpeakChapterOptions,
): Promise<Result<ChapterSpeech>> {
  const { workspace } = chapter.book;
  const store = openUserStore(workspace, emit);
  const remembered = await remember(store.root, workspace);
  if (!remembered.ok) return remembered;
  const draft = isDraft(process.env.AUDIOBOOK_DRAFT);
  if (!draft.ok) return draft;
  const speaks = maySpeak();
  if (!speaks.ok) return speaks;
  const budget = await readBudget(workspace);
  if (!budget.ok) return budget;
  const projects = inBookOrder(workspace, chapters).map(({ project }) => project);
  const progress = runProgress(emit);
  let forecasting: Promise<void> | undefined;
  const client = new GatewayClient({
    ...{ workspace, run, book: chapter.book.slug, budget: budget.value },
    onProgress: progress.onRun,
    place: Math.max(0, projects.indexOf(chapter.project)),
    async plan() {
      const plans = await planRun(workspace, chapters, store);
      // Chapters are spoken meanwhile, and as well without it.
      const limit = AbortSignal.any([signal, AbortSignal.timeout(forecastMs)]);
      forecasting = foretell(workspace, run, chapters, plans, limit).catch(() => undefined);
      return plans;
    },
    onNotice: (message) => emit({ kind: 'notice', message }),
  });
  let spoken: Result<ChapterSpeech> | undefined;
  let closing: Promise<void> | undefined;
  const close = (made: typeof spoken) => (closing ??= client.close(endOf(made)));
  try {
    spoken = await synthesize(chapter, {
      ...{ store, draft: draft.value, maySpeak: speaks.value, emit: progress.emit, signal },
      openEngine: async (name, model) => ok(client.engine(name, model)),
      onMissing: (plan) => client.begin(plan),
      onMade: close,
    });
    return spoken;
  } finally {
    await close(spoken);
    await forecasting;
  }
}

/** What was stopped, by the user or for want of money, can go on. */
function endOf(spoken: Result<ChapterSpeech> | undefined): 'done' | 'failed' | 'left' {
  if (spoken?.ok) return 'done';
  const isStopped = ['cancelled', 'budget-spent'].includes(spoken?.failure.kind ?? '');
  return isStopped ? 'left' : 'failed';
}

/** A driver that hangs is not waited for longer, in milliseconds. */
const forecastMs = 10_000;

/** Of fewer characters nobody wants a forecast. */
const enoughCharacters = 2_000;

async function foretell(
  workspace: string,
  run: string,
  projects: readonly ChapterProject[],
  plans: readonly ChapterWork[],
  signal: AbortSignal,
): Promise<void> {
  const characters = plans.reduce((sum, plan) => sum + plan.characters, 0);
  if (characters < enoughCharacters) return;
  // Most tasks need none of it.
  const { keepForecast } = await import('./run/run-forecast.ts');
  await keepForecast({ workspace, run, projects, plans }, signal);
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
