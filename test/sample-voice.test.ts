import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sampleWave } from '@audiobook/engines/testing/sample-wave';
import { ToneRunner } from '@audiobook/engines/testing/tone-runner';
import { Segments } from '@audiobook/model/script';
import { Voice } from '@audiobook/model/voice';
import { execaSync } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addSmallBook, smallBook } from './rig/small-book.ts';
import { toneSlot, writePool } from './rig/tone-pool.ts';
import { makeWorkspace, repository, type Workspace } from './rig/workspace.ts';

/** A book that is narrated by a preset of one engine, and in which Anna speaks with a sample on another. */
const { slug } = smallBook;
const narrators = new ToneRunner({ engine: 'kokoro', identity: 'kokoro:1' });
const cloner = new ToneRunner({ engine: 'chatterbox', identity: 'chatterbox:1', batch: 1 });
let workspace: Workspace;
/** The texts that Anna speaks. */
let lines: string[];

beforeAll(async () => {
  workspace = makeWorkspace();
  await addSmallBook(workspace);
  for (const runner of [narrators, cloner]) await runner.start();
  const slots = [toneSlot(narrators.url, 'kokoro'), toneSlot(cloner.url, 'chatterbox')];
  await writePool(workspace, { slots });
  await workspace.write('voices/bella/voice.json', '{ "engine": "kokoro", "preset": "af_bella" }');
  await workspace.write(`books/${slug}/cast.json`, '{ "narrator": { "voice": "bella" } }');
});
afterAll(async () => {
  for (const runner of [narrators, cloner]) await runner.stop();
  await workspace.remove();
});

/** Makes Anna's voice from a recording of so many hertz, and gives its digest. */
async function record(hertz: number, ...options: string[]): Promise<string> {
  await workspace.write('anna.wav', sampleWave(hertz, 6).bytes);
  const { code, output } = await workspace.nx(
    ...['run', 'voices:add', '--name=anna', '--engine=chatterbox', '--sample=anna.wav'],
    ...['--licence=CC0', '--consent=Made by this test, nobody speaks in it.', ...options],
  );
  expect(code, output).toBe(0);
  const { sample } = Voice.parse(await workspace.json('voices/anna/voice.json'));
  return sample?.sha256 ?? '';
}

/** Speaks the whole book, whatever Nx's cache has of it. */
async function speak() {
  const before = { narrated: narrators.requests.length, cloned: cloner.requests.length };
  const { code, output } = await workspace.nx('run-many', '-t', 'synthesize', '--skip-nx-cache');
  return {
    ...{ code, output },
    narrated: narrators.requests.slice(before.narrated).toSorted(),
    cloned: cloner.requests.slice(before.cloned).toSorted(),
  };
}

test('a voice is made from a recording, which git does not see; without a consent it is refused', async () => {
  await workspace.write('anna.wav', sampleWave(330, 6).bytes);
  const refused = await workspace.nx(
    ...['run', 'voices:add', '--name=anna', '--engine=chatterbox', '--sample=anna.wav'],
    '--licence=CC0',
  );
  expect(refused.code).not.toBe(0);
  expect(refused.output).toContain('a sample without a consent statement is refused');
  expect(await record(330)).toBe(sampleWave(330, 6).digest);
  const check = await workspace.nx('run', 'voices:check');
  expect(check.code, check.output).toBe(0);
  expect(check.output).toContain('consent: Made by this test');
  const ignored = execaSync('git', ['check-ignore', 'voices/anna/sample.wav'], { cwd: repository });
  expect(ignored.stdout).toBe('voices/anna/sample.wav');
});

