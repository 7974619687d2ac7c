import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { fail, ok, type Result } from '@audiobook/model/result';

/** What an ffmpeg must be able to write for us. */
const neededEncoders = ['aac', 'flac', 'libmp3lame'];

const doing = 'looking for ffmpeg';

let found: Promise<Result<string>> | undefined;

/**
 * The path of an ffmpeg that runs here and can write MP3, AAC and FLAC: the one that `FFMPEG_PATH`
 * names, else the system's, else the one that @ffmpeg-installer/ffmpeg brings. Looked for once per
 * process.
 *
 * Fails (`encoder-failed`) where `FFMPEG_PATH` names something that does not do, or nothing is found.
 */
export function findFfmpeg(): Promise<Result<string>> {
  found ??= searchFfmpeg(process.env);
  return found;
}

/** Like `findFfmpeg`, in an environment of the caller's and without remembering. */
export async function searchFfmpeg(env: NodeJS.ProcessEnv): Promise<Result<string>> {
  if (env.FFMPEG_PATH) return fromSetting(env.FFMPEG_PATH);

  const complaints: string[] = [];
  for (const candidate of await candidates(env.PATH)) {
    const complaint = await whatIsWrong(candidate);
    if (complaint === undefined) return ok(candidate);
    complaints.push(`${candidate}: ${complaint}`);
  }
  return fail({
    kind: 'encoder-failed',
    doing,
    found: ['no ffmpeg that works', ...complaints].join('\n'),
    remedy: 'install ffmpeg, or set FFMPEG_PATH to one',
  });
}

async function fromSetting(path: string): Promise<Result<string>> {
  const complaint = await whatIsWrong(path);
  if (complaint === undefined) return ok(path);
  return fail({
    kind: 'encoder-failed',
    doing,
    found: `FFMPEG_PATH is ${path}: ${complaint}`,
    remedy: 'set FFMPEG_PATH to an ffmpeg that runs, or unset it to use the one that comes along',
  });
}

async function candidates(searchPath: string | undefined): Promise<string[]> {
  const folders = (searchPath ?? '').split(delimiter).filter((folder) => folder !== '');
  const system = folders.map((folder) => join(folder, 'ffmpeg'));
  const executable = await Promise.all(system.map(isExecutable));
  return [...system.filter((_, index) => executable[index]), ...bundled()];
}

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** The package throws a string where it has no build for this platform. */
function bundled(): string[] {
  try {
    const { path } = createRequire(import.meta.url)('@ffmpeg-installer/ffmpeg') as { path: string };
    return [path];
  } catch {
    return [];
  }
}

/** Undefined where the program at `path` does everything that is needed. */
function whatIsWrong(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(path, ['-hide_banner', '-encoders'], { timeout: 20_000 }, (error, stdout) => {
      if (error) return resolve(`it does not run (${error.message.split('\n')[0]})`);
      const missing = neededEncoders.filter((name) => !hasEncoder(stdout, name));
      resolve(missing.length === 0 ? undefined : `it cannot encode with ${missing.join(', ')}`);
    });
  });
}

function hasEncoder(list: string, name: string): boolean {
  return new RegExp(`^ A\\S+ ${name} `, 'm').test(list);
}
