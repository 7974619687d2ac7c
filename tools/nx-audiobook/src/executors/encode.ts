import { encode } from '@audiobook/pipeline/encode';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function encodeExecutor(_options: unknown, context: ExecutorContext) {
  return runStage(context, ({ chapter, signal }) => encode(chapter, signal));
}
