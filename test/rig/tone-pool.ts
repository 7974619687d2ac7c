import { readGatewayStatus } from '@audiobook/engines/gateway/ask-gateway';
import { ToneRunner, type ToneRunnerOptions } from '@audiobook/engines/testing/tone-runner';
import { expect } from 'vitest';
import type { Workspace } from './workspace.ts';

/** Runners that speak tones in place of espeak-ng, and count what they are asked. */
export interface TonePool {
  runners: ToneRunner[];
  /** How often each text was asked of all of them together. */
  timesAsked(): Map<string, number>;
  /** How many segments they have spoken to their end. */
  spoken(): number;
  /** Waits until so many chapters, of whichever run, are being spoken or wait for it. */
  untilSpeaking(chapters: number): Promise<void>;
  /** Characters that each of them speaks in a second from now on, for each segment. */
  setSpeed(charactersPerSecond: number): void;
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
    timesAsked() {
      const times = new Map<string, number>();
      for (const text of pool.flatMap(({ requests }) => requests)) {
        times.set(text, (times.get(text) ?? 0) + 1);
      }
      return times;
    },
    spoken: () => pool.reduce((sum, runner) => sum + runner.spoken, 0),
    untilSpeaking: (chapters) =>
      expect
        .poll(() => chaptersSpeaking(workspace), { timeout: 60_000, interval: 20 })
        .toBe(chapters),
    setSpeed(charactersPerSecond) {
      for (const runner of pool) runner.setSpeed(charactersPerSecond);
    },
    stop: async () => {
      for (const runner of pool) await runner.stop();
    },
  };
}

async function chaptersSpeaking({ root }: Workspace): Promise<number> {
  const status = await readGatewayStatus(root);
  const chapters = (status.ok && status.value?.runs.flatMap((run) => run.chapters)) || [];
  return chapters.filter(({ state }) => state === 'waiting' || state === 'speaking').length;
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
