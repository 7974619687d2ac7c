import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpReceiver } from '@audiobook/notify/testing/http-receiver';
import { goodRun } from '@audiobook/notify/testing/run-messages';
import { expect, onTestFinished, test } from 'vitest';
import { listOutbox, outboxFolder } from './outbox.ts';
import { tellOfRun } from './tell-of-run.ts';

async function workspaceTelling(url: string, afterMinutes = 0): Promise<string> {
  const workspace = await mkdtemp(join(tmpdir(), 'tell-of-run-'));
  onTestFinished(() => rm(workspace, { recursive: true, maxRetries: 3 }));
  const messages = { afterMinutes, webhooks: [{ format: 'json', url }] };
  await writeFile(join(workspace, 'audiobook.json'), JSON.stringify({ messages }));
  return workspace;
}

const ended = { summary: goodRun, tasks: [], asked: [], command: 'npx nx run-many -t publish' };

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

test('tellOfRun() tells at once what can’t be kept, such as on a full disk', async () => {
  const receiver = await new HttpReceiver().start();
  onTestFinished(() => receiver.stop());
  const workspace = await workspaceTelling(receiver.origin);
  // A file in the place of its folder.
  await mkdir(join(workspace, '.audiobook'));
  await writeFile(outboxFolder(workspace), '');
  const { host } = new URL(receiver.origin);
  const notKept = expect.stringMatching(/^! It was tried once, since the message can’t be kept: E/);
  expect(await tellOfRun(workspace, ended)).toEqual([`Told: webhook 1 (json, ${host})`, notKept]);
  expect(receiver.calls).toHaveLength(1);
  await receiver.stop();
  const untold = await tellOfRun(workspace, ended);
  expect(untold).toEqual([expect.stringMatching(/^! Not told: webhook 1 .*ECONNREFUSED/), notKept]);
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

test('tellOfRun() tells nobody of a run that was short, or that only looked at something', async () => {
  const receiver = await new HttpReceiver().start();
  onTestFinished(() => receiver.stop());
  const workspace = await workspaceTelling(receiver.origin, 10);
  const short = { ...goodRun, wallSeconds: 599 };
  expect(await tellOfRun(workspace, { ...ended, summary: short })).toEqual([]);
  const failures = [{ project: 'publish', target: 'info', message: 'No.' }];
  const looked = { ...goodRun, spoken: 0, published: [], outcome: 'failed' as const, failures };
  expect(await tellOfRun(workspace, { ...ended, summary: looked })).toEqual([]);
  expect(await listOutbox(workspace)).toEqual([]);
});

test.each(['encode', 'assemble'])('tellOfRun() tells of a %s that failed', async (target) => {
  const receiver = await new HttpReceiver().start();
  onTestFinished(() => receiver.stop());
  const workspace = await workspaceTelling(receiver.origin);
  const failures = [{ project: 'lamp-01', target, message: 'No.' }];
  const failed = { ...goodRun, spoken: 0, published: [], outcome: 'failed' as const, failures };
  expect(await tellOfRun(workspace, { ...ended, summary: failed })).toHaveLength(1);
  await expect.poll(() => receiver.calls.length).toBe(1);
});
