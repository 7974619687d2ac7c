import type { ChapterProject } from '@audiobook/pipeline/run/run-plan';
import type { ExecutorContext } from '@nx/devkit';

/** The Nx run of a task that speaks, and all chapters that it speaks. */
export function runOf(context: ExecutorContext): { run: string; chapters: ChapterProject[] } {
  const tasks = Object.values(context.taskGraph?.tasks ?? {});
  const chapters = tasks
    .filter((task) => task.target.target === context.targetName)
    .map((task) => ({ project: task.target.project, root: task.projectRoot ?? '' }));
  return { run: process.env.AUDIOBOOK_RUN ?? `process-${process.pid}`, chapters };
}
