import { importTakeFile } from '@audiobook/pipeline/take-store-tasks';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function takesImportExecutor(options: { from: string }, context: ExecutorContext) {
  return runStage(context, ({ workspace, ...surroundings }) =>
    importTakeFile(workspace, options, surroundings),
  );
}
