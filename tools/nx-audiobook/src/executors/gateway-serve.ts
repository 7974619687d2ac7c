import { type ServeGatewayOptions, serveGateway } from '@audiobook/pipeline/serve-gateway';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function gatewayServeExecutor(
  options: ServeGatewayOptions,
  context: ExecutorContext,
) {
  return runStage(context, ({ workspace, ...surroundings }) =>
    serveGateway(workspace, options, surroundings),
  );
}
