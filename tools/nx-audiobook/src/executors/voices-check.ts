import { checkVoices } from '@audiobook/pipeline/check-voices';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function voicesCheckExecutor(_: object, context: ExecutorContext) {
  return runStage(context, ({ workspace, emit }) => checkVoices(workspace, { emit }));
}
