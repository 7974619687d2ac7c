import { ToneRunner, type ToneRunnerOptions } from '@audiobook/engines/testing/tone-runner';
import type { Workspace } from './workspace.ts';

/** Runners that speak tones in place of espeak-ng, and count what they are asked. */
export interface TonePool {
  runners: ToneRunner[];
  /** How often each text was spoken by all of them together. */
  timesSpoken(): Map<string, number>;
  stop(): Promise<void>;
}

/**
 * Has a workspace's segments spoken by tone runners in this process, one for each of `runners`. They
 * have the model that the sample book and the small book are pinned to.
 */
export async function addTonePool(
  workspace: Workspace,
  runners: readonly ToneRunnerOptions[],
): Promise<TonePool> {
  const model = await pinnedModel(workspace);
  const pool = runners.map((options) => new ToneRunner({ ...model, ...options }));
  for (const runner of pool) await runner.start();
  const slots = pool.map(({ url }) => toneSlot(url, model.engine));
  await writePool(workspace, { slots });
  return {
    runners: pool,
    timesSpoken() {
      const times = new Map<string, number>();
      for (const text of pool.flatMap(({ requests }) => requests)) {
        times.set(text, (times.get(text) ?? 0) + 1);
      }
      return times;
    },
    stop: async () => {
      for (const runner of pool) await runner.stop();
    },
  };
}

/** The engine and the model that the books of tests are pinned to. */
export async function pinnedModel(
  workspace: Workspace,
): Promise<{ engine: string; identity: string }> {
  const book = JSON.parse(await workspace.readRepository('books/eleven-minutes-slow/book.json'));
  return { engine: 'espeak-ng', identity: book.models['espeak-ng'] };
}

/** What pool.json says of a tone runner. */
export function toneSlot(url: URL, engine: string): object {
  return { kind: 'endpoint', url: url.href, engine };
}

export async function writePool(workspace: Workspace, pool: object): Promise<void> {
  await workspace.write('gpu-runner/pool.json', JSON.stringify(pool, undefined, 2));
}
