import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { usualSlots } from './usual-slots.ts';

/** A machine with these programs alone, and an empty workspace on it. */
function machineWith(programs: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'machine-'));
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(root, { recursive: true });
  });
  for (const [name, script] of Object.entries(programs)) put(join(root, 'bin', name), script);
  vi.stubEnv('PATH', join(root, 'bin'));
  return root;
}

function put(file: string, script: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

const card = "echo '0, GPU-aa-1, NVIDIA Test Card'";
const kinds = async (root: string) =>
  (await usualSlots(root)).map(({ kind, engine }) => [kind, engine]);

it('are embedded where there is no GPU, or no driver for it', async () => {
  expect(await kinds(machineWith({}))).toEqual([['embedded', 'espeak-ng']]);
  const broken = machineWith({ 'nvidia-smi': "echo 'no devices were found'; exit 6" });
  expect(await kinds(broken)).toEqual([['embedded', 'espeak-ng']]);
});

it('are containers on GPUs where Docker is', async () => {
  const root = machineWith({ 'nvidia-smi': card, docker: 'echo 28.0' });
  put(join(root, 'gpu-runner', '.venv', 'bin', 'python'), '');
  const slots = [
    ['docker', 'chatterbox'],
    ['docker', 'kokoro'],
    ['embedded', 'espeak-ng'],
  ];
  expect(await kinds(root)).toEqual(slots);
});

it('are processes on GPUs where Docker is not and Python is set up', async () => {
  const root = machineWith({ 'nvidia-smi': card, docker: 'exit 1' });
  put(join(root, 'gpu-runner', '.venv', 'bin', 'python'), '');
  const slots = [
    ['process', 'chatterbox'],
    ['process', 'kokoro'],
    ['embedded', 'espeak-ng'],
  ];
  expect(await kinds(root)).toEqual(slots);
});
