import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpReceiver } from '@audiobook/notify/testing/http-receiver';
import { goodRun } from '@audiobook/notify/testing/run-messages';
import { expect, onTestFinished, test } from 'vitest';
import { listOutbox, outboxFolder } from './outbox.ts';
import { tellOfRun } from './tell-of-run.ts';

async function workspaceTelling(url: string): Promise<string> {
  const workspace = await mkdtemp(join(tmpdir(), 'tell-of-run-'));
  onTestFinished(() => rm(workspace, { recursive: true, maxRetries: 3 }));
  const messages = { afterMinutes: 0, webhooks: [{ format: 'json', url }] };
  await writeFile(join(workspace, 'audiobook.json'), JSON.stringify({ messages }));
  return workspace;
}

const ended = { summary: goodRun, tasks: [], command: 'npx nx run-many -t publish' };

test('tellOfRun() says who was told', async () => {
  const receiver = await new HttpReceiver().start();
  onTestFinished(() => receiver.stop());
  const workspace = await workspaceTelling(receiver.origin);
  const { host } = new URL(receiver.origin);
  const told = await tellOfRun(workspace, ended);
  // On a busy machine a sender may take longer to start than the shell waits.
  expect([
    [`Told: webhook 1 (json, ${host})`],
    [expect.stringMatching(/^! Not told yet: /)],
  ]).toContainEqual(told);
  await expect.poll(() => receiver.calls.length).toBe(1);
});

test('tellOfRun() calls nobody told whose message went away without having arrived', async () => {
  const workspace = await workspaceTelling('http://127.0.0.1:1');
  const telling = tellOfRun(workspace, ended);
  await expect.poll(() => listOutbox(workspace), { interval: 2 }).toHaveLength(1);
  await rm(outboxFolder(workspace), { recursive: true });
  expect(await telling).toEqual([
    expect.stringMatching(
      /^! Perhaps not told: webhook 1 \(json, 127\.0\.0\.1:1\): its message is/,
    ),
  ]);
});
