import { join } from 'node:path';
import type { BookShards } from '@audiobook/pipeline/shards';
import { generateNovel } from '../novel/generate-novel.ts';
import { type CacheServerProcess, startCacheServer } from '../rig/cache-server.ts';
import { toneSlot, writePool } from '../rig/tone-pool.ts';
import { ToneProcess } from '../rig/tone-process.ts';
import type { Workspace } from '../rig/workspace.ts';
import { makeBookWorkspace, runNx } from './bench-workspace.ts';
import type { Benchmark } from './benchmark.ts';

const agents = 3;
const slug = 'novel';
const novel = { seed: 6, characters: 150_000, chapters: 12 };
/** Of a runner, in characters a second: one agent takes five minutes, in which Nx's own seconds weigh little. */
const charactersPerSecond = 500;

/**
 * Three agents against one on the same novel: clones of one workspace with an Nx cache, a take store and a tone runner of
 * their own, that share artefacts and takes through one cache server; all of them on this machine. From the start of the agents
 * to the end of the last one: Nx, scripts, speech files and uploads included, and shards dealt before.
 */
export const agentsAgainstOne: Benchmark = async function* ({ say }) {
  say('one agent');
  const [one] = await speak(1);
  say('three agents');
  const [three, spoken] = await speak(agents);
  yield {
    ...{ name: `${agents} agents`, value: three, unit: 's' },
    beside: { name: 's of one, divided among them', value: one / agents },
    order: 'beside by value',
    goal: { atLeast: 0.9 },
    note: `one agent ${one.toFixed(1)} s; shards of ${spoken.join(', ')} segments, each spoken once; ${(one / three).toFixed(2)} times as fast`,
  };
};

/** How long so many agents take, and how many segments each spoke. */
async function speak(count: number): Promise<[seconds: number, spoken: number[]]> {
  const server = await startCacheServer();
  const token = await server.token('--writer=bench', '--scope=main');
  const clones: Agent[] = [];
  try {
    for (let at = 0; at < count; at++) clones.push(await makeAgent(server, token));
    const [first] = clones;
    if (first === undefined) throw new Error('there is no agent');
    const shards = await deal(first.workspace, count);
    const began = performance.now();
    await Promise.all(
      clones.map(({ workspace }, at) =>
        runNx(workspace, ['run-many', '-t', 'synthesize', '-p', shards[at]?.projects.join() ?? '']),
      ),
    );
    const seconds = (performance.now() - began) / 1_000;
    const summaries = await Promise.all(clones.map(({ workspace }) => workspace.summary()));
    return [seconds, summaries.map(({ spoken }) => spoken)];
  } finally {
    for (const { workspace, runner } of clones) {
      await workspace.remove();
      await runner.kill();
    }
    await server.stop();
  }
}

interface Agent {
  workspace: Workspace;
  runner: ToneProcess;
}

async function makeAgent(server: CacheServerProcess, token: string): Promise<Agent> {
  const chapters = generateNovel(novel).chapters.map(({ text }) => text);
  const workspace = await makeBookWorkspace({ slug, chapters });
  server.join(workspace, token);
  const { models } = JSON.parse(await workspace.read(join('books', slug, 'book.json')));
  const engine = 'espeak-ng';
  const runner = new ToneProcess({
    ...{ engine, identity: models[engine], batch: 1, charactersPerSecond },
    audioSecondsPerCharacter: 1 / 50,
  });
  await writePool(workspace, { slots: [toneSlot(await runner.start(), engine)] });
  return { workspace, runner };
}

async function deal(workspace: Workspace, count: number): Promise<BookShards['shards']> {
  const options = ['--', `--agents=${count}`, '--json=shards.json'];
  await runNx(workspace, ['run', `${slug}:shards`, ...options]);
  return ((await workspace.json('shards.json')) as BookShards).shards;
}
