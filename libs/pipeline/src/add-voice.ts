import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { convertRecording } from '@audiobook/audio/recording';
import { engineCatalogue } from '@audiobook/engines/engine-catalogue';
import { decodeWave } from '@audiobook/engines/wave';
import { writeFileAtomic } from '@audiobook/files/write-file-atomic';
import { VoiceName } from '@audiobook/model/cast';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import { Voice } from '@audiobook/model/voice';
import type { Surroundings } from './stage-event.ts';
import { lengthAdvice, recordingProblem, sampleLimits } from './voices/sample-advice.ts';

export interface AddVoiceOptions {
  /** A folder of voices/, which need not be there. */
  name: string;
  engine: string;
  /** A recording: WAVE, FLAC, Ogg, MP3 or M4A. */
  sample: string;
  licence?: string | undefined;
  consent?: string | undefined;
  description?: string;
  /** JSON: what the engine is sent with every segment. */
  params?: string;
  /** Whether a voice that is there already is made anew. */
  replace?: boolean;
}

/**
 * Makes a voice from a recording: voices/<name>/sample.wav, and voice.json, which names it by its digest.
 *
 * Fails with `bad-request` where the voice can't be as it is asked for, and with `bad-file` where it can't
 * be made from the recording.
 */
export async function addVoice(
  workspace: string,
  options: AddVoiceOptions,
  { emit, signal }: Surroundings,
): Promise<Result<undefined>> {
  const doing = `making the voice “${options.name}”`;
  const folder = join(workspace, 'voices', options.name);
  const asked = askedVoice(options, folder, doing);
  if (!asked.ok) return asked;
  const recording = resolve(workspace, options.sample);
  const sample = await convert(recording, signal);
  if (!sample.ok) return sample;
  const { bytes, seconds, sampleRate } = sample.value;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const voice = asked.value(sha256);
  await writeFileAtomic(join(folder, 'sample.wav'), bytes);
  await writeFileAtomic(join(folder, 'voice.json'), `${JSON.stringify(voice, undefined, 2)}\n`);
  const advice = lengthAdvice(seconds);
  if (advice !== undefined) emit({ kind: 'notice', message: advice });
  const lines = [
    `${folder}: ${seconds.toFixed(1)} s, ${sampleRate} Hz, SHA-256 ${sha256}.`,
    'voice.json may be committed. sample.wav is ignored by git: copy it to wherever it is to be spoken with.',
    `Cast it: "voice": "${options.name}". Hear it: npx nx run gpu-runner:say -- --voice=${options.name} --text="…" --out=hear.wav`,
  ];
  emit({ kind: 'done', message: lines.join('\n') });
  return ok();
}

/** voice.json as it is asked for, but for its digest. */
function askedVoice(
  options: AddVoiceOptions,
  folder: string,
  doing: string,
): Result<(sha256: string) => object> {
  const { name, engine, description, licence, consent, replace = false } = options;
  const wrong = (found: string, remedy: string) =>
    fail({ kind: 'bad-request', doing, found, remedy });
  if (!VoiceName.safeParse(name).success) {
    const remedy = 'Name it with small letters, digits and hyphens, such as --name=old-anna.';
    return wrong(`“${name}” can’t be the name of a voice`, remedy);
  }
  if (engineCatalogue.has(engine)) {
    const remedy = 'Name an engine that does, such as --engine=chatterbox, which a slot has.';
    return wrong(`the engine “${engine}” speaks with no recordings`, remedy);
  }
  const there = ['voice.json', 'sample.wav'].find((file) => existsSync(join(folder, file)));
  if (there !== undefined && !replace) {
    const remedy = 'Take another name, or add --replace: what it has spoken is spoken again then.';
    return wrong(`${join(folder, there)} is there already`, remedy);
  }
  const params = parseParams(options.params);
  if (params === undefined) {
    const remedy = `Write it such as --params='{"exaggeration": 0.6}'.`;
    return wrong('--params is no JSON object', remedy);
  }
  const voiceOf = (sha256: string) => ({
    ...(description !== undefined && { description }),
    engine,
    sample: { sha256, licence, consent },
    ...(Object.keys(params).length > 0 && { params }),
  });
  const issue = Voice.safeParse(voiceOf('0'.repeat(64))).error?.issues[0];
  if (issue === undefined) return ok(voiceOf);
  const field = issue.path.at(-1);
  return wrong(
    `--${String(field)}: ${issue.message}`,
    remedies[`${String(field)}`] ?? 'Correct it.',
  );
}

const remedies: Record<string, string> = {
  consent:
    'Add it, such as --consent="Anna Berg, in writing on 3 May 2026, to narrate our audiobooks".',
  licence: 'Add it, such as --licence="CC BY 4.0", or --licence="for our audiobooks only".',
};

function parseParams(text = '{}'): object | undefined {
  try {
    const params = JSON.parse(text);
    return typeof params === 'object' && params !== null && !Array.isArray(params)
      ? params
      : undefined;
  } catch {
    return undefined;
  }
}

interface Converted {
  bytes: Buffer;
  seconds: number;
  sampleRate: number;
}

async function convert(recording: string, signal: AbortSignal): Promise<Result<Converted>> {
  const folder = await mkdtemp(join(tmpdir(), 'audiobook-voice-'));
  try {
    const to = join(folder, 'sample.wav');
    // A second more shows that it is too long.
    const mostSeconds = sampleLimits.longest + 1;
    const converted = await convertRecording(recording, { to, mostSeconds, signal });
    if (!converted.ok) return converted;
    const bytes = await readFile(to);
    const wave = decodeWave(bytes);
    if (!wave.ok) return fail(unusable(recording, wave.problem));
    const { sampleRate, pcm } = wave.speech;
    const seconds = pcm.byteLength / 2 / sampleRate;
    const problem = recordingProblem(pcm, seconds);
    return problem === undefined
      ? ok({ bytes, seconds, sampleRate })
      : fail(unusable(recording, problem));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function unusable(file: string, found: string): Failure {
  const remedy = 'Take 5 to 30 s of one voice alone, without music and noise.';
  return { kind: 'bad-file', doing: 'reading the recording', file, found, remedy };
}
