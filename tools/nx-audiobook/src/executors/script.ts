import { script } from '@audiobook/pipeline/script';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function scriptExecutor(_options: unknown, context: ExecutorContext) {
  return runStage(context, ({ chapter, emit }) => script(chapter, emit));
}
