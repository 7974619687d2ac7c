import { sendTestMessage } from '@audiobook/pipeline/messages/send-test-message';
import type { ExecutorContext } from '@nx/devkit';
import { runStage } from '../run-stage.ts';

export default function notifySendTestExecutor(_options: unknown, context: ExecutorContext) {
  return runStage(context, ({ workspace, ...surroundings }) =>
    sendTestMessage(workspace, surroundings),
  );
}
