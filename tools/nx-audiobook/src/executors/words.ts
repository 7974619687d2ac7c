import { type WordsOptions, words } from '@audiobook/pipeline/words';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function wordsExecutor(options: WordsOptions, context: ExecutorContext) {
  return runStage(context, ({ book, emit }) => words(book, options, emit));
}
