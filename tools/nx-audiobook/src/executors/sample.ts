import { type SampleOptions, sample } from '@audiobook/pipeline/sample';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function sampleExecutor(options: SampleOptions, context: ExecutorContext) {
  return runStage(context, ({ book, ...surroundings }) => sample(book, options, surroundings));
}
