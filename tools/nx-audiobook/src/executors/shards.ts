import { type ShardsOptions, shards } from '@audiobook/pipeline/shards';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function shardsExecutor(options: ShardsOptions, context: ExecutorContext) {
  return runStage(context, ({ book, ...surroundings }) => shards(book, options, surroundings));
}
