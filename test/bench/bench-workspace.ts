import { espeakIdentity } from '@audiobook/engines/espeak-ng/espeak-identity';
import type { Pauses } from '@audiobook/model/book';
import { finished } from '../rig/start-nx.ts';
import { makeWorkspace, type Workspace } from '../rig/workspace.ts';
import { type ProcessPeak, watchMemory } from './watch-memory.ts';

export interface BenchBook {
  slug: string;
  title?: string;
  /** text.md of each chapter, in order. */
  chapters: readonly string[];
  pauses?: Partial<Pauses>;
}

/** A workspace with one book in it, read by the rehearsal voice and pinned to the installed model. */
export async function makeBookWorkspace(book: BenchBook): Promise<Workspace> {
  const workspace = makeWorkspace();
  // Without it Nx would hash dist/ as if it were source.
  await workspace.write('.gitignore', await workspace.readRepository('.gitignore'));
  const model = await espeakIdentity();
  if (!model.ok) throw new Error('benchmarks need espeak-ng');
  const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;
  const { slug, title = 'A Benchmark', chapters, pauses = {} } = book;
  const models = { 'espeak-ng': model.value };
  await workspace.write(
    `books/${slug}/book.json`,
    json({ title, author: 'A. Bench', language: 'en-GB', models, pauses }),
  );
  await workspace.write(`books/${slug}/cast.json`, json({ narrator: { voice: 'rehearsal' } }));
  for (const [index, text] of chapters.entries()) {
    await workspace.write(`books/${slug}/chapters/${chapterFolder(index, chapters)}/text.md`, text);
  }
  return workspace;
}

/** The folder of the chapter at `index`: a number with as many digits as the last one's. */
export function chapterFolder(index: number, chapters: readonly unknown[]): string {
  const digits = Math.max(2, String(chapters.length).length);
  return `${String(index + 1).padStart(digits, '0')}-part`;
}

export interface NxRun {
  output: string;
  /** Wall time of the whole command, in seconds. */
  seconds: number;
  /** Peak memory of its processes; undefined where that can't be seen. */
  peaks: ProcessPeak[] | undefined;
}

/** Runs Nx to its end. Throws with its output when it fails. */
export async function runNx(
  workspace: Pick<Workspace, 'start'>,
  args: readonly string[],
  { watch = false } = {},
): Promise<NxRun> {
  const began = performance.now();
  const child = workspace.start(...args);
  const watching = watch && child.pid !== undefined ? watchMemory(child.pid) : undefined;
  const { code, output } = await finished(child);
  const seconds = (performance.now() - began) / 1_000;
  const peaks = watching?.stop();
  if (code !== 0) throw new Error(`nx ${args.join(' ')} ended with ${code}:\n${output}`);
  return { output, seconds, peaks };
}
