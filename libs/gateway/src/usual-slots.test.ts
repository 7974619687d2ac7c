import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { usualSlots } from './usual-slots.ts';

/** The kinds and engines of the slots of a machine with these programs alone. */
async function slotsWith(programs: Record<string, string>) {
  const root = mkdtempSync(join(tmpdir(), 'machine-'));
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(root, { recursive: true });
  });
  for (const [name, script] of Object.entries(programs)) put(join(root, 'bin', name), script);
  vi.stubEnv('PATH', join(root, 'bin'));
  return (await usualSlots()).map(({ kind, engine }) => [kind, engine]);
}

function put(file: string, script: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

const card = "echo 'GPU 0: NVIDIA Test Card (UUID: GPU-aa-1)'";
const embedded = ['embedded', 'espeak-ng'];
const onGpus = (kind: string) => [[kind, 'chatterbox'], [kind, 'kokoro'], embedded];

it('are embedded where there is no GPU', async () => {
  expect(await slotsWith({})).toEqual([embedded]);
  const noCard = { 'nvidia-smi': "echo 'No devices were found'; exit 6" };
  expect(await slotsWith(noCard)).toEqual([embedded]);
});

it('are containers on GPUs where Docker is', async () => {
  const slots = await slotsWith({ 'nvidia-smi': card, docker: 'echo 28.0' });
  expect(slots).toEqual(onGpus('docker'));
});

it('are processes on GPUs where Docker is not, or does not answer', async () => {
  expect(await slotsWith({ 'nvidia-smi': card })).toEqual(onGpus('process'));
  const slots = await slotsWith({ 'nvidia-smi': card, docker: 'exit 1' });
  expect(slots).toEqual(onGpus('process'));
});

it('are on GPUs that do not work, so that it is said why', async () => {
  const broken = { 'nvidia-smi': "echo 'couldn't communicate with the NVIDIA driver'; exit 9" };
  expect(await slotsWith(broken)).toEqual(onGpus('process'));
});
