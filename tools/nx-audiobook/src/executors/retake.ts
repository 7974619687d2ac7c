import { type RetakeOptions, retake } from '@audiobook/pipeline/retake';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function retakeExecutor(options: RetakeOptions, context: ExecutorContext) {
  return runStage(context, ({ chapter, ...surroundings }) =>
    retake(chapter, options, surroundings),
  );
}
