import { pin } from '@audiobook/pipeline/pin';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function pinExecutor(options: { apply: boolean }, context: ExecutorContext) {
  return runStage(context, ({ book, ...surroundings }) => pin(book, options, surroundings));
}
