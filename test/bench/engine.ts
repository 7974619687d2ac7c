import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CoreTokens } from '@audiobook/engines/core-tokens';
import { openEspeak } from '@audiobook/engines/espeak-ng/open-espeak';
import type { SpeechRequest } from '@audiobook/engines/speech-engine';
import { segmentChapter } from '@audiobook/text/segment-chapter';
import { generateNovel } from '../novel/generate-novel.ts';
import type { Benchmark } from './benchmark.ts';
import { inTurns, median } from './measure.ts';
import type { Figure } from './row.ts';

/** A loop in one process of its own; see speak-in-a-loop.ts. */
type Loop = 'package' | 'resident';

/** Characters that are spoken: the package alone takes a hundred times as long for them. */
const characters = { package: 3_000, resident: 30_000 };
const turns = 3;
const run = promisify(execFile);

/**
 * The embedded engine against the bare engine in a loop, starting up apart. Bare is the npm package
 * as its readme calls it, and then, which is stricter, our own resident program without child
 * processes, pipes and cores' tokens. Two processes are measured against two loops side by side,
 * each with half of the segments.
 */
export const engine: Benchmark = async function* ({ say }) {
  for (const processes of [1, 2]) {
    for (const loop of ['package', 'resident'] as const) {
      say(`${processes} processes against ${processes} loops (${loop})`);
      yield await against(loop, requestsOf(characters[loop]), processes);
    }
  }
};

async function against(
  loop: Loop,
  requests: readonly SpeechRequest[],
  processes: number,
): Promise<Figure> {
  const total = requests.reduce((sum, { spoken }) => sum + spoken.length, 0);
  const digests = new Set<string>();
  const seconds = await inTurns(turns, {
    ours: async () => {
      const { seconds, digest } = await speakWithEngine(requests, processes);
      digests.add(digest);
      return seconds;
    },
    bare: async () => {
      const shares = Array.from({ length: processes }, (_, index) =>
        requests.filter((_, at) => at % processes === index),
      );
      const loops = await Promise.all(shares.map((share) => speakInALoop(loop, share)));
      if (processes === 1) digests.add(loops[0]?.digest ?? '');
      return Math.max(...loops.map((one) => one.seconds));
    },
  });
  if (digests.size !== 1) throw new Error('the engine and the loop do not speak the same samples');
  const what = loop === 'package' ? 'npm package' : 'resident program';
  return {
    name: `${processes} ${processes === 1 ? 'process' : 'processes'}, against the ${what}`,
    value: total / median(seconds.ours),
    unit: 'characters/s',
    beside: { name: 'characters/s in a loop', value: total / median(seconds.bare) },
    goal: { atLeast: 0.9 },
    note: `${requests.length} segments, medians of ${turns} runs by turns, the same samples`,
  };
}

/** A generated chapter as requests of the rehearsal voice. */
export function requestsOf(length: number): SpeechRequest[] {
  const [chapter] = generateNovel({ seed: 3, characters: length, chapters: 1 }).chapters;
  const params = { speed: 160, pitch: 45 };
  return segmentChapter(chapter?.text ?? '', 'en-GB').segments.map(({ text }) => ({
    spoken: text,
    language: 'en-GB',
    voice: 'default',
    params,
    seed: 0,
  }));
}

async function speakWithEngine(requests: readonly SpeechRequest[], children: number) {
  const folder = mkdtempSync(join(tmpdir(), 'audiobook-cores-'));
  const cores = new CoreTokens({ cores: children, folder });
  const opened = openEspeak({ children, cores });
  if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
  const { value: speaker } = opened;
  const { signal } = new AbortController();
  const speak = async (request: SpeechRequest) => {
    const spoken = await speaker.speak(request, signal);
    if (!spoken.ok) throw new Error(JSON.stringify(spoken.failure));
    return createHash('sha256').update(spoken.value.pcm).digest('hex');
  };
  // Starts all children.
  await Promise.all(requests.slice(0, 2 * children).map(speak));

  const digests: string[] = [];
  const queue = requests.entries();
  const inTurn = async () => {
    for (const [index, request] of queue) digests[index] = await speak(request);
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: speaker.concurrency }, inTurn));
  const seconds = (performance.now() - began) / 1_000;
  await speaker.close();
  rmSync(folder, { recursive: true });
  return { seconds, digest: createHash('sha256').update(digests.join()).digest('hex') };
}

async function speakInALoop(loop: Loop, requests: readonly SpeechRequest[]) {
  const child = join(import.meta.dirname, 'speak-in-a-loop.ts');
  const running = run(process.execPath, [child, loop]);
  running.child.stdin?.end(JSON.stringify(requests));
  return JSON.parse((await running).stdout) as { seconds: number; digest: string };
}
