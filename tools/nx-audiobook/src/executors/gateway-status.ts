import type { StatusOptions } from '@audiobook/pipeline/show-status';
import { gatewayStatus } from '@audiobook/pipeline/status';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function gatewayStatusExecutor(options: StatusOptions, context: ExecutorContext) {
  return runStage(context, ({ workspace, emit, signal }) =>
    gatewayStatus(workspace, options, { emit, signal }),
  );
}
