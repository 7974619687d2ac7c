import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeWave } from '@audiobook/engines/wave';
import type { Failure } from '@audiobook/model/failure';
import { describeFailure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import { Voice, type VoiceSample } from '@audiobook/model/voice';
import { readSettings } from '@audiobook/settings/read-settings';
import type { Surroundings } from './stage-event.ts';

/** What is found of a voice; `problem`: what is wrong, rather than what is not on this machine. */
interface Finding {
  lines: string[];
  problem: boolean;
}

/**
 * Lists the voices of a workspace, and looks at the recordings of those that have one.
 *
 * Fails where a voice.json can't be used, or a recording is another than it says. One that is not on this
 * machine is told, and no failure: it is needed where it is spoken with alone.
 */
export async function checkVoices(
  workspace: string,
  { emit }: Pick<Surroundings, 'emit'>,
): Promise<Result<undefined>> {
  const folder = join(workspace, 'voices');
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const wrong: string[] = [];
  for (const name of names.sort()) {
    const { lines, problem } = await checkVoice(folder, name);
    if (problem) wrong.push(name);
    emit({ kind: 'done', message: lines.join('\n') });
  }
  return wrong.length === 0 ? ok() : fail(unsound(folder, wrong));
}

async function checkVoice(folder: string, name: string): Promise<Finding> {
  const file = join(folder, name, 'voice.json');
  const doing = `reading the voice “${name}”`;
  const voice = await readSettings({ file, schema: Voice, doing });
  if (!voice.ok) return { lines: [`${name}: ${describeFailure(voice.failure)}`], problem: true };
  const { engine, preset, sample } = voice.value;
  if (sample === undefined) {
    return { lines: [`${name}: ${engine}, preset ${preset}`], problem: false };
  }
  const { found, state } = await checkSample(join(folder, name, 'sample.wav'), sample);
  const { licence, consent } = sample;
  return {
    lines: [
      `${name}: ${engine}, sample ${sample.sha256}`,
      `  sample.wav: ${found}`,
      `  licence: ${licence}`,
      `  consent: ${consent}`,
    ],
    problem: state === 'wrong',
  };
}

/** Looks at a voice's recording: whether it is there, and the one that voice.json names. */
export async function checkSample(
  file: string,
  { sha256 }: VoiceSample,
): Promise<{ found: string; state: 'here' | 'absent' | 'wrong' }> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') return { found: message, state: 'wrong' };
    const found = 'not on this machine; what was spoken with it stays, and nothing new is spoken';
    return { found, state: 'absent' };
  }
  const actual = createHash('sha256').update(bytes).digest('hex');
  if (actual !== sha256) {
    return { found: `another recording: its SHA-256 is ${actual}`, state: 'wrong' };
  }
  const wave = decodeWave(bytes);
  if (!wave.ok) return { found: wave.problem, state: 'wrong' };
  const { sampleRate, pcm } = wave.speech;
  const seconds = pcm.byteLength / 2 / sampleRate;
  return { found: `here, ${seconds.toFixed(1)} s, ${sampleRate} Hz`, state: 'here' };
}

function unsound(folder: string, names: readonly string[]): Failure {
  return {
    kind: 'bad-file',
    doing: 'checking the voices',
    file: folder,
    found: `something is wrong with ${names.join(', ')}: see above`,
    remedy:
      'Correct voice.json, put the right sample.wav back, or make the voice anew: npx nx run voices:add -- --replace …',
  };
}
