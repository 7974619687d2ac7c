import { type AcceptOptions, accept } from '@audiobook/pipeline/accept';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function acceptExecutor(options: AcceptOptions, context: ExecutorContext) {
  return runStage(context, ({ book, emit }) => accept(book, options, emit));
}
