import { makeBareWorkspace } from './bare-workspace.ts';
import { allowBatches } from './batch-executor.ts';
import { makeBookWorkspace, runNx } from './bench-workspace.ts';
import type { Benchmark } from './benchmark.ts';
import { endedChildrensCpuSeconds, inTurns, median } from './measure.ts';
import type { Figure } from './row.ts';

const slug = 'tale';
const turns = 5;
const cached = ['run-many', '-t', 'publish'];

/**
 * A run of a published book in which everything is cached, against a bare Nx workspace with the same
 * task graph and the same number and size of outputs, both without Nx's daemon.
 */
export const cachedRun: Benchmark = async function* ({ chapters = [9, 100, 1_000], say }) {
  for (const count of chapters) yield await measure(count, say);
};

async function measure(count: number, say: (what: string) => void): Promise<Figure> {
  const texts = Array.from({ length: count }, () => '# Weather\n\nIt rained.\n');
  const ours = await makeBookWorkspace({ slug, chapters: texts });
  await allowBatches(ours);
  say(`${count} chapters: making the book`);
  const first = await runNx(ours, [...cached, '--batch']);
  say(`${count} chapters: made in ${first.seconds.toFixed(0)} s; now the bare workspace`);
  const bare = makeBareWorkspace(ours, slug);
  await runNx(bare, [...cached, '--batch']);
  const tasks = 4 * count + 2;
  const cpu = { ours: [] as number[], bare: [] as number[] };
  const run = async (name: keyof typeof cpu) => {
    const before = endedChildrensCpuSeconds();
    const { output, seconds } = await runNx(name === 'ours' ? ours : bare, cached);
    cpu[name].push((endedChildrensCpuSeconds() ?? Number.NaN) - (before ?? 0));
    checkAllCached(output, tasks);
    return seconds;
  };
  // The first cached run of each writes what Nx keeps of a workspace, and is left out.
  await inTurns(1, { ours: () => run('ours'), bare: () => run('bare') });
  const seconds = await inTurns(turns, { ours: () => run('ours'), bare: () => run('bare') });
  await ours.remove();
  bare.remove();
  return {
    name: `${count} chapters`,
    value: median(seconds.ours),
    unit: 's',
    beside: { name: 's bare Nx', value: median(seconds.bare) },
    goal: { atMost: 1.3 },
    note: `medians of ${turns} runs by turns; ${tasks} tasks; CPU ${median(cpu.ours).toFixed(2)} s, bare ${median(cpu.bare).toFixed(2)} s`,
  };
}

function checkAllCached(output: string, tasks: number): void {
  const read =
    /read the output from the cache instead of running the command for (\d+) out of (\d+)/;
  const [, hits, all] = read.exec(output) ?? [];
  if (Number(hits) !== tasks || Number(all) !== tasks) {
    throw new Error(`not all of ${tasks} tasks were cached:\n${output.slice(-2_000)}`);
  }
}
