import { type AddVoiceOptions, addVoice } from '@audiobook/pipeline/add-voice';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function voicesAddExecutor(options: AddVoiceOptions, context: ExecutorContext) {
  return runStage(context, ({ workspace, ...surroundings }) =>
    addVoice(workspace, options, surroundings),
  );
}
