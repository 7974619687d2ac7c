import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describeFailure } from '@audiobook/model/failure';
import { readPool } from './read-pool.ts';

/** How often the file is looked at, in milliseconds. */
const lookMs = 2_000;

export interface PoolEvents {
  /** pool.json says something else now. */
  changed(): void;
  /** It can't be used as it is. */
  unusable(message: string): void;
}

/** Tells when a workspace's pool.json has changed; one that is being written is told when it is right. */
export function followPool(workspace: string, events: PoolEvents): { stop(): void } {
  const file = join(workspace, 'gpu-runner', 'pool.json');
  let known: number | undefined;
  const look = async () => {
    const written = await stat(file).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    );
    if (known !== undefined && written !== known) {
      const pool = await readPool(workspace);
      if (pool.ok) events.changed();
      else events.unusable(describeFailure(pool.failure));
    }
    known = written;
  };
  void look();
  const timer = setInterval(() => void look(), lookMs);
  return { stop: () => clearInterval(timer) };
}
