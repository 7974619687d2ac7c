import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GatewayWorkspace } from '@audiobook/gateway/testing/gateway-workspace';
import type { Benchmark } from './benchmark.ts';
import { fullSpeed, type RunnerKind } from './gateway-scaling.ts';
import { inTurns, median } from './measure.ts';
import { charactersOf, originalRunner, originalSegments } from './original-book.ts';
import type { Figure } from './row.ts';
import { speakChapter } from './speak-book.ts';
import { TonePool } from './tone-pool.ts';

const kinds: readonly (RunnerKind & { runners: number })[] = [
  { runners: 9, batch: 1, growth: 0 },
  { runners: 9, batch: 32, growth: 0.02 },
  { runners: 40, batch: 32, growth: 0.02 },
];
const rounds = 3;
/** What a round lasts if it is ideal, in seconds. */
const idealSeconds = 25;

/**
 * The original's book through a gateway whose one slot is another gateway, against the same book asked of the inner one
 * by the same nine clients: rounds by turns, over the same runners.
 */
export const gatewayOverGateway: Benchmark = async function* ({ say, runners }) {
  const chapters = originalSegments();
  for (const kind of kinds) {
    if (runners !== undefined && !runners.includes(kind.runners)) continue;
    say(`${kind.runners} runners, batch ${kind.batch}`);
    yield await measured(chapters, kind);
  }
};

async function measured(
  chapters: readonly string[][],
  { runners, ...kind }: (typeof kinds)[number],
): Promise<Figure> {
  const bound = charactersOf(chapters.flat()) / fullSpeed(kind) / runners;
  const settings = { ...originalRunner, ...kind, loadSeconds: 0, timeScale: idealSeconds / bound };
  const pool = await TonePool.prepare([Array.from({ length: runners }, () => settings)]);
  await pool.start();
  const port = await freePort();
  const inner = new GatewayWorkspace({ ...pool.config, listen: { port }, idleSeconds: 60 });
  const fleet = {
    kind: 'endpoint',
    name: 'fleet',
    url: `http://127.0.0.1:${port}`,
    engine: 'tone',
  };
  const outer = new GatewayWorkspace({ slots: [fleet], idleSeconds: 60 });
  let told = 0;
  const speaking = (through: GatewayWorkspace) => async () => {
    const round = ++told;
    const began = performance.now();
    await Promise.all(
      chapters.map(async (texts, place) => {
        const client = through.client({ run: `run-${round}`, place });
        // What was spoken a moment ago would not be spoken again.
        const own = texts.map((text) => `${round % 10}${text.slice(1)}`);
        await speakChapter(client.engine('tone', 'tone:1').speak, own);
        await client.close('done');
      }),
    );
    return (performance.now() - began) / 1_000;
  };
  for (const each of [inner, outer]) {
    const first = each.client({ run: 'first' });
    await speakChapter(first.engine('tone', 'tone:1').speak, [`First in ${each.root}`]);
  }
  const seconds = await inTurns(rounds, { alone: speaking(inner), through: speaking(outer) });
  await outer.remove();
  await inner.remove();
  const spoken = await pool.stop();
  const segments = 2 * rounds * chapters.flat().length + 2;
  if (spoken !== segments) throw new Error(`${segments} segments were spoken ${spoken} times`);
  const said = (times: readonly number[]) => times.map((each) => each.toFixed(2)).join(', ');
  return {
    name: `over ${runners} runners, batch ${kind.batch}`,
    ...{ value: median(seconds.through), unit: 's' },
    beside: { name: 's the inner one alone', value: median(seconds.alone) },
    ...{ order: 'beside by value', goal: { atLeast: 0.98 } },
    note: `medians of ${rounds} rounds by turns: ${said(seconds.through)} s through, ${said(seconds.alone)} s alone; ${idealSeconds} s would be ideal`,
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
