import { setTimeout as delay } from 'node:timers/promises';
import type { DoctorCheck } from '@audiobook/engines/gateway/doctor-report';
import type { SpeechEngine, SpokenSegment } from '@audiobook/engines/speech-engine';
import type { Failure } from '@audiobook/model/failure';
import { fail, type Result } from '@audiobook/model/result';
import { isSampleName } from '@audiobook/model/sample-voice';
import { RunnerEngine } from '../runners/runner-engine.ts';
import type { SlotPlan } from '../slot.ts';
import { peakLevel } from './peak-level.ts';
import { verdict } from './verdict.ts';

export interface Trial {
  plan: SlotPlan;
  /** How long it may take until it is ready, and how long it may speak, in seconds. */
  limits: { ready: number; speak: number };
  /** What it speaks with where it lists no voices. */
  voice?: string | undefined;
  signal: AbortSignal;
  /** Told what it is doing, whenever that is something else. */
  progress: (text: string) => void;
}

/** Every letter of the alphabet. */
const english = 'en';
const sentence = 'The quick brown fox jumps over the lazy dog.';
/** How often a slot that loads is asked, in milliseconds. */
const lookMs = 500;
/** What is quieter at its loudest is no speech, in dBFS. */
const silence = -60;

/**
 * Has a slot speak a sentence. A runner that is warm is used and left; one that had to be started is stopped
 * again.
 */
export async function trySlot(trial: Trial): Promise<DoctorCheck> {
  const { plan, signal } = trial;
  const opened = await plan.open(signal);
  if (!opened.ok) return verdict.failed(plan.name, opened.failure);
  const engine = opened.value;
  const stop = () => void engine.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await tryEngine(engine, trial);
  } finally {
    signal.removeEventListener('abort', stop);
    const isOurs = engine instanceof RunnerEngine && engine.hasStarted;
    if (isOurs) await engine.dismiss();
    else await engine.close();
  }
}

async function tryEngine(engine: SpeechEngine, trial: Trial): Promise<DoctorCheck> {
  const { plan, limits, signal } = trial;
  const { name } = plan;
  const began = performance.now();
  const model = await whenReady(engine, trial);
  if (!model.ok) return verdict.failed(name, model.failure);
  const ready = seconds(performance.now() - began);
  if (plan.model !== undefined && plan.model !== model.value) {
    const remedy = 'Correct "model" in gpu-runner/pool.json, or give the slot that model.';
    return verdict.wrong(name, `it has the model “${model.value}”, not “${plan.model}”`, remedy);
  }
  const voice = await voiceOf(engine, trial.voice);
  if (voice === undefined) {
    const remedy = 'Speak with one that you know: npx nx run gpu-runner:say.';
    return verdict.notice(name, 'it is ready, and lists no voices to speak with', remedy);
  }
  trial.progress('speaking');
  const spoke = performance.now();
  const limit = AbortSignal.timeout(limits.speak * 1_000);
  const request = { spoken: sentence, ...voice, params: {}, seed: 1 };
  const within = AbortSignal.any([signal, limit]);
  const own = await engine.speak(request, within);
  // The language that a voice is known for need not be one that its server reads.
  const isRefused = !own.ok && own.failure.kind !== 'cancelled' && voice.language !== english;
  const spoken = isRefused ? await engine.speak({ ...request, language: english }, within) : own;
  if (spoken.ok) {
    const took = `${seconds(performance.now() - spoke)} (ready after ${ready})`;
    return heard(name, spoken.value, `with the voice “${voice.voice}” in ${took}`);
  }
  if (spoken.failure.kind !== 'cancelled' || signal.aborted) {
    return verdict.failed(name, spoken.failure);
  }
  const found = `it has not spoken a sentence after ${limits.speak} s`;
  return verdict.wrong(name, found, 'See what keeps it busy: npx nx run gpu-runner:status.');
}

/** Waits until it is ready; gives its model. */
async function whenReady(
  engine: SpeechEngine,
  { plan, limits, signal, progress }: Trial,
): Promise<Result<string>> {
  const doing = `waiting until ${plan.name} is ready`;
  const until = performance.now() + limits.ready * 1_000;
  let hasFailed = false;
  let said = '';
  progress('starting');
  for (;;) {
    const model = await engine.identity();
    if (signal.aborted) return fail({ kind: 'cancelled', doing });
    if (model.ok) return model;
    const { failure } = model;
    const loads = failure.kind === 'engine-failed' && failure.loading === true;
    // A runner that was found and is of no use is replaced by the second look.
    if (!loads && (hasFailed || !(engine instanceof RunnerEngine))) return model;
    hasFailed = !loads;
    if (performance.now() > until) return fail(tooLate(doing, limits.ready, failure));
    const now = 'found' in failure ? failure.found.replace(/^it answered \d+: /, '') : '';
    if (now !== said && loads) progress(now);
    said = now;
    await delay(loads ? lookMs : 0, undefined, { signal }).catch(() => undefined);
  }
}

function tooLate(doing: string, limit: number, last: Failure): Failure {
  const found = 'found' in last ? `: ${last.found}` : '';
  return {
    ...{ kind: 'engine-failed', doing, found: `it is not after ${limit} s${found}` },
    remedy: 'Raise "startSeconds" in gpu-runner/pool.json, or see what keeps it from loading.',
  };
}

/** What it is asked to speak with; undefined where nothing is known. */
async function voiceOf(
  engine: SpeechEngine,
  usual: string | undefined,
): Promise<{ voice: string; language: string } | undefined> {
  const listed = await engine.voices?.();
  // A server without that route has voices all the same.
  const voices = listed?.ok ? listed.value : [];
  const own = voices.flatMap(({ names: [name], language = english }) =>
    name === undefined || isSampleName(name) ? [] : [{ voice: name, language }],
  );
  return own[0] ?? (usual === undefined ? undefined : { voice: usual, language: english });
}

function heard(name: string, { pcm, sampleRate }: SpokenSegment, how: string): DoctorCheck {
  const length = `${(pcm.byteLength / 2 / sampleRate).toFixed(1)} s`;
  if (peakLevel(pcm) >= silence) return verdict.ok(name, `spoke ${length} ${how}`);
  const remedy =
    'See its log; weights that were cut, or a precision that its card lacks, make silence.';
  return verdict.wrong(name, `it spoke silence: ${length} ${how}`, remedy);
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
