import { contents } from '@audiobook/pipeline/contents';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function contentsExecutor(_options: unknown, context: ExecutorContext) {
  return runStage(context, ({ book }) => contents(book));
}
