import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../rig/workspace.ts';

/** The runner's image of the working tree. */
export const image = 'audiobook-runner:test';
/** What it is built on, made without an image registry. */
export const base = 'audiobook-test-base';
/** The image of a fleet's gateway, of the working tree. */
export const gatewayImage = 'audiobook-gateway:test';

/** The runner's sources. */
export const runnerFolder = join(repository, 'gpu-runner');

/** Builds the image, on a base that is made without an image registry. */
export function buildImage(): void {
  if (!isThere(base)) run('sh', [join(import.meta.dirname, 'make-base-image.sh'), base]);
  const options = ['--engines=kokoro,tone', `--base=${base}`, `--tag=${image}`, '--network=host'];
  run('sh', [join(runnerFolder, 'image.sh'), ...options]);
}

/** Builds the image of a fleet's gateway, on the same base with the Node that npm brought. */
export function buildGatewayImage(): void {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-base-'));
  const nodeBase = `${base}-node`;
  cpSync(join(repository, 'node_modules', 'node', 'bin', 'node'), join(folder, 'node'));
  writeFileSync(join(folder, 'Dockerfile'), `FROM ${base}\nCOPY node /usr/local/bin/node\n`);
  try {
    run('docker', ['build', '--tag', nodeBase, folder]);
  } finally {
    rmSync(folder, { recursive: true });
  }
  run('sh', [
    join(runnerFolder, 'gateway-image.sh'),
    `--base=${nodeBase}`,
    `--tag=${gatewayImage}`,
  ]);
}

/** The Python with everything that the runner and its tests need, Kokoro's weights too. */
export function runnerPython(): string {
  run('sh', [join(runnerFolder, 'test.sh'), '--collect-only', '--quiet', 'tests/test_tone.py']);
  return join(runnerFolder, '.venv-test', 'bin', 'python');
}

/** A folder with real weights of Kokoro, from packages that the runner's own tests install. */
export function kokoroWeights(): string {
  const weights = join(tmpdir(), 'audiobook-test-weights');
  run(runnerPython(), ['-m', 'tests.real_kokoro', weights]);
  return weights;
}

function isThere(name: string): boolean {
  try {
    execFileSync('docker', ['image', 'inspect', name], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** What it says is shown where it fails. */
function run(program: string, args: string[]): void {
  execFileSync(program, args, { cwd: runnerFolder, stdio: ['ignore', 'ignore', 'inherit'] });
}
