import { describeFailure } from '@audiobook/model/failure';
import { readWorkspaceSettings } from '../workspace-settings.ts';
import { describeUndelivered } from './describe-undelivered.ts';
import { readTarget } from './read-target.ts';
import { targetSettings } from './target-settings.ts';

/**
 * Says at the beginning of a run whom nobody will be able to tell at its end: a variable that is
 * not set is found now, and not after ten hours. Sends nothing.
 *
 * @returns Lines for the terminal.
 */
export async function checkMessages(workspace: string): Promise<string[]> {
  const settings = await readWorkspaceSettings(workspace);
  if (!settings.ok) return [describeFailure(settings.failure)];
  const { messages } = settings.value;
  if (messages === undefined) return [];
  const targets = targetSettings(messages);
  const read = await Promise.all(
    targets.map(async (target) => ({ target, read: await readTarget(target, workspace) })),
  );
  return read.flatMap(({ target, read }) => {
    if (!('failed' in read)) return [];
    const { found, remedy } = read.failed;
    return `This run's end will reach nobody there. ${describeUndelivered({ target, state: 'failed', found, remedy })}`;
  });
}
