import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EndpointEngine } from '@audiobook/engines/endpoint/endpoint-engine';
import { sampleWave } from '@audiobook/engines/testing/sample-wave';
import { ToneRunner } from '@audiobook/engines/testing/tone-runner';
import { expect, it, onTestFinished } from 'vitest';
import { NotedSamples } from './noted-samples.ts';

const server = 'http://gpu:8790';
const sample = { name: 'sha256:ab', digest: 'ab' };

function open() {
  const workspace = mkdtempSync(join(tmpdir(), 'noted-'));
  onTestFinished(() => rmSync(workspace, { recursive: true }));
  const folder = join(workspace, '.audiobook', 'given-samples');
  /** Has the notes be those of a process that has ended. */
  const kill = () => {
    const { pid } = spawnSync('true');
    for (const file of readdirSync(folder).map((name) => join(folder, name))) {
      const note = JSON.parse(readFileSync(file, 'utf8'));
      writeFileSync(file, JSON.stringify({ ...note, owner: { pid, started: '1' } }));
    }
  };
  return { noted: new NotedSamples(workspace), folder, kill };
}

it('tells what processes that are gone have left on a server', () => {
  const { noted, kill, folder } = open();
  expect(noted.left(server)).toEqual([]);
  noted.add(server, sample);
  expect(noted.left(server)).toEqual([]);
  kill();
  writeFileSync(join(folder, 'broken.json'), '{');
  expect(noted.left(server)).toMatchObject([sample]);
  expect(noted.left('http://other:1')).toEqual([]);
  noted.remove(server, sample.name);
  expect(noted.left(server)).toEqual([]);
});

it('lets an engine delete what another process gave, and notes what it gives itself', async () => {
  const { noted, folder, kill } = open();
  const runner = new ToneRunner();
  await runner.start();
  onTestFinished(() => runner.stop());
  const { bytes, voice } = sampleWave();
  const samples = {
    owner: 'me',
    given: noted,
    read: async () => ({ ok: true, value: bytes }) as const,
  };
  const engineOf = () => {
    const engine = new EndpointEngine({
      ...{ url: runner.url, dialect: 'audiobook', engine: 'tone', samples },
    });
    onTestFinished(() => engine.close());
    return engine;
  };
  const request = { spoken: 'Sutpen', language: 'en', voice, params: {}, seed: 7 };
  const killed = engineOf();
  expect((await killed.speak(request, new AbortController().signal)).ok).toBe(true);
  expect(readdirSync(folder)).toHaveLength(1);
  kill();
  await killed.close();
  const next = engineOf();
  expect(await next.forgetSamples()).toEqual([]);
  expect(runner.samples.voices).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});
