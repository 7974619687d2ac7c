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

/**
 * `share`: of the book's segments, and the seconds that they last if it is ideal: so few in a second that two gateways,
 * their runners and clients find room on two cores, and still many times more than such GPUs speak.
 */
const kinds: readonly (RunnerKind & { runners: number; share: number; seconds: number })[] = [
  { runners: 9, batch: 1, growth: 0, share: 0.1, seconds: 20 },
  { runners: 9, batch: 8, growth: 0.02, share: 0.25, seconds: 30 },
  { runners: 40, batch: 8, growth: 0.02, share: 0.5, seconds: 60 },
];
const rounds = 3;

/**
 * The original's book through a gateway whose one slot is another gateway, against the same book asked of the inner one
 * by the same nine clients: rounds by turns, over the same runners.
 */
export const gatewayOverGateway: Benchmark = async function* ({ say, runners }) {
  const chapters = originalSegments();
  for (const kind of kinds) {
    if (runners !== undefined && !runners.includes(kind.runners)) continue;
    say(`${kind.runners} runners, batch ${kind.batch}`);
    const part = chapters.map((texts) => texts.slice(0, Math.ceil(texts.length * kind.share)));
    yield await measured(part, kind);
  }
};

async function measured(
  chapters: readonly string[][],
  { runners, share: _share, seconds: ideal, ...kind }: (typeof kinds)[number],
): Promise<Figure> {
  const bound = charactersOf(chapters.flat()) / fullSpeed(kind) / runners;
  const settings = { ...originalRunner, ...kind, loadSeconds: 0, timeScale: ideal / bound };
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
  // What else the machine does meets the two of a round nearly alike, and rounds not at all.
  const pairs = seconds.through.map((through, round) => ({
    ...{ through, alone: seconds.alone[round] ?? Number.NaN },
  }));
  const ratios = pairs.map(({ through, alone }) => alone / through);
  const middle = pairs[ratios.indexOf(median(ratios))] ?? {
    through: Number.NaN,
    alone: Number.NaN,
  };
  return {
    name: `over ${runners} runners, batch ${kind.batch}`,
    ...{ value: middle.through, unit: 's' },
    beside: { name: 's the inner one alone', value: middle.alone },
    ...{ order: 'beside by value', goal: { atLeast: 0.98 } },
    note: `the round with the middle ratio of ${rounds}: ${ratios.map((each) => each.toFixed(3)).join(', ')}; ${ideal} s would be ideal; ${segments} segments, each spoken once`,
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
