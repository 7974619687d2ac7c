import { setTimeout as delay } from 'node:timers/promises';
import type { Benchmark } from './benchmark.ts';
import { fullSpeed, idealSeconds, type RunnerKind } from './gateway-scaling.ts';
import { charactersOf, original, originalRunner, originalSegments } from './original-book.ts';
import type { Figure } from './row.ts';
import { speakBook } from './speak-book.ts';
import { TonePool } from './tone-pool.ts';

const kinds: readonly RunnerKind[] = [
  { batch: 1, growth: 0 },
  { batch: 32, growth: 0.02 },
];
const runners = 9;
const timesSlower = 5;
const dying = 2;
const goal = { atLeast: 0.9 };

/**
 * The original's chapters shared among nine runners of which one is slow, or two are killed half-way,
 * against what the others' speed allows.
 */
export const gatewayFaults: Benchmark = async function* ({ say }) {
  const chapters = originalSegments();
  for (const kind of kinds) {
    say(`one runner of ${runners} ${timesSlower} times slower, batch ${kind.batch}`);
    yield await oneSlow(chapters, kind);
    say(`${dying} runners of ${runners} killed, batch ${kind.batch}`);
    yield await someKilled(chapters, kind);
  }
};

async function oneSlow(chapters: readonly string[][], kind: RunnerKind): Promise<Figure> {
  const work = charactersOf(chapters.flat()) / fullSpeed(kind);
  const bound = original.loadSeconds + work / (runners - 1 + 1 / timesSlower);
  const timeScale = idealSeconds / bound;
  const { batch, growth } = kind;
  const settings = { ...originalRunner, batch, growth, timeScale };
  const charactersPerSecond = original.charactersPerSecond / timesSlower;
  const others = Array.from({ length: runners - 1 }, () => settings);
  const pool = await TonePool.prepare([[{ ...settings, charactersPerSecond }, ...others]]);
  const { seconds, segments, spoken } = await speakBook(chapters, pool);
  return {
    name: `1 of ${runners} ${timesSlower} times slower, batch ${batch}`,
    ...{ value: seconds / timeScale, unit: 's', beside: { name: 's ideal', value: bound } },
    ...{ order: 'beside by value', goal },
    note: `measured ${seconds.toFixed(1)} s; ${segments} segments, spoken ${spoken} times`,
  };
}

/** At half of the time that all of them would need; what they have under way is spoken again. */
async function someKilled(chapters: readonly string[][], kind: RunnerKind): Promise<Figure> {
  const work = charactersOf(chapters.flat()) / fullSpeed(kind);
  const half = (original.loadSeconds + work / runners) / 2;
  const left = work - (half - original.loadSeconds) * runners;
  const bound = half + left / (runners - dying);
  const timeScale = idealSeconds / bound;
  const { batch, growth } = kind;
  const settings = { ...originalRunner, batch, growth, timeScale };
  const survivors = Array.from({ length: runners - dying }, () => settings);
  const doomed = Array.from({ length: dying }, () => [settings]);
  const pool = await TonePool.prepare([survivors, ...doomed]);
  const { seconds, segments, spoken } = await speakBook(chapters, pool, async () => {
    await delay(1_000 * half * timeScale);
    await Promise.all(doomed.map((_, index) => pool.kill(1 + index)));
  });
  return {
    name: `${dying} of ${runners} killed half-way, batch ${batch}`,
    ...{ value: seconds / timeScale, unit: 's', beside: { name: 's ideal', value: bound } },
    ...{ order: 'beside by value', goal },
    note: `measured ${seconds.toFixed(1)} s; ${segments} segments, ${spoken} of them spoken by the survivors`,
  };
}
