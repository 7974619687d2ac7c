import { forgetTakes } from '@audiobook/pipeline/forget-takes';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function takesForgetExecutor(
  options: { writer?: string },
  context: ExecutorContext,
) {
  return runStage(context, ({ workspace, ...surroundings }) =>
    forgetTakes(workspace, options, surroundings),
  );
}
