import type { RunProgressMessage } from '@audiobook/engines/gateway/gateway-client';
import { ToneRunner, type ToneRunnerOptions } from '@audiobook/engines/testing/tone-runner';
import { expect, it, onTestFinished } from 'vitest';
import { GatewayWorkspace, poolOf, speakAll, textsOf } from './testing/gateway-workspace.ts';

const cases: [string, ToneRunnerOptions, { slots: number; segments: number }][] = [
  ['one segment at a time', { charactersPerSecond: 250, batch: 1 }, { slots: 4, segments: 150 }],
  [
    'batches of 8',
    { charactersPerSecond: 60, batch: 8, growth: 0.02 },
    { slots: 2, segments: 150 },
  ],
];

it.each(cases)(
  'the time left is right within a tenth after a tenth of the run (%s)',
  // A machine that stalls for a second does not prove it wrong.
  { retry: 2 },
  async (_, options, { slots, segments }) => {
    const runners = Array.from({ length: slots }, () => new ToneRunner(options));
    for (const runner of runners) {
      await runner.start();
      onTestFinished(() => runner.stop());
    }
    const workspace = new GatewayWorkspace(poolOf(runners));
    onTestFinished(() => workspace.remove());
    const told: { at: number; left: number }[] = [];
    const onProgress = ({ run }: RunProgressMessage) => {
      const share = run.charactersSpoken / run.characters;
      if (share < 0.1 || share > 0.9) return;
      told.push({ at: performance.now(), left: run.secondsLeft ?? 0 });
    };
    const client = workspace.client({ onProgress });
    const texts = textsOf(segments).map((text, at) => text.padEnd(40 + ((at * 37) % 40), 'b'));
    const characters = texts.reduce((sum, { length }) => sum + length, 0);
    client.begin({ project: 'a-01', book: 'a', segments, done: 0, characters, estimated: false });
    expect((await speakAll(client, texts)).every(({ ok }) => ok)).toBe(true);
    const ended = performance.now();
    expect(told.length).toBeGreaterThan(3);
    for (const { at, left } of told) {
      const truth = (ended - at) / 1_000;
      // Beside the tenth, what a busy machine may take.
      expect(Math.abs(left - truth)).toBeLessThan(0.1 * truth + 0.15);
    }
  },
);
