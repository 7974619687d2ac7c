import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../rig/workspace.ts';
import { docker } from './containers.ts';
import { base } from './images.ts';

const image = 'audiobook-cache-server:test';
const nodeBase = `${base}-cache-server`;

/** Builds the cache server's image of the working tree, on the tests' base with the Node that npm brought. */
export function buildCacheServerImage(): void {
  const folder = mkdtempSync(join(tmpdir(), 'cache-server-base-'));
  cpSync(join(repository, 'node_modules', 'node', 'bin', 'node'), join(folder, 'node'));
  writeFileSync(join(folder, 'Dockerfile'), `FROM ${base}\nCOPY node /usr/local/bin/node\n`);
  try {
    docker('build', '--tag', nodeBase, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
  const script = join(repository, 'tools', 'cache-server', 'image.sh');
  const options = { stdio: ['ignore', 'ignore', 'inherit'] as ('ignore' | 'inherit')[] };
  execFileSync('sh', [script, `--base=${nodeBase}`, `--tag=${image}`], options);
}

/** A container of the cache server, run as its README says. */
export class CacheServerContainer {
  readonly id: string;

  /** @param volume Where its data are. */
  constructor(volume: string) {
    this.id = docker(
      ...['run', '--detach', '--read-only', '--cap-drop=ALL', '--security-opt=no-new-privileges'],
      ...['--publish=127.0.0.1::8791', `--volume=${volume}:/data`, image],
    ).trim();
  }

  get url(): string {
    const [{ NetworkSettings }] = JSON.parse(docker('inspect', this.id));
    return `http://127.0.0.1:${NetworkSettings.Ports['8791/tcp'][0].HostPort}`;
  }

  get state(): { Status: string; ExitCode: number; Health?: { Status: string } } {
    return JSON.parse(docker('inspect', this.id))[0].State;
  }

  /** Runs a program in it. */
  exec(...command: string[]): string {
    return docker('exec', this.id, ...command);
  }

  token(...options: string[]): string {
    return this.exec('node', 'src/main.ts', 'token', '--data=/data', ...options).trim();
  }

  remove(): void {
    docker('rm', '--force', this.id);
  }
}
