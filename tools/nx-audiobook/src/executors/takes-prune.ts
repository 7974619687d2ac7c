import { pruneTakes } from '@audiobook/pipeline/take-store-tasks';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function takesPruneExecutor(options: { maxGb: number }, context: ExecutorContext) {
  return runStage(context, ({ workspace, ...surroundings }) =>
    pruneTakes(workspace, options, surroundings),
  );
}
