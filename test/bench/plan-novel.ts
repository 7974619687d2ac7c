import { generateNovel } from '../novel/generate-novel.ts';
import { makeBookWorkspace, runNx } from './bench-workspace.ts';
import type { Benchmark } from './benchmark.ts';
import { median } from './measure.ts';

const slug = 'novel';
const runs = 5;

/** The whole command that plans a novel of a million characters whose scripts are cached. */
export const planNovel: Benchmark = async function* ({ say, chapters: counts = [9, 60] }) {
  for (const count of counts) {
    const { chapters } = generateNovel({ seed: 8, characters: 1_000_000, chapters: count });
    const workspace = await makeBookWorkspace({ slug, chapters: chapters.map(({ text }) => text) });
    say(`writing ${count} scripts`);
    await runNx(workspace, ['run', `${slug}:plan`]);
    const scripts = ['run-many', '-t', 'script'];
    await runNx(workspace, scripts);
    const times = { plan: [] as number[], scripts: [] as number[] };
    for (let run = 1; run <= runs; run++) {
      say(`${count} chapters, run ${run} of ${runs}`);
      times.plan.push((await runNx(workspace, ['run', `${slug}:plan`])).seconds);
      times.scripts.push((await runNx(workspace, scripts)).seconds);
    }
    await workspace.remove();
    const [plan, cached] = [median(times.plan), median(times.scripts)];
    yield {
      ...{ name: `${count} chapters, the whole command`, value: plan, unit: 's' },
      goal: { atMost: 2 },
      note: `medians of ${runs}; ${cached.toFixed(2)} s of it are Nx with cached scripts alone`,
    };
  }
};
