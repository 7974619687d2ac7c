import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Starts the sender of a message; it outlives this process, and Nx. */
export async function launchSender(workspace: string, id: string): Promise<void> {
  const script = join(import.meta.dirname, 'start-sender.ts');
  // In a group of its own: a second Ctrl-C would end it before it has started anything.
  const starter = spawn(process.execPath, [script, workspace, id], {
    stdio: 'ignore',
    detached: true,
  });
  await once(starter, 'exit');
}
