import { type InfoOptions, info } from '@audiobook/pipeline/info';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function infoExecutor(options: InfoOptions, context: ExecutorContext) {
  return runStage(context, ({ book, emit }) => info(book, options, emit));
}
