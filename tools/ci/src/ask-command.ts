import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a command said, and whether it ended well. */
export type CommandAnswer = { ok: true; output: string } | { ok: false; said: string };

/** No command here takes nearly as long, in milliseconds. */
const limitMs = 120_000;

/** Asks a command such as git in the working folder. */
export async function askCommand(command: string, ...args: string[]): Promise<CommandAnswer> {
  try {
    const options = { encoding: 'utf8', maxBuffer: 2 ** 28, timeout: limitMs } as const;
    return { ok: true, output: (await run(command, args, options)).stdout };
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    return { ok: false, said: (stderr ?? '').trim() || message };
  }
}
