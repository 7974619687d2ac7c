import { type ValidateOptions, validate } from '@audiobook/pipeline/validate';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function validateExecutor(options: ValidateOptions, context: ExecutorContext) {
  return runStage(context, ({ book, emit }) => validate(book, options, emit));
}
