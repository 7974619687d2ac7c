import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { longestSample, sampleProblem } from '@audiobook/engines/voice-sample';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import { Voice } from '@audiobook/model/voice';
import { readSettings } from '@audiobook/settings/read-settings';

/** A voice of the workspace that is made from a sample. */
interface LibraryVoice {
  name: string;
  /** sample.wav. */
  file: string;
}

/**
 * Reads the recording of a voice of the workspace, looked for by its digest: voices/<name>/sample.wav beside
 * the voice.json that says it, with its consent. No other file is read, whatever is asked for.
 *
 * Fails with `bad-file` where the recording is not there or another one, and with `bad-request` where no
 * voice has it.
 */
export async function readLibrarySample(
  workspace: string,
  digest: string,
): Promise<Result<Buffer>> {
  const voice = await findVoice(workspace, digest);
  if (voice === undefined) return fail(noSuchVoice(digest));
  const doing = `reading the recording of the voice “${voice.name}”`;
  const wrong = (found: string, remedy: string) =>
    fail({ kind: 'bad-file', doing, file: voice.file, found, remedy });
  const read = await readShort(voice.file);
  const again = `make the voice anew: npx nx run voices:add -- --name=${voice.name} --replace …`;
  if (read === 'missing') {
    const remedy = `Put the recording there from where the voice was made, or ${again}`;
    return wrong(`there is no such file; its SHA-256 is to be ${digest}`, remedy);
  }
  if ('problem' in read) return wrong(read.problem, `See to the file, or ${again}`);
  const { bytes } = read;
  const actual = createHash('sha256').update(bytes).digest('hex');
  if (actual !== digest) {
    const remedy = `Put the recording back that voice.json means; or, to speak with this one, ${again}`;
    return wrong(`its SHA-256 is ${actual}, and voice.json says ${digest}`, remedy);
  }
  const problem = sampleProblem(bytes);
  return problem === undefined ? ok(bytes) : wrong(problem, `Record it again, and ${again}`);
}

type Read = { bytes: Buffer } | { problem: string } | 'missing';

/** Reads a file that may be anything, of which no more than a sample has. */
async function readShort(file: string): Promise<Read> {
  try {
    const { size } = await stat(file);
    if (size > longestSample) return { problem: `it has more than ${longestSample} bytes` };
    return { bytes: await readFile(file) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? 'missing' : { problem: message };
  }
}

/** A voice whose voice.json can't be read is passed over: `script` says what is wrong with it. */
async function findVoice(workspace: string, digest: string): Promise<LibraryVoice | undefined> {
  const voices = join(workspace, 'voices');
  const folders = await readdir(voices, { withFileTypes: true }).catch(() => []);
  for (const { name } of folders.filter((folder) => folder.isDirectory())) {
    const file = join(voices, name, 'voice.json');
    const voice = await readSettings({ file, schema: Voice, doing: `looking for a sample` });
    if (voice.ok && voice.value.sample?.sha256 === digest) {
      return { name, file: join(voices, name, 'sample.wav') };
    }
  }
  return undefined;
}

function noSuchVoice(digest: string): Failure {
  return {
    kind: 'bad-request',
    doing: 'looking for the recording that a voice is made from',
    found: `no voice under voices/ has the sample ${digest}`,
    remedy: 'Name it in a voice.json again, or have the chapter’s script written anew.',
  };
}
