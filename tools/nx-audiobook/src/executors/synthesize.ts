import { speakChapter } from '@audiobook/pipeline/speak-chapter';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function synthesizeExecutor(_options: unknown, context: ExecutorContext) {
  return runStage(context, ({ chapter, emit, signal }) => speakChapter(chapter, { emit, signal }));
}
