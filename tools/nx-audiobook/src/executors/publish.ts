import { publish } from '@audiobook/pipeline/publish';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function publishExecutor(_options: unknown, context: ExecutorContext) {
  return runStage(context, ({ book, emit, signal }) => publish(book, { emit, signal }));
}