test('each engine speaks its own voice; the sample travels once, and is deleted behind the run', async () => {
  // The chapters' scripts name the segments that become Anna's.
  const bare = await workspace.nx('run', `${slug}:pin`, '--apply');
  expect(bare.code, bare.output).toBe(0);
  expect((await workspace.nx('run-many', '-t', 'script')).code).toBe(0);
  lines = [];
  for (const folder of Object.keys(smallBook.chapters)) {
    const path = `books/${slug}/chapters/${folder}`;
    const { segments } = Segments.parse(await workspace.json(`dist/${path}/segments.json`));
    const hers = segments.filter((_, at) => at % 2 === 1);
    lines.push(...hers.map(({ spoken }) => spoken));
    const corrections = Object.fromEntries(hers.map(({ id }) => [id, { voice: 'anna' }]));
    await workspace.write(
      `${path}/corrections.json`,
      JSON.stringify({ segments: corrections }, undefined, 2),
    );
  }
  lines.sort();
  expect(lines.length).toBeGreaterThan(4);
  const pin = await workspace.nx('run', `${slug}:pin`, '--apply');
  expect(pin.code, pin.output).toBe(0);
  expect(await workspace.json(`books/${slug}/book.json`)).toMatchObject({
    models: { kokoro: 'kokoro:1', chatterbox: 'chatterbox:1' },
  });

  const run = await speak();
  expect(run.code, run.output).toBe(0);
  const { digest, voice } = sampleWave(330, 6);
  expect(run.cloned).toEqual(lines);
  expect(run.narrated.some((text) => lines.includes(text))).toBe(false);
  expect(new Set(cloner.voices)).toEqual(new Set([voice]));
  expect(new Set(narrators.voices)).toEqual(new Set(['af_bella']));
  expect(cloner.samples.uploads).toEqual([digest]);
  await expect.poll(() => cloner.samples.deleted).toEqual([digest]);
  expect(narrators.samples.uploads).toEqual([]);
});

test('where every take is there, the recording need not be; it is needed to speak', async () => {
  await rm(join(workspace.root, 'voices/anna/sample.wav'));
  const cached = await speak();
  expect(cached).toMatchObject({ code: 0, narrated: [], cloned: [] });
  const chapter = `books/${slug}/chapters/01-the-harbour`;
  await workspace.edit(`${chapter}/text.md`, (text) =>
    text.replace('with the hour', 'with the very hour'),
  );
  const { segments } = Segments.parse(await workspace.json(`dist/${chapter}/segments.json`));
  const [id = ''] = segments.flatMap((one) => (one.voice.startsWith('sha256:') ? one.id : []));
  await workspace.edit(`${chapter}/corrections.json`, (text) =>
    text.replace(`"${id}": {`, `"${id}": { "take": 2,`),
  );
  const failed = await speak();
  expect(failed.code).not.toBe(0);
  expect(failed.output).toContain('reading the recording of the voice “anna”');
  expect(failed.output).toContain('voices/anna/sample.wav');
  expect(failed.output).toContain(sampleWave(330, 6).digest);
  expect(failed.cloned).toEqual([]);
  await workspace.write('voices/anna/sample.wav', sampleWave(340, 6).bytes);
  const other = await speak();
  expect(other.output).toContain(
    `its SHA-256 is ${sampleWave(340, 6).digest}, and voice.json says`,
  );
  await workspace.write('voices/anna/sample.wav', sampleWave(330, 6).bytes);
  const whole = await speak();
  expect(whole.code, whole.output).toBe(0);
  expect(whole.cloned).toHaveLength(1);
});

test('another recording has exactly her segments spoken again', async () => {
  const digest = await record(440, '--replace');
  const run = await speak();
  expect(run.code, run.output).toBe(0);
  expect(run.cloned).toEqual(lines);
  expect(run.narrated).toEqual([]);
  expect(cloner.samples.uploads.at(-1)).toBe(digest);
  await expect.poll(() => cloner.samples.deleted.at(-1)).toBe(digest);
});

test('a runner that is restarted in the middle of a run is given the sample again', async () => {
  const digest = await record(550, '--replace');
  cloner.setSpeed(40);
  const spokenBefore = cloner.spoken;
  const running = speak();
  await expect.poll(() => cloner.spoken).toBeGreaterThan(spokenBefore + 1);
  await cloner.stop();
  expect(cloner.samples.voices).toEqual([]);
  cloner.setSpeed(100_000);
  await cloner.start();
  const run = await running;
  expect(run.code, run.output).toBe(0);
  expect(cloner.samples.uploads.slice(-2)).toEqual([digest, digest]);
  expect(new Set(run.cloned)).toEqual(new Set(lines));
  await expect.poll(() => cloner.samples.voices).toEqual([]);
  expect(cloner.samples.deleted.at(-1)).toBe(digest);
});
