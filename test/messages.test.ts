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
import { addTonePool, type TonePool } from './rig/tone-pool.ts';
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
  test('to webhooks and by e-mail: what was made or failed, who was not told; and a run that made nothing is not', async () => {
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
    // Some may be told later than the shell waits, on a busy machine.
    await expect.poll(() => [hook.calls.length, mails.mails.length]).toEqual([2, 1]);
    const { host } = new URL(hook.origin);
    for (const name of ['webhook 1 (json)', `webhook 2 (ntfy, ${host})`, 'e-mail (127.0.0.1)']) {
      expect(run.output).toContain(name);
    }
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
    await expect.poll(outbox).toEqual([]);

    const again = await workspace.nx('run-many', '-t', 'publish');
    expect(again.code, again.output).toBe(0);
    expect(again.output).not.toMatch(/Told|told|webhook/);
    expect([hook.calls.length, mails.mails.length]).toEqual([2, 1]);

    // Published again, with nothing spoken; one receiver is gone, and the address of another is missing.
    const lost = await receiver([], { status: 404, body: 'no such hook' });
    await tell(hook, {
      webhooks: [
        { format: 'json', url: hook.origin },
        { format: 'json', url: lost.origin },
        { format: 'slack', url: { env: 'NOBODY_SETS_THIS' } },
      ],
    });
    await workspace.edit(`books/${slug}/book.json`, (json) => json.replace('The Lamp', 'A Lamp'));
    const retitled = await workspace.nx('run', `${slug}:publish`);
    expect(retitled.code, retitled.output).toBe(0);
    const [before, after] = retitled.output.split('Time  ');
    expect(before).toContain('environment variable NOBODY_SETS_THIS is not set. Set');
    await expect.poll(() => [hook.calls.length, lost.calls.length]).toEqual([3, 1]);
    await untilNoSender();
    expect(said(hook.calls[2])).toMatchObject({
      headline: expect.stringMatching(/^“A Lamp” is ready/),
      summary: { spoken: 0, outcome: 'success' },
    });

    const refusing = await receiver([], { status: 401 });
    const webhooks = [hook, refusing].map(({ origin }) => ({ format: 'json', url: origin }));
    await tell(hook, { webhooks });
    const sent = await workspace.nx('run', 'notify:send-test');
    expect(sent.code).not.toBe(0);
    // Once: by the next run where the sender took longer than the shell waited, on a busy machine.
    const told = `${after}${sent.output}`.split('Not told: ').slice(1).sort();
    expect(told).toEqual([
      expect.stringContaining(
        `webhook 2 (json, ${new URL(lost.origin).host}): it answered 404: no such hook. Correct its "url".`,
      ),
      expect.stringContaining('environment variable NOBODY_SETS_THIS is not set. Set'),
    ]);
    expect(sent.output).toContain(`✓ ${nameOf(hook)}: arrived`);
    expect(sent.output).toMatch(/✗ webhook 2 .*: it answered 401\n.*→ Correct its "token"/);
    expect(JSON.parse(hook.calls[3]?.body ?? '').type).toBe('test');

    // Of what was to be made, nothing was begun.
    await tell(hook);
    await workspace.write(`books/${slug}/chapters/02-the-lamp/corrections.json`, '{"takes": 3}');
    const failing = await workspace.nx('run', `${slug}-02:assemble`);
    expect(failing.code).not.toBe(0);
    await expect.poll(() => hook.calls.length).toBe(5);
    expect(said(hook.calls[4])).toMatchObject({
      headline: expect.stringContaining(`${slug}-02:script`),
      next: expect.stringContaining(`npx nx run ${slug}-02:assemble`),
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

  test('of a sample, of runs that were interrupted or out of money; and is sent on where its sender was killed', async () => {
    const [long] = generateNovel({ seed: 7, characters: 15_000, chapters: 1 }).chapters;
    await workspace.write(`books/${slug}/chapters/10-long/text.md`, long?.text ?? '');
    const pool = await addTonePool(workspace, [{ charactersPerSecond: 500 }]);
    stops.push(() => pool.stop());
    // A cent a second.
    await workspace.edit('gpu-runner/pool.json', (text) =>
      text.replace('"kind"', '"pricePerHour": 36, "kind"'),
    );
    const hook = await receiver(['hang']);
    await tell(hook);
    const sample = await workspace.nx('run', `${slug}:sample`, '--segments=1', '--chapter=3');
    expect(sample.code, sample.output).toBe(0);
    expect(sample.output).toMatch(/^Segments {2}1 spoken .*\n(.*\n)*?Cost {6}\$0\.\d/m);
    // Without a reason: it ended before the first attempt did, which takes ten seconds.
    expect(sample.output).toContain(`! Not told yet: ${nameOf(hook)}. It is tried`);
    await expect.poll(() => hook.calls.length).toBe(1);
    for (const { kind, pid } of processesOf(workspace)) {
      if (kind === 'sender') process.kill(pid, 'SIGKILL');
    }
    await untilNoSender();

    const terminated = await speaking(pool);
    process.kill(-terminated.pid, 'SIGTERM');
    expect((await terminated.ended).code).not.toBe(0);
    await expect.poll(() => hook.calls.length).toBe(3);
    const [first, sentOn, ofEnd] = hook.calls;
    expect(said(sentOn)).toEqual(said(first));
    expect(sentOn?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(said(ofEnd)).toMatchObject(interrupted);
    await expect.poll(outbox).toEqual([]);

    // Ctrl-C, and once more while it waits for a receiver.
    const slow = await receiver(['hang']);
    await tell(slow);
    const pressed = await speaking(pool);
    process.kill(-pressed.pid, 'SIGINT');
    await expect.poll(() => slow.calls.length).toBe(1);
    process.kill(-pressed.pid, 'SIGINT');
    expect((await pressed.ended).code).not.toBe(0);
    // Its first attempt takes ten seconds to end without an answer.
    await expect.poll(() => slow.calls.length).toBe(2);
    expect(said(slow.calls[1])).toMatchObject(interrupted);
    await expect.poll(outbox).toEqual([]);

    workspace.env.AUDIOBOOK_BUDGET = '0.05';
    await tell(hook);
    const spent = await workspace.nx('run-many', '-t', 'synthesize');
    expect(spent.code).not.toBe(0);
    await expect.poll(() => hook.calls.length).toBe(4);
    const { headline, next, summary } = said(hook.calls[3]);
    expect(headline).toMatch(/^The budget is spent after .*segments? spoken and kept$/);
    expect(next).toContain('AUDIOBOOK_BUDGET');
    expect(summary).toMatchObject({ outcome: 'budget', cost: { dollars: expect.any(Number) } });
  });
});

const interrupted = {
  headline: expect.stringMatching(/^Interrupted after .*segments? spoken and kept$/),
  next: expect.stringMatching(/go on: npx nx run-many -t synthesize$/),
  summary: { outcome: 'interrupted' },
};

const untilNoSender = () =>
  expect.poll(() => processesOf(workspace).some(({ kind }) => kind === 'sender')).toBe(false);

/** A run that has spoken a few segments, and has more to speak. */
async function speaking(pool: TonePool) {
  const before = pool.spoken();
  const run = workspace.start('run-many', '-t', 'synthesize');
  const ended = finished(run);
  await expect.poll(() => pool.spoken() - before).toBeGreaterThan(3);
  return { pid: run.pid ?? 0, ended };
}
