import { bookPaths } from '@audiobook/pipeline/book/book-paths';
import { shareBookTakes } from '@audiobook/pipeline/share-book-takes';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function takesShareExecutor(options: { book: string }, context: ExecutorContext) {
  return runStage(context, ({ workspace, ...surroundings }) =>
    shareBookTakes(bookPaths(workspace, options.book), surroundings),
  );
}
