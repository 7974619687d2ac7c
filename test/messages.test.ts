import { createHmac } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { HttpReceiver, type ReceiverAnswer } from '@audiobook/notify/testing/http-receiver';
import { MailServer, mailPart } from '@audiobook/notify/testing/mail-server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { generateNovel } from './novel/generate-novel.ts';
import { processesOf } from './rig/processes.ts';
import { addSmallBook, smallBook } from './rig/small-book.ts';
import { finished } from './rig/start-nx.ts';
import { addTonePool } from './rig/tone-pool.ts';
import { makeWorkspace, type Workspace } from './rig/workspace.ts';

const { slug } = smallBook;
let workspace: Workspace;
const stops: (() => Promise<void>)[] = [];

beforeEach(async () => {
  workspace = makeWorkspace();
  await addSmallBook(workspace);
});
afterEach(async () => {
  for (const { kind, pid } of processesOf(workspace)) if (kind === 'sender') process.kill(pid);
  for (const stop of stops.splice(0)) await stop();
  await workspace.remove();
});

async function receiver(answers: ReceiverAnswer[] = [], usual?: ReceiverAnswer) {
  const started = await new HttpReceiver(answers, usual).start();
  stops.push(() => started.stop());
  return started;
}

/** Has runs told to one receiver, and whatever else is given. */
async function tell({ origin }: HttpReceiver, more: object = {}) {
  const webhooks = [{ format: 'json', url: `${origin}/hook` }];
  const messages = { afterMinutes: 0, webhooks, ...more };
  await workspace.write('audiobook.json', JSON.stringify({ messages }));
}

const said = (call: { body: string } | undefined) => JSON.parse(call?.body ?? '{}').data;
const outbox = () => readdir(join(workspace.root, '.audiobook', 'outbox')).catch(() => []);
const nameOf = ({ origin }: HttpReceiver) => `webhook 1 (json, ${new URL(origin).host})`;

