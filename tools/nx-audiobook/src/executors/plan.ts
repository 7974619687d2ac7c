import { type PlanOptions, plan } from '@audiobook/pipeline/plan';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function planExecutor(options: PlanOptions, context: ExecutorContext) {
  return runStage(context, ({ book, ...surroundings }) => plan(book, options, surroundings));
}
