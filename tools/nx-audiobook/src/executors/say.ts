import { type SayOptions, say } from '@audiobook/pipeline/say';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function sayExecutor(options: SayOptions, context: ExecutorContext) {
  return runStage(context, ({ workspace, ...surroundings }) =>
    say(workspace, options, surroundings),
  );
}
