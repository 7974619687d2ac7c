import type { ValidateOptions } from '@audiobook/pipeline/validate/report-findings';
import { validateSharedLexicon } from '@audiobook/pipeline/validate-shared-lexicon';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function validateSharedLexiconExecutor(
  options: ValidateOptions,
  context: ExecutorContext,
) {
  return runStage(context, ({ workspace, ...surroundings }) =>
    validateSharedLexicon(workspace, options, surroundings),
  );
}
