import { ToneRunner } from '@audiobook/engines/testing/tone-runner';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addSmallBook, smallBook } from './rig/small-book.ts';
import { toneSlot, writePool } from './rig/tone-pool.ts';
import { makeWorkspace, type Workspace } from './rig/workspace.ts';

/** A book whose voice is an engine that this machine does not have, but a slot. */
const { slug } = smallBook;
let workspace: Workspace;
let runner: ToneRunner;

beforeAll(async () => {
  workspace = makeWorkspace();
  await addSmallBook(workspace);
  runner = new ToneRunner({ engine: 'kokoro', identity: 'kokoro:1' });
  await runner.start();
  await workspace.write('voices/bella/voice.json', '{ "engine": "kokoro", "preset": "af_bella" }');
  await workspace.edit(`books/${slug}/cast.json`, (cast) =>
    cast.replace(/"voice": "[^"]+"/, '"voice": "bella"'),
  );
});
afterAll(async () => {
  await runner.stop();
  await workspace.remove();
});

test('an engine that neither this machine nor pool.json has is refused with what to do', async () => {
  const { code, output } = await workspace.nx('run', `${slug}-01:script`);
  expect(code).not.toBe(0);
  expect(output).toContain('none of this name is built in: only espeak-ng is');
  expect(output).toContain(`${slug}:pin -- --apply`);
  const pin = await workspace.nx('run', `${slug}:pin`, '--apply');
  expect(pin.code).not.toBe(0);
  expect(pin.output).toContain('add a slot that has it to gpu-runner/pool.json');
});

test('the model of a slot is pinned, and the book spoken by it', async () => {
  await writePool(workspace, { slots: [toneSlot(runner.url, 'kokoro')] });
  const pin = await workspace.nx('run', `${slug}:pin`, '--apply');
  expect(pin.code, pin.output).toBe(0);
  expect(await workspace.json(`books/${slug}/book.json`)).toHaveProperty(
    'models.kokoro',
    'kokoro:1',
  );
  const run = await workspace.nx('run-many', '-t', 'synthesize');
  expect(run.code, run.output).toBe(0);
  const { spoken, failed } = await workspace.summary();
  expect({ spoken, failed }).toEqual({ spoken: runner.spoken, failed: 0 });
  expect(spoken).toBeGreaterThan(8);
});

test('a slot with another model than the pinned one speaks nothing of the book', async () => {
  await workspace.nx('run', 'gpu-runner:stop');
  runner.identity = 'kokoro:2';
  const before = runner.spoken;
  await workspace.edit(`books/${slug}/chapters/03-the-end/text.md`, (text) =>
    text.replace('In the morning', 'In the evening'),
  );
  const { code, output } = await workspace.nx('run', `${slug}-03:synthesize`);
  expect(code).not.toBe(0);
  expect(output).toContain('the book pins the model kokoro:1, but the slots have kokoro:2');
  expect(runner.spoken).toBe(before);
});
