import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import { repository, type Workspace } from './workspace.ts';

const program = join(repository, 'tools/cache-server/src/main.ts');

/** A cache server of its own, as a process, with an empty folder. */
export interface CacheServerProcess {
  url: string;
  /** Makes a token: `--writer=main-ci --scope=main`. */
  token(...options: string[]): Promise<string>;
  /** Has a workspace share artefacts and takes there. */
  join(workspace: Workspace, token: string): void;
  /** Runs another of its commands, such as `revoke`, beside it, and returns what that printed. */
  command(...args: string[]): Promise<string>;
  stop(): Promise<void>;
}

export async function startCacheServer(): Promise<CacheServerProcess> {
  const data = await mkdtemp(join(tmpdir(), 'audiobook-cache-'));
  const child = spawn(process.execPath, [program, 'serve', '--port=0', `--data=${data}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let url: string | undefined;
  for await (const line of createInterface(child.stdout)) {
    url = / listens on (http:\S+);/.exec(line)?.[1];
    if (url !== undefined) break;
  }
  if (url === undefined) throw new Error('the cache server did not start');
  child.stdout.resume();
  const address = url;
  const command = async (...args: string[]) => {
    const { stdout } = await execa(process.execPath, [program, ...args, `--data=${data}`]);
    return stdout;
  };
  return {
    url: address,
    command,
    token: (...options) => command('token', ...options),
    join({ env }, token) {
      env.NX_SELF_HOSTED_REMOTE_CACHE_SERVER = address;
      env.NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN = token;
      env.AUDIOBOOK_SHARED_TAKES = address;
      env.AUDIOBOOK_CACHE_TOKEN = token;
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      }
      await rm(data, { recursive: true, force: true });
    },
  };
}
