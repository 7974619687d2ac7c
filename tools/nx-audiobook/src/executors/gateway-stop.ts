import { stopServing } from '@audiobook/pipeline/stop-serving';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function gatewayStopExecutor(_options: unknown, context: ExecutorContext) {
  return runStage(context, ({ workspace, ...surroundings }) =>
    stopServing(workspace, surroundings),
  );
}
