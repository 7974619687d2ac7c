import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import { Voice } from '@audiobook/model/voice';
import { readSettings } from '@audiobook/settings/read-settings';

/** A sample has no more; engines refuse longer ones (libs/engines/src/voice-sample.ts). */
const mostBytes = 10_000_000;

/**
 * Copies recordings to the voices that are made from them: `<from>/<voice>/sample.wav` to `<voices>/<voice>/sample.wav`,
 * for voices whose voice.json is there. Only the very recording that voice.json names is copied, out of a file of its own
 * (no link), and nothing that lies at its place already is overwritten.
 *
 * @param from What AUDIOBOOK_SAMPLES names; nothing is copied where it is not set.
 * @returns What became of each voice that has a recording, a line each. One that is missing is no failure: only who speaks
 * with it needs it, and fails then.
 *
 * Fails where a folder is named that is not there.
 */
export async function copySamples(voices: string, from = ''): Promise<Result<string[]>> {
  if (from !== '') {
    const found = await folderProblem(from);
    if (found !== undefined) return fail(noFolder(from, found));
  }
  const entries = await readdir(voices, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const lines: string[] = [];
  for (const name of names.sort()) {
    const file = join(voices, name, 'voice.json');
    const voice = await readSettings({ file, schema: Voice, doing: 'looking for a sample' });
    // One that can't be read, `script` tells of.
    if (!voice.ok || voice.value.sample === undefined) continue;
    const became = await copySample(join(voices, name), name, from, voice.value.sample.sha256);
    lines.push(`voice ${name}: ${became}`);
  }
  return ok(lines);
}

async function folderProblem(folder: string): Promise<string | undefined> {
  try {
    return (await stat(folder)).isDirectory() ? undefined : 'it is no folder';
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? 'there is no such folder' : message;
  }
}

function noFolder(from: string, found: string): Failure {
  return {
    kind: 'bad-file',
    doing: 'looking for the recordings that voices are made from, where AUDIOBOOK_SAMPLES says',
    file: from,
    found,
    remedy:
      'Put them there, as <voice>/sample.wav, correct the variable, or unset it where no voice of this machine’s books has one: tools/ci/README.md.',
  };
}

async function copySample(to: string, name: string, from: string, sha256: string): Promise<string> {
  const target = join(to, 'sample.wav');
  const there = await readSample(target, sha256);
  if ('bytes' in there) return 'its recording is here';
  if (there.problem !== missing) return `${target} stays as it is: ${there.problem}`;
  if (from === '') {
    return 'its recording is not on this machine, and AUDIOBOOK_SAMPLES names no folder to take it from';
  }
  const source = join(from, name, 'sample.wav');
  const read = await readSample(source, sha256);
  if (!('bytes' in read)) return `nothing new can be spoken with it: ${source}: ${read.problem}`;
  try {
    // Its owner's alone; and `x`: what has come to lie there meanwhile stays.
    await writeFile(target, read.bytes, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    return `nothing new can be spoken with it: ${(error as Error).message}`;
  }
  return `its recording is taken from ${source}`;
}

const missing = 'there is no such file';

/** The recording of that digest, or why this file is not it. */
async function readSample(
  file: string,
  sha256: string,
): Promise<{ bytes: Buffer } | { problem: string }> {
  try {
    const entry = await lstat(file);
    if (!entry.isFile()) return { problem: 'this is a link, or no file at all' };
    if (entry.size > mostBytes) return { problem: `it has more than ${mostBytes} bytes` };
    const bytes = await readFile(file);
    const actual = createHash('sha256').update(bytes).digest('hex');
    if (actual === sha256) return { bytes };
    return { problem: `its SHA-256 is ${actual}, and voice.json says ${sha256}` };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { problem: code === 'ENOENT' ? missing : message };
  }
}
