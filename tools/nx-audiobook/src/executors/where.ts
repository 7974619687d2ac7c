import { type WhereOptions, where } from '@audiobook/pipeline/where';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function whereExecutor(options: WhereOptions, context: ExecutorContext) {
  return runStage(context, ({ book, emit }) => where(book, options, emit));
}
