import { describeFailure } from '@audiobook/model/failure';
import { fail, type Result } from '@audiobook/model/result';
import type { BookPaths, ChapterPaths } from '@audiobook/pipeline/book/book-paths';
import { bookPaths, chapterPaths } from '@audiobook/pipeline/book/book-paths';
import { recordTask } from '@audiobook/pipeline/run/task-record';
import type { EmitEvent } from '@audiobook/pipeline/stage-event';
import { systemFailure } from '@audiobook/pipeline/system-failure';
import { consoleReporter } from '@audiobook/pipeline/terminal/console-reporter';
import type { ExecutorContext } from '@nx/devkit';

/** What an executor hands to a stage. */
export interface StageContext {
  workspace: string;
  book: BookPaths;
  chapter: ChapterPaths;
  emit: EmitEvent;
  signal: AbortSignal;
}

/** What ends a task: Ctrl-C, Nx stopping it, a closed terminal, and Nx itself killed or crashed. */
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const;

/**
 * Runs one stage as an Nx task: prints what it emits, records it for the run's summary, and lets
 * it finish cleanly when the task is stopped. A record that can't be written is told, and no more.
 */
export async function runStage<T>(
  context: ExecutorContext,
  stage: (stage: StageContext) => Promise<Result<T>>,
): Promise<{ success: boolean }> {
  const project = context.projectName ?? '';
  const target = context.targetName ?? '';
  const root = context.projectsConfigurations.projects[project]?.root ?? '';
  const workspace = context.root;
  const book = bookPaths(workspace, root.split('/')[1] ?? '');
  const recorder = recordTask({ workspace, run: process.env.AUDIOBOOK_RUN, project, target });
  const print = consoleReporter();
  const stop = new AbortController();
  const onEnding = () => stop.abort();
  for (const ending of endings) process.on(ending, onEnding);
  try {
    await orNotice(() => recorder.begin(), print);
    const result = await orSystemFailure(`running ${project}:${target}`, () =>
      stage({
        workspace,
        book,
        chapter: chapterPaths(book, root),
        signal: stop.signal,
        emit(event) {
          recorder.emit(event);
          print(event);
        },
      }),
    );
    if (!result.ok) console.error(describeFailure(result.failure));
    await orNotice(() => recorder.end(result.ok ? undefined : result.failure), print);
    return { success: result.ok };
  } finally {
    for (const ending of endings) process.off(ending, onEnding);
  }
}

async function orNotice(record: () => Promise<void>, print: EmitEvent): Promise<void> {
  try {
    await record();
  } catch (error) {
    const message = `The run's summary will lack this task: ${(error as Error).message}`;
    print({ kind: 'notice', message });
  }
}

/** Lets bugs through. */
async function orSystemFailure<T>(
  doing: string,
  stage: () => Promise<Result<T>>,
): Promise<Result<T>> {
  try {
    return await stage();
  } catch (error) {
    const failure = systemFailure(error, doing);
    if (failure === undefined) throw error;
    return fail(failure);
  }
}
