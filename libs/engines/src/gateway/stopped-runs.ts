import { readFile, writeFile } from 'node:fs/promises';
import type { Failure } from '@audiobook/model/failure';
import { type GatewayPlace, stoppedFile } from './gateway-place.ts';

/** What becomes of a run whose gateway the user stopped. */
export const stoppedByUser: Failure = {
  kind: 'engine-failed',
  doing: 'speaking',
  found: 'the gateway was stopped',
  remedy: 'Run the same command again to go on: every segment that was spoken is kept.',
};

/** Remembers runs that were stopped with the gateway: their next chapters must not start another. */
export async function rememberStopped(place: GatewayPlace, runs: readonly string[]): Promise<void> {
  await writeFile(stoppedFile(place), JSON.stringify(runs), { mode: 0o600 });
}

/** Whether a run was stopped with the last gateway that was. */
export async function wasStopped(place: GatewayPlace, run: string): Promise<boolean> {
  try {
    const runs: unknown = JSON.parse(await readFile(stoppedFile(place), 'utf8'));
    return Array.isArray(runs) && runs.includes(run);
  } catch {
    return false;
  }
}
