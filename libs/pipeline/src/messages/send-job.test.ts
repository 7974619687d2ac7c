import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpReceiver, type ReceiverAnswer } from '@audiobook/notify/testing/http-receiver';
import { runMessage } from '@audiobook/notify/testing/run-messages';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lookAfterEarlierMessages } from './earlier-messages.ts';
import type { MessageJob } from './message-job.ts';
import { claimJob, lookUpJob, outboxFolder, putJob, releaseJob } from './outbox.ts';
import { sendJob } from './send-job.ts';
import { targetSettings } from './target-settings.ts';

let workspace: string;
const stops: (() => Promise<void>)[] = [];
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'messages-'));
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await rm(workspace, { recursive: true, maxRetries: 3 });
});

async function receiver(answers: ReceiverAnswer[] = [], usual?: ReceiverAnswer) {
  const started = await new HttpReceiver(answers, usual).start();
  stops.push(() => started.stop());
  return started;
}

const id = 'msg_1';
/** A process that there is not. */
const gone = `${id}.4194305-1.json`;

function jobFor(origins: string[], at = new Date().toISOString()): MessageJob {
  const webhooks = origins.map((url) => ({ format: 'json' as const, url }));
  const targets = targetSettings({ afterMinutes: 0, webhooks });
  const deliveries = targets.map((target) => ({ target, state: 'pending' as const }));
  return { id, message: { ...runMessage(), at }, deliveries };
}

async function left(name: string, job: MessageJob): Promise<void> {
  await putJob(workspace, job);
  await rm(join(outboxFolder(workspace), `${id}.json`));
  await writeFile(join(outboxFolder(workspace), name), JSON.stringify(job));
}

async function send(waits: number[] = []): Promise<string[]> {
  const lines: string[] = [];
  const { signal } = new AbortController();
  await sendJob(workspace, id, { signal, waits, log: (line) => lines.push(line) });
  return lines;
}

const outbox = () => readdir(outboxFolder(workspace));

describe('sendJob()', () => {
  test('sends to all targets, and keeps only what did not arrive', async () => {
    const [good, bad] = [await receiver(), await receiver([], { status: 404 })];
    await putJob(workspace, jobFor([good.origin, bad.origin]));
    const lines = await send();
    expect(lines.sort()).toEqual([
      expect.stringMatching(/^msg_1 webhook 1 .*: arrived$/),
      expect.stringMatching(/^msg_1 webhook 2 .*: failed: it answered 404$/),
    ]);
    expect((await lookUpJob(workspace, id))?.deliveries).toMatchObject([
      { state: 'arrived' },
      { state: 'failed', found: 'it answered 404', remedy: 'Correct its "url".' },
    ]);
  });

  test('removes what is no message, and says so', async () => {
    await putJob(workspace, jobFor([]));
    await writeFile(join(outboxFolder(workspace), `${id}.json`), '{');
    expect(await send()).toEqual(['msg_1: its file in the outbox was no message; removed']);
    expect(await outbox()).toEqual([]);
  });

  test('leaves nothing when all have it', async () => {
    const good = await receiver();
    await putJob(workspace, jobFor([good.origin]));
    await send();
    expect(await outbox()).toEqual([]);
    expect(await send()).toEqual([]);
    expect(good.calls.length).toBe(1);
  });

  test('sends nothing twice when two senders start at once', async () => {
    const good = await receiver();
    await putJob(workspace, jobFor([good.origin]));
    await Promise.all([send(), send(), send()]);
    expect(good.calls.length).toBe(1);
  });

  test('notes why it tries again', async () => {
    const late = await receiver([{ status: 503 }]);
    await putJob(workspace, jobFor([late.origin]));
    expect(await send([0.01])).toEqual([
      expect.stringMatching(/: pending: it answered 503$/),
      expect.stringMatching(/: arrived$/),
    ]);
  });

  test('says which secret it can’t find', async () => {
    const job = jobFor(['http://127.0.0.1:1']);
    const webhook = { format: 'slack' as const, url: { file: 'nowhere' } };
    const [target] = targetSettings({ afterMinutes: 0, webhooks: [webhook] });
    if (target !== undefined) job.deliveries = [{ target, state: 'pending' }];
    await putJob(workspace, job);
    expect(await send()).toEqual([
      expect.stringMatching(/^msg_1 webhook 1 \(slack\): failed: its url can't be read: ENOENT/),
    ]);
  });
});

describe('lookAfterEarlierMessages()', () => {
  test('has nothing to say where there is no outbox', async () => {
    expect(await lookAfterEarlierMessages(workspace)).toEqual([]);
  });

  test('leaves alone what a process has that still runs', async () => {
    await putJob(workspace, jobFor(['http://127.0.0.1:1']));
    await claimJob(workspace, id);
    expect(await lookAfterEarlierMessages(workspace)).toEqual([]);
    expect(await outbox()).toEqual([expect.stringMatching(`^${id}\\.${process.pid}-`)]);
  });

  test('tells of what did not arrive, once', async () => {
    const job = jobFor(['http://127.0.0.1:1']);
    Object.assign(job.deliveries[0] ?? {}, { state: 'failed', found: 'it is off', remedy: 'On.' });
    await left(gone, job);
    expect(await lookAfterEarlierMessages(workspace)).toEqual([
      `Of the run that ended ${job.message.at}: Not told: webhook 1 (json, 127.0.0.1:1): it is off. On. npx nx run notify:send-test sends a test.`,
    ]);
    expect(await lookAfterEarlierMessages(workspace)).toEqual([]);
  });

  test('sends on what a killed sender left, and to nobody who has it', async () => {
    const [first, second] = [await receiver(), await receiver()];
    const job = jobFor([first.origin, second.origin]);
    Object.assign(job.deliveries[0] ?? {}, { state: 'arrived' });
    await left(gone, job);
    expect(await lookAfterEarlierMessages(workspace)).toEqual([]);
    await expect.poll(() => second.calls.length).toBe(1);
    await expect.poll(outbox).toEqual([]);
    expect(first.calls).toEqual([]);
    const log = await readFile(join(workspace, '.audiobook', 'messages.log'), 'utf8');
    expect(log).toMatch(/msg_1 webhook 2 .*: arrived\n$/);
  });

  test('drops what is a day old, and says so', async () => {
    const good = await receiver();
    await left(gone, jobFor([good.origin], '2026-01-02T03:04:05.000Z'));
    expect(await lookAfterEarlierMessages(workspace)).toEqual([
      expect.stringMatching(
        /^Of the run that ended 2026-01-02T03:04:05\.000Z, a day ago or more: Not told: /,
      ),
    ]);
    expect(await outbox()).toEqual([]);
    expect(good.calls).toEqual([]);
  });

  test('removes what is no message, and says so', async () => {
    await putJob(workspace, jobFor([]));
    await writeFile(join(outboxFolder(workspace), gone), '{');
    await rm(join(outboxFolder(workspace), `${id}.json`));
    const file = join(outboxFolder(workspace), gone);
    expect(await lookAfterEarlierMessages(workspace)).toEqual([
      `A message of an earlier run can't be read, and is removed: ${file}. Whom it did not reach is not told.`,
    ]);
    expect(await outbox()).toEqual([]);
  });
});

test('releaseJob() gives a message to whoever claims it first', async () => {
  await putJob(workspace, jobFor(['http://127.0.0.1:1']));
  const claimed = await claimJob(workspace, id);
  expect(await claimJob(workspace, id)).toBeUndefined();
  if (typeof claimed === 'object') await releaseJob(workspace, claimed.file, claimed.job);
  expect(await outbox()).toEqual([`${id}.json`]);
});
