import { bookPaths } from '@audiobook/pipeline/book/book-paths';
import { exportBookTakes } from '@audiobook/pipeline/take-store-tasks';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function takesExportExecutor(
  options: { book: string; to: string },
  context: ExecutorContext,
) {
  return runStage(context, ({ workspace, ...surroundings }) =>
    exportBookTakes(bookPaths(workspace, options.book), options, surroundings),
  );
}
