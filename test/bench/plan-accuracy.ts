import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { GatewayWorkspace } from '@audiobook/gateway/testing/gateway-workspace';
import { LedgerReader } from '@audiobook/ledger/ledger-reader';
import { spentOf } from '@audiobook/ledger/spent';
import { type Forecast, forecast } from '@audiobook/pipeline/plan/forecast';
import { slotsOf } from '@audiobook/pipeline/plan/planned-slots';
import { measuredThroughput } from '@audiobook/pipeline/speaking/measured-throughput';
import { slotOffers } from '@audiobook/pipeline/speaking/slot-offers';
import type { Waiting } from '@audiobook/sharing/waiting';
import type { Benchmark } from './benchmark.ts';
import type { RunnerKind } from './gateway-scaling.ts';
import { charactersOf, original, originalRunner, originalSegments } from './original-book.ts';
import type { Figure } from './row.ts';
import { speakChapter } from './speak-book.ts';
import { TonePool } from './tone-pool.ts';

const kinds: readonly RunnerKind[] = [
  { batch: 1, growth: 0 },
  { batch: 8, growth: 0.02 },
];
const runnerCounts = [1, 2, 4, 8, 16];

/**
 * What the run lasts that is foretold, in seconds: time runs hundreds of times as fast as with the original, but for the
 * second in which a book is asked for. And how much of it is spoken before.
 */
const idealSeconds = 45;
const before = 0.25;

/**
 * Foretells how long runners take for a book, from what the gateway measured of them while they spoke another
 * text, and has them speak it.
 */
export const planAccuracy: Benchmark = async function* ({ say, runners: counts = runnerCounts }) {
  const chapters = originalSegments();
  for (const kind of kinds) {
    for (const runners of counts) {
      say(`${runners} runners, batch ${kind.batch}`);
      const { foretold, measured, charged, segments, rows } = await compare(
        chapters,
        kind,
        runners,
      );
      const name = `${runners} runners, batch ${kind.batch}`;
      const note = `${segments} segments; ${rows} were measured before`;
      yield within({ name: `${name}: wall time`, note }, measured, foretold.wallSeconds);
      yield within({ name: `${name}: slots in the ledger`, note }, charged, foretold.slotSeconds);
    }
  }
};

/** Within a twentieth of what was foretold, either way. */
function within(figure: Pick<Figure, 'name' | 'note'>, value: number, foretold: number): Figure {
  return {
    ...{ ...figure, value, unit: 's' },
    beside: { name: 's foretold', value: foretold },
    goal: value > foretold ? { atMost: 1.05 } : { atLeast: 0.95 },
  };
}

async function compare(chapters: readonly string[][], kind: RunnerKind, runners: number) {
  const { batch, growth } = kind;
  const speed = (original.charactersPerSecond * batch) / (1 + growth * (batch - 1));
  const work = charactersOf(chapters.flat()) / speed / runners;
  const timeScale = idealSeconds / work;
  const settings = { ...originalRunner, batch, growth, timeScale, loadSeconds: 0 };
  const pool = await TonePool.prepare([Array.from({ length: runners }, () => settings)]);
  await pool.start();
  const workspace = new GatewayWorkspace(pool.config);
  try {
    const train = chapters.flat().map((text) => `${text} `);
    await speak(workspace, [train.slice(0, Math.ceil(train.length * before))], 'before');
    const rows = await keptRows(workspace.root);
    const foretold = await foretell(workspace.root, chapters, runners);
    const began = performance.now();
    await speak(workspace, chapters, 'book');
    const measured = (performance.now() - began) / 1_000;
    await workspace.closeClients();
    const charged = chargedSeconds(workspace.root, 'book');
    return { foretold, measured, charged, segments: chapters.flat().length, rows };
  } finally {
    await workspace.remove();
    await pool.stop();
  }
}

async function speak(
  workspace: GatewayWorkspace,
  chapters: readonly (readonly string[])[],
  run: string,
): Promise<void> {
  const speakers = chapters.map((texts, place) => {
    const client = workspace.client({ run, place });
    return speakChapter(client.engine('tone', 'tone:1').speak, texts);
  });
  await Promise.all(speakers);
}

/** Of slots, in seconds. */
function chargedSeconds(root: string, run: string): number {
  const chosen = (entry: { run: string }) => entry.run === run;
  const spent = spentOf(new LedgerReader(root).read(), Date.now(), { chosen });
  return spent.loadSeconds + spent.speakingSeconds + spent.idleSeconds;
}

/** The gateway writes what it measured every few seconds. */
async function keptRows(root: string): Promise<number> {
  while (!existsSync(join(root, '.audiobook', 'throughput.json'))) await delay(100);
  await delay(5_000);
  const measured = await measuredThroughput(root);
  return measured.reduce((sum, { rows }) => sum + rows.count, 0);
}

async function foretell(
  root: string,
  chapters: readonly (readonly string[])[],
  runners: number,
): Promise<Forecast> {
  const offers = await slotOffers(root, new AbortController().signal);
  if (!offers.ok) throw new Error(JSON.stringify(offers.failure));
  const measured = await measuredThroughput(root);
  const slots = slotsOf('tone', { offers: offers.value.slots, measured });
  if (slots === undefined) throw new Error('no slot was measured');
  const jobs = chapters.flatMap((texts, chapter) =>
    texts.map(({ length: characters }, index): Waiting => {
      const place = [chapter, index];
      const job = { client: 'run', interactive: false, model: 'tone', characters, place };
      return { ...job, avoid: new Set<string>() };
    }),
  );
  return forecast(jobs, slots.take(runners));
}
