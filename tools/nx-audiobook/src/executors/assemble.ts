import { assemble } from '@audiobook/pipeline/assemble';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function assembleExecutor(_options: unknown, context: ExecutorContext) {
  return runStage(context, ({ chapter }) => assemble(chapter));
}
