import { checkTakes } from '@audiobook/pipeline/take-store-tasks';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function takesCheckExecutor(_options: unknown, context: ExecutorContext) {
  return runStage(context, ({ workspace, ...surroundings }) => checkTakes(workspace, surroundings));
}
