import { speakChapter } from '@audiobook/pipeline/speak-chapter';
import type { ExecutorContext } from '@nx/devkit';
import { runOf } from '../run-of.ts';
import { runStage } from '../run-stage.ts';

export default function synthesizeExecutor(_options: unknown, context: ExecutorContext) {
  return runStage(context, ({ chapter, emit, signal }) =>
    speakChapter(chapter, { ...runOf(context), emit, signal }),
  );
}