describe('the end of a run is told', () => {
  test('to webhooks and by e-mail: what was made; and a run that made nothing is not', async () => {
    const hook = await receiver();
    const mails = await new MailServer().start();
    stops.push(() => mails.stop());
    workspace.env.HOOK_SECRET = 'whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1u';
    await workspace.write('hook-address', `${hook.origin}/secret/path\n`);
    await tell(hook, {
      link: 'https://nas.example.org/books',
      webhooks: [
        { format: 'json', url: { file: 'hook-address' }, secret: { env: 'HOOK_SECRET' } },
        { format: 'ntfy', url: `${hook.origin}/topic` },
      ],
      email: { host: '127.0.0.1', port: mails.port, from: 'a@example.org', to: ['b@example.org'] },
    });
    const run = await workspace.nx('run-many', '-t', 'publish');
    expect(run.code, run.output).toBe(0);
    const { host } = new URL(hook.origin);
    expect(run.output).toContain(
      `Told: webhook 1 (json), webhook 2 (ntfy, ${host}), e-mail (127.0.0.1)`,
    );
    const call = hook.calls.find(({ path }) => path === '/secret/path');
    const summary = await workspace.summary();
    expect(summary.spoken).toBeGreaterThan(0);
    const [book] = summary.published;
    expect(book).toMatchObject({ slug, title: 'The Lamp', chapters: 3, missing: 0 });
    expect(said(call)).toMatchObject({
      headline: expect.stringMatching(/^“The Lamp” is ready: .*\d s$/),
      command: 'npx nx run-many -t publish',
      summary: {
        ...summary,
        published: [
          {
            ...book,
            files: [
              {
                path: `dist/books/${slug}/The Lamp.m4b`,
                url: `https://nas.example.org/books/${slug}/The%20Lamp.m4b`,
              },
              { path: `dist/books/${slug}/The Lamp.m3u8` },
            ],
          },
        ],
      },
    });
    const signed = `${call?.headers['webhook-id']}.${call?.headers['webhook-timestamp']}.${call?.body}`;
    const hmac = createHmac('sha256', '0123456789abcdefghijklmn').update(signed).digest('base64');
    expect(call?.headers['webhook-signature']).toBe(`v1,${hmac}`);
    const ntfy = hook.calls.find(({ path }) => path === '/');
    expect(JSON.parse(ntfy?.body ?? '')).toMatchObject({
      topic: 'topic',
      tags: ['audiobook', 'success'],
    });
    expect(mailPart(mails.mails[0]?.source ?? '', 'text/plain')).toContain('The Lamp – A. Tester');
    expect(await outbox()).toEqual([]);

    const again = await workspace.nx('run-many', '-t', 'publish');
    expect(again.code, again.output).toBe(0);
    expect(again.output).not.toMatch(/Told|webhook/);
    expect([hook.calls.length, mails.mails.length]).toEqual([2, 1]);

    // Published again, with nothing spoken.
    await workspace.edit(`books/${slug}/book.json`, (json) => json.replace('The Lamp', 'A Lamp'));
    await workspace.nx('run', `${slug}:publish`);
    expect(said(hook.calls.findLast(({ path }) => path !== '/'))).toMatchObject({
      headline: expect.stringMatching(/^“A Lamp” is ready/),
      summary: { spoken: 0, outcome: 'success' },
    });
  });

  test('when a chapter failed: what failed and what to do', async () => {
    const hook = await receiver();
    await tell(hook);
    await workspace.write(`books/${slug}/chapters/02-the-lamp/corrections.json`, '{"takes": 3}');
    const run = await workspace.nx('run-many', '-t', 'publish');
    expect(run.code).not.toBe(0);
    await expect.poll(() => hook.calls.length).toBe(1);
    expect(said(hook.calls[0])).toMatchObject({
      headline: expect.stringContaining(`${slug}-02:script`),
      next: expect.stringContaining('npx nx run-many -t publish'),
      summary: {
        outcome: 'failed',
        published: [],
        failures: [
          {
            project: `${slug}-02`,
            target: 'script',
            message: expect.stringContaining('corrections.json:1:'),
          },
        ],
      },
    });
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('when it was interrupted, by %s', async (signal) => {
    const [long] = generateNovel({ seed: 7, characters: 15_000, chapters: 1 }).chapters;
    await workspace.write(`books/${slug}/chapters/10-long/text.md`, long?.text ?? '');
    const pool = await addTonePool(workspace, [{ charactersPerSecond: 500 }]);
    stops.push(() => pool.stop());
    const hook = await receiver();
    await tell(hook);
    const run = workspace.start('run-many', '-t', 'synthesize');
    const ended = finished(run);
    await expect.poll(() => pool.spoken()).toBeGreaterThan(3);
    process.kill(-(run.pid ?? 0), signal);
    expect((await ended).code).not.toBe(0);
    await expect.poll(() => hook.calls.length).toBe(1);
    expect(said(hook.calls[0])).toMatchObject({
      headline: expect.stringMatching(/^Interrupted after .*segments? spoken and kept$/),
      next: expect.stringMatching(/go on: npx nx run-many -t synthesize$/),
      summary: { outcome: 'interrupted' },
    });
  });

  test('even when Ctrl-C is pressed again while it waits for a receiver', async () => {
    const [long] = generateNovel({ seed: 7, characters: 15_000, chapters: 1 }).chapters;
    await workspace.write(`books/${slug}/chapters/10-long/text.md`, long?.text ?? '');
    const pool = await addTonePool(workspace, [{ charactersPerSecond: 500 }]);
    stops.push(() => pool.stop());
    const hook = await receiver(['hang']);
    await tell(hook);
    const run = workspace.start('run-many', '-t', 'synthesize');
    const ended = finished(run);
    await expect.poll(() => pool.spoken()).toBeGreaterThan(3);
    process.kill(-(run.pid ?? 0), 'SIGINT');
    await expect.poll(() => hook.calls.length).toBe(1);
    process.kill(-(run.pid ?? 0), 'SIGINT');
    await ended;
    // Its first attempt takes ten seconds to end without an answer.
    await expect.poll(() => hook.calls.length).toBe(2);
    expect(said(hook.calls[1])).toMatchObject({ summary: { outcome: 'interrupted' } });
    await expect.poll(outbox).toEqual([]);
  });

  test('when its budget is spent: what it cost, and how to go on', async () => {
    const [long] = generateNovel({ seed: 7, characters: 15_000, chapters: 1 }).chapters;
    await workspace.write(`books/${slug}/chapters/10-long/text.md`, long?.text ?? '');
    const pool = await addTonePool(workspace, [{ charactersPerSecond: 500 }]);
    stops.push(() => pool.stop());
    // A cent a second.
    await workspace.edit('gpu-runner/pool.json', (text) =>
      text.replace('"kind"', '"pricePerHour": 36, "kind"'),
    );
    workspace.env.AUDIOBOOK_BUDGET = '0.05';
    const hook = await receiver();
    await tell(hook);
    const run = await workspace.nx('run-many', '-t', 'synthesize');
    expect(run.code).not.toBe(0);
    await expect.poll(() => hook.calls.length).toBe(1);
    const { headline, next, summary } = said(hook.calls[0]);
    expect(headline).toMatch(/^The budget is spent after .*segments? spoken and kept$/);
    expect(next).toContain('AUDIOBOOK_BUDGET');
    expect(summary).toMatchObject({ outcome: 'budget', cost: { dollars: expect.any(Number) } });
  });

  test('to nobody when it was shorter than it need be', async () => {
    const hook = await receiver();
    await tell(hook, { afterMinutes: 10 });
    const run = await workspace.nx('run-many', '-t', 'publish');
    expect(run.code, run.output).toBe(0);
    expect(run.output).not.toContain('Told');
    expect(hook.calls).toEqual([]);
  });
});

describe('a receiver that can’t be reached', () => {
  test('delays the shell a few seconds and changes nothing; the next run goes on where its sender was killed', async () => {
    const hook = await receiver(['hang']);
    await tell(hook);
    const run = await workspace.nx('run', `${slug}-03:synthesize`);
    expect(run.code, run.output).toBe(0);
    expect(Date.now() - (hook.calls[0]?.at ?? 0)).toBeLessThan(5_000);
    expect(run.output).toContain(`! Not told yet: ${nameOf(hook)}`);
    for (const { kind, pid } of processesOf(workspace)) {
      if (kind === 'sender') process.kill(pid, 'SIGKILL');
    }
    await expect
      .poll(() => processesOf(workspace).some(({ kind }) => kind === 'sender'))
      .toBe(false);
    await workspace.nx('run', `${slug}-03:script`);
    await expect.poll(() => hook.calls.length).toBe(2);
    expect(said(hook.calls[1])).toEqual(said(hook.calls[0]));
    expect(hook.calls[1]?.headers['webhook-id']).toBe(hook.calls[0]?.headers['webhook-id']);
    await expect.poll(outbox).toEqual([]);
    await workspace.nx('run', `${slug}-03:script`);
    expect(hook.calls.length).toBe(2);
  });

  test('is told of with what to do, once', async () => {
    const hook = await receiver([], { status: 404, body: 'no such hook' });
    await tell(hook);
    const run = await workspace.nx('run', `${slug}-03:synthesize`);
    expect(run.code, run.output).toBe(0);
    expect(run.output).toContain(
      `! Not told: ${nameOf(hook)}: it answered 404: no such hook. Correct its "url".`,
    );
    const again = await workspace.nx('run', `${slug}-03:synthesize`);
    expect(again.output).not.toContain('Not told');
    expect(hook.calls.length).toBe(1);
  });

  test('is told of at the beginning where a secret is missing', async () => {
    const hook = await receiver();
    await tell(hook, { webhooks: [{ format: 'slack', url: { env: 'NOBODY_SETS_THIS' } }] });
    const run = await workspace.nx('run', `${slug}-03:synthesize`);
    expect(run.code, run.output).toBe(0);
    const [before, after] = run.output.split('Chapters  1');
    expect(before).toContain('environment variable NOBODY_SETS_THIS is not set. Set');
    expect(after).toContain('environment variable NOBODY_SETS_THIS is not set. Set');
  });
});

describe('notify:send-test', () => {
  test('says how to name somebody where nobody is named', async () => {
    const run = await workspace.nx('run', 'notify:send-test');
    expect(run.code).not.toBe(0);
    expect(run.output).toContain('audiobook.json names nobody who is told');
    expect(run.output).toContain('"webhooks": [{ "format": "ntfy"');
  });

  test('sends to all, and says of each whether it arrived', async () => {
    const good = await receiver();
    const bad = await receiver([], { status: 401 });
    await tell(good, { afterMinutes: 600 });
    const run = await workspace.nx('run', 'notify:send-test');
    expect(run.code, run.output).toBe(0);
    expect(run.output).toContain(`✓ ${nameOf(good)}: arrived`);
    const webhooks = [good, bad].map(({ origin }) => ({ format: 'json', url: origin }));
    await tell(good, { webhooks });
    const failing = await workspace.nx('run', 'notify:send-test');
    expect(failing.code).not.toBe(0);
    expect(failing.output).toContain(`✓ ${nameOf(good)}: arrived`);
    expect(failing.output).toMatch(/✗ webhook 2 .*: it answered 401\n.*→ Correct its "token"/);
    expect(good.calls.map(({ body }) => JSON.parse(body).type)).toEqual(['test', 'test']);
  });
});
