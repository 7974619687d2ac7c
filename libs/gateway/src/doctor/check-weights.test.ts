import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { RunnerSlots } from '../pool.ts';
import { Pool } from '../pool.ts';
import { localHost } from '../runners/local-host.ts';
import { withPrograms } from '../testing/with-programs.ts';
import { checkWeights } from './check-weights.ts';
import { thisMachine } from './machines.ts';

const { signal } = new AbortController();
const machine = {
  name: thisMachine,
  host: localHost,
  docker: ['docker'],
  isEngineOnly: false,
  entries: [],
};
const digest = 'a'.repeat(64);
const lacking = `echo '${digest}  kokoro/voices.npz'
echo 'missing  kokoro/model.onnx'
echo '  put it at /w/kokoro/model.onnx, from https://example.org/model.onnx'
echo 'to fetch: 325000000 bytes'; exit 1`;

const entryOf = (slot: object) =>
  Pool.parse({ slots: [{ gpus: 'none', engine: 'kokoro', ...slot }] }).slots?.[0] as RunnerSlots;

function inProcess(script: string, slot: object = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'weights-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'python'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'python'), 0o755);
  const entry = entryOf({ kind: 'process', python: './python', ...slot });
  return { folder, check: checkWeights(machine, entry, { folder, signal }) };
}

it('says how many files there are', async () => {
  const { check } = inProcess(`echo '${digest}  kokoro/model.onnx'`);
  expect(await check).toMatchObject({ mark: 'ok', found: 'all there: 1 file' });
});

it('says what is fetched at first start, and how to fetch it now', async () => {
  const { folder, check } = inProcess(lacking, { options: { checkpoint: 'kokoro-int8' } });
  expect(await check).toEqual({
    ...{ name: 'weights', mark: 'notice' },
    found: 'they are not there yet: fetched at first start (0.3 GB)',
    remedy: `To fetch them now: cd ${folder} && ./python -m audiobook_runner.weights fetch --engine=kokoro --checkpoint=kokoro-int8`,
  });
});

it('is wrong where a file has other bytes', async () => {
  const { check } = inProcess(`echo 'model.onnx has SHA-256 1234, wanted 5678'; exit 1`);
  expect(await check).toMatchObject({
    mark: 'wrong',
    found: 'model.onnx has SHA-256 1234, wanted 5678',
  });
});

it('looks into the volume of containers, and makes none', async () => {
  const inImage = `case $1 in volume) exit 0 ;; run) ${lacking} ;; esac`;
  withPrograms({ docker: inImage });
  const entry = entryOf({ kind: 'docker' });
  const check = await checkWeights(machine, entry, { folder: '', signal });
  expect(check).toMatchObject({
    mark: 'notice',
    found: 'they are not there yet: fetched at first start (0.3 GB)',
  });
  expect(check?.remedy).toContain('--volume=audiobook-weights:/weights audiobook-runner');
  withPrograms({ docker: 'case $1 in volume) exit 1 ;; *) echo "it was run" >&2; exit 2 ;; esac' });
  expect(await checkWeights(machine, entry, { folder: '', signal })).toMatchObject({
    mark: 'notice',
    found: 'they are not there yet: fetched at first start',
  });
});

it('says how to fetch into a folder that is yet to be made', async () => {
  withPrograms({ docker: 'echo "it was run" >&2; exit 2' });
  const entry = entryOf({ kind: 'docker', weights: '/no/such/folder' });
  expect(await checkWeights(machine, entry, { folder: '', signal })).toMatchObject({
    mark: 'notice',
    remedy: expect.stringContaining('mkdir -p /no/such/folder && docker run --rm'),
  });
});

it('has nothing to say of an engine without weights', async () => {
  expect(await inProcess('exit 1', { engine: 'tone' }).check).toBeUndefined();
});
