import { type DoctorOptions, runDoctor } from '@audiobook/pipeline/run-doctor';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function gatewayDoctorExecutor(options: DoctorOptions, context: ExecutorContext) {
  return runStage(context, ({ workspace, emit, signal }) =>
    runDoctor(workspace, options, { emit, signal }),
  );
}
