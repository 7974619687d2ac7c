import { generateNovel } from '../novel/generate-novel.ts';
import { makeBookWorkspace, runNx } from './bench-workspace.ts';
import type { Benchmark } from './benchmark.ts';
import type { ProcessPeak } from './watch-memory.ts';

const slug = 'long';
export const longChapterCharacters = 500_000;
const targets = ['script', 'synthesize', 'encode', 'assemble', 'contents', 'publish'];
/** Goal for any one process that works for a stage. */
export const mostMegabytes = 400;

/** Peak memory of each stage for a book of one chapter of 500,000 characters. */
export const memory: Benchmark = async function* ({ say }) {
  say('publishing a chapter of 500,000 characters');
  const peaks = await publishLongChapter();
  for (const target of targets) {
    const largest = peaks && largestOf(peaks, target);
    yield {
      name: `${target}, its largest process`,
      value: largest?.megabytes ?? null,
      unit: 'MB',
      goal: { atMost: mostMegabytes },
      note: largest
        ? describePrograms(peaks, target)
        : 'peaks of processes are read from /proc, which this system does not have',
    };
  }
  const nx = peaks && largestOf(peaks, undefined);
  yield { name: 'Nx itself', value: nx?.megabytes ?? null, unit: 'MB' };
};

/** Speaks, encodes and publishes a chapter of 500,000 characters. */
export async function publishLongChapter(): Promise<readonly ProcessPeak[] | undefined> {
  const characters = longChapterCharacters;
  const [chapter] = generateNovel({ seed: 7, characters, chapters: 1 }).chapters;
  const workspace = await makeBookWorkspace({ slug, chapters: [chapter?.text ?? ''] });
  const { peaks } = await runNx(workspace, ['run-many', '-t', 'publish'], { watch: true });
  await workspace.remove();
  return peaks;
}

/** The process of a target that had the most memory; undefined stands for Nx itself. */
export function largestOf(
  peaks: readonly ProcessPeak[],
  target: string | undefined,
): ProcessPeak | undefined {
  return peaks
    .filter((peak) => peak.target === target)
    .toSorted((one, other) => other.megabytes - one.megabytes)[0];
}

function describePrograms(peaks: readonly ProcessPeak[], target: string): string {
  const largest = new Map<string, number>();
  for (const peak of peaks.filter((one) => one.target === target)) {
    largest.set(peak.program, Math.max(largest.get(peak.program) ?? 0, peak.megabytes));
  }
  return [...largest].map(([program, peak]) => `${program} ${Math.ceil(peak)} MB`).join(', ');
}
