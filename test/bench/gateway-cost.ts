import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { EndpointEngine } from '@audiobook/engines/endpoint/endpoint-engine';
import type { SpeechEngine } from '@audiobook/engines/speech-engine';
import type { ToneRunnerSettings } from '@audiobook/engines/testing/tone-runner';
import { GatewayWorkspace, speakAll, textsOf } from '@audiobook/gateway/testing/gateway-workspace';
import type { Benchmark } from './benchmark.ts';
import { cpuSecondsOf, median, residentMegabytes } from './measure.ts';
import type { Figure } from './row.ts';
import { toneRequest } from './speak-book.ts';
import { TonePool } from './tone-pool.ts';

const chapters = 9;
const segmentsPerChapter = 400;
/** Characters of a segment, as the original's. */
const characters = 180;
const calls = 300;

const instant: ToneRunnerSettings = { batch: 4, charactersPerSecond: 1e9 };
const { signal } = new AbortController();

/** What the gateway itself costs, where the runners take no time. */
export const gatewayCost: Benchmark = async function* ({ say }) {
  say(`${chapters} chapter processes, ${segmentsPerChapter} segments each`);
  yield await cpu();
  say('one segment after another');
  yield await latency();
  yield* memory(say);
};

async function cpu(): Promise<Figure> {
  const { pool, workspace, pid } = await startGateway(Array.from({ length: 9 }, () => instant));
  const before = cpuSecondsOf(pid);
  const began = performance.now();
  await Promise.all(Array.from({ length: chapters }, (_, at) => speakInProcess(workspace, at)));
  const seconds = (performance.now() - began) / 1_000;
  const spent = (cpuSecondsOf(pid) ?? Number.NaN) - (before ?? 0);
  await workspace.remove();
  const spoken = await pool.stop();
  return {
    name: `CPU of the gateway for 1,000 segments, ${chapters} processes`,
    value: before === undefined ? null : (1_000 * spent) / spoken,
    unit: 's',
    goal: { atMost: 1 },
    note: `${spoken} segments of ${characters} characters and ${characters / 16} s of audio in ${seconds.toFixed(1)} s; starting apart`,
  };
}

async function speakInProcess({ root }: GatewayWorkspace, place: number): Promise<void> {
  const script = join(import.meta.dirname, 'gateway-chapter.ts');
  const child = spawn(process.execPath, [script, root, String(place)], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const texts = textsOf(segmentsPerChapter, characters - 10);
  child.stdin.end(JSON.stringify(texts.map((text) => `Chapter ${place}. ${text}`)));
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the process of chapter ${place} ended with ${code}`);
}

/** By turns, so that what else the machine does meets both. */
async function latency(): Promise<Figure> {
  const { pool, workspace, url } = await startGateway([instant]);
  const through = workspace.client().engine('tone', 'tone:1');
  const direct = new EndpointEngine({ url, dialect: 'audiobook', engine: 'tone' });
  const times = { through: [] as number[], direct: [] as number[] };
  for (const [index, text] of textsOf(calls, characters).entries()) {
    const engines = { through, direct };
    for (const name of ['through', 'direct'] as const) {
      const milliseconds = await millisecondsOf(engines[name], text);
      // The first ones warm the compilers up.
      if (index >= calls / 3) times[name].push(milliseconds);
    }
  }
  await direct.close();
  await workspace.remove();
  await pool.stop();
  const [with_, without] = [median(times.through), median(times.direct)];
  return {
    name: 'latency that the gateway adds to a segment',
    value: with_ - without,
    unit: 'ms',
    goal: { atMost: 5 },
    note: `medians of ${times.direct.length} segments one after another: ${with_.toFixed(2)} ms through the gateway, ${without.toFixed(2)} ms asked of the runner`,
  };
}

async function millisecondsOf(engine: SpeechEngine, text: string): Promise<number> {
  const began = performance.now();
  const spoken = await engine.speak(toneRequest(text), signal);
  if (!spoken.ok) throw new Error(JSON.stringify(spoken.failure));
  return performance.now() - began;
}

const portion = 500;
/** Segments after which memory is looked at, and over how many: it swings with each collection. */
const looks = { early: 10_000, late: 100_000, window: 10_000 };

async function* memory(say: (what: string) => void): AsyncGenerator<Figure> {
  const short = { ...instant, batch: 32, audioSecondsPerCharacter: 1 / 50 };
  const { pool, workspace, pid } = await startGateway([short]);
  const clients = Array.from({ length: chapters }, (_, place) => workspace.client({ place }));
  const seen: { segments: number; megabytes: number }[] = [];
  for (let segments = 0; segments < looks.late; segments += portion) {
    if (segments % looks.early === 0) say(`${segments} of ${looks.late} segments`);
    const client = clients[(segments / portion) % clients.length];
    const texts = textsOf(portion).map((text) => `${segments} ${text}`);
    const results = client ? await speakAll(client, texts) : [];
    const failed = results.find(({ ok }) => !ok);
    if (failed?.ok === false) throw new Error(JSON.stringify(failed.failure));
    const megabytes = residentMegabytes(pid);
    if (megabytes !== undefined) seen.push({ segments: segments + portion, megabytes });
  }
  await workspace.remove();
  await pool.stop();
  const around = (end: number) =>
    seen.filter(({ segments }) => segments > end - looks.window && segments <= end);
  const [early, late] = [around(looks.early + looks.window), around(looks.late)].map((window) =>
    window.length === 0 ? undefined : median(window.map(({ megabytes }) => megabytes)),
  );
  yield {
    name: `memory of the gateway after ${looks.late.toLocaleString('en')} segments`,
    value: late ?? null,
    unit: 'MB',
    beside: { name: `MB after ${looks.early.toLocaleString('en')}`, value: early ?? Number.NaN },
    goal: { atMost: 1.1 },
    note: `medians over ${looks.window.toLocaleString('en')} segments; at most ${Math.max(...seen.map(({ megabytes }) => megabytes)).toFixed(0)} MB`,
  };
}

/** A gateway that runs already, with runners of which all are ready. */
async function startGateway(runners: readonly ToneRunnerSettings[]) {
  const pool = await TonePool.prepare([[...runners]]);
  await pool.start();
  const workspace = new GatewayWorkspace({ ...pool.config, idleSeconds: 30 });
  const [spoken] = await speakAll(workspace.client({ run: 'first' }), ['Once upon a time.']);
  const status = await workspace.status();
  if (!spoken?.ok || status === undefined) throw new Error('the gateway does not speak');
  return { pool, workspace, pid: status.pid, url: new URL(pool.config.slots[0]?.url ?? '') };
}
