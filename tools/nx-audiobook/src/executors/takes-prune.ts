import { type PruneOptions, pruneTakes } from '@audiobook/pipeline/take-store-tasks';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function takesPruneExecutor(options: PruneOptions, context: ExecutorContext) {
  return runStage(context, ({ workspace, ...surroundings }) =>
    pruneTakes(workspace, options, surroundings),
  );
}
