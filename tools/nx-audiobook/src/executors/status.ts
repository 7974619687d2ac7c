import type { StatusOptions } from '@audiobook/pipeline/show-status';
import { bookStatus } from '@audiobook/pipeline/status';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function statusExecutor(options: StatusOptions, context: ExecutorContext) {
  return runStage(context, ({ book, emit, signal }) => bookStatus(book, options, { emit, signal }));
}
