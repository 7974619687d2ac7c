import { createHmac } from 'node:crypto';
import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { FailedAttempt } from './attempt.ts';
import { type DeliverOptions, deliver } from './deliver.ts';
import type { WebhookTarget } from './target.ts';
import { HttpReceiver, type ReceiverAnswer } from './testing/http-receiver.ts';
import { runMessage } from './testing/run-messages.ts';
import { webhookPayload } from './webhook-payload.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function receiver(answers: ReceiverAnswer[] = [], usual?: ReceiverAnswer) {
  const started = await new HttpReceiver(answers, usual).start();
  stops.push(() => started.stop());
  return started;
}

const target = (origin: string, more: Partial<WebhookTarget> = {}): WebhookTarget => ({
  ...{ kind: 'webhook', name: 'webhook 1', format: 'json', url: new URL('/hook', origin) },
  ...more,
});

const options: DeliverOptions = {
  ...{ id: 'msg_1', signal: new AbortController().signal, waits: [0.01, 0.02], timeoutMs: 5_000 },
};

describe('deliver() to a webhook', () => {
  test('signs so that a receiver can verify by the standard alone', async () => {
    const { origin, calls } = await receiver();
    const key = Buffer.from('0123456789abcdefghijklmn');
    const secret = `whsec_${key.toString('base64')}`;
    const sent = await deliver(target(origin, { secret, token: 'tk' }), runMessage(), options);
    expect(sent).toEqual({ kind: 'arrived' });
    const [call] = calls;
    const { headers, body = '' } = call ?? {};
    const timestamp = Number(headers?.['webhook-timestamp']);
    expect(Math.abs(Date.now() / 1_000 - timestamp)).toBeLessThan(60);
    const expected = createHmac('sha256', key)
      .update(`msg_1.${timestamp}.${body}`)
      .digest('base64');
    expect(headers).toMatchObject({
      'webhook-id': 'msg_1',
      'webhook-signature': `v1,${expected}`,
      'content-type': 'application/json',
      authorization: 'Bearer tk',
    });
    expect(JSON.parse(body)).toEqual(JSON.parse(JSON.stringify(webhookPayload(runMessage()))));
  });

  test('takes a secret as it stands where it is not of the standard’s form', async () => {
    const { origin, calls } = await receiver();
    const secret = 'a secret of one’s own making';
    await deliver(target(origin, { secret }), runMessage(), options);
    const [call] = calls;
    const content = `msg_1.${call?.headers['webhook-timestamp']}.${call?.body}`;
    const expected = createHmac('sha256', secret).update(content).digest('base64');
    expect(call?.headers['webhook-signature']).toBe(`v1,${expected}`);
  });

  test.each(['hush', 'whsec_not base64!', 'whsec_c2hvcnQ='])(
    'sends nothing with a secret that is none: %s',
    async (secret) => {
      const { origin, calls } = await receiver();
      const sent = await deliver(target(origin, { secret }), runMessage(), options);
      expect(sent).toMatchObject({ kind: 'refused', remedy: expect.stringContaining('openssl') });
      expect(JSON.stringify(sent)).not.toContain(secret);
      expect(calls).toEqual([]);
    },
  );

  test('signs nothing without a secret', async () => {
    const { origin, calls } = await receiver();
    await deliver(target(origin), runMessage(), options);
    expect(calls[0]?.headers).not.toHaveProperty('webhook-signature');
    expect(calls[0]?.headers).not.toHaveProperty('authorization');
  });

  test('tries again after 500, with the same id and a new signature', async () => {
    const { origin, calls } = await receiver([{ status: 500, body: 'oops' }, { status: 503 }]);
    const retries: FailedAttempt[] = [];
    const sent = await deliver(target(origin), runMessage(), {
      ...options,
      onRetry: async (failed) => void retries.push(failed),
    });
    expect(sent).toEqual({ kind: 'arrived' });
    expect(calls.map(({ headers }) => headers['webhook-id'])).toEqual(['msg_1', 'msg_1', 'msg_1']);
    expect(retries.map(({ found }) => found)).toEqual(['it answered 500: oops', 'it answered 503']);
  });

  test('waits as long as 429 says', async () => {
    const { origin, calls } = await receiver([{ status: 429, headers: { 'retry-after': '1' } }]);
    expect(await deliver(target(origin), runMessage(), options)).toEqual({ kind: 'arrived' });
    const [first, second] = calls;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(990);
  });

  test('tries for ten minutes at most, whatever a receiver asks for', async () => {
    const { origin, calls } = await receiver([], {
      status: 429,
      headers: { 'retry-after': '600' },
    });
    const retries: FailedAttempt[] = [];
    const sent = await deliver(target(origin), runMessage(), {
      ...options,
      onRetry: async (failed) => void retries.push(failed),
    });
    expect(sent).toMatchObject({ kind: 'failed', retrySeconds: 600 });
    expect([calls.length, retries]).toEqual([1, []]);
  });

  test('shortens its last wait to the time that is left, and then gives up', async () => {
    const { origin, calls } = await receiver([], { status: 503 });
    const began = performance.now();
    const sent = await deliver(target(origin), runMessage(), {
      ...options,
      waits: [3_600, 3_600],
      tryingSeconds: 16,
      timeoutMs: 5_000,
    });
    expect(sent).toMatchObject({ kind: 'failed', found: 'it answered 503' });
    expect(calls.length).toBe(2);
    expect(performance.now() - began).toBeLessThan(60_000);
  });

  test('gives up after its last wait', async () => {
    const { origin, calls } = await receiver([], { status: 502 });
    const sent = await deliver(target(origin), runMessage(), options);
    expect(sent).toMatchObject({ kind: 'failed', found: 'it answered 502' });
    expect(calls.length).toBe(3);
  });

  test.each([
    [400, /"format"/],
    [401, /"token"/],
    [404, /"url"/],
    [410, /"url"/],
  ])('does not try again after %i', async (status, remedy) => {
    const { origin, calls } = await receiver([], { status, body: 'No.' });
    expect(await deliver(target(origin), runMessage(), options)).toEqual({
      ...{ kind: 'refused', found: `it answered ${status}: No.` },
      remedy: expect.stringMatching(remedy),
    });
    expect(calls.length).toBe(1);
  });

  test.each([301, 302, 307, 308])('follows no redirect: %i', async (status) => {
    const other = await receiver();
    const { origin } = await receiver([], { status, headers: { location: `${other.origin}/x` } });
    const sent = await deliver(target(origin, { token: 'tk' }), runMessage(), options);
    expect(sent).toMatchObject({ kind: 'refused', found: `it answered ${status}` });
    expect(other.calls).toEqual([]);
  });

  test('waits for an answer only so long, and tries again', async () => {
    const { origin, calls } = await receiver(['hang']);
    const retries: string[] = [];
    const sent = await deliver(target(origin), runMessage(), {
      ...options,
      timeoutMs: 300,
      onRetry: async ({ found }) => void retries.push(found),
    });
    expect(sent).toEqual({ kind: 'arrived' });
    expect(retries).toEqual(['there was no answer in 0.3 s']);
    expect(calls.length).toBe(2);
  });

  test('says that nobody listens', async () => {
    const { origin, stop } = await receiver().then((started) => ({
      origin: started.origin,
      stop: () => started.stop(),
    }));
    await stop();
    expect(await deliver(target(origin), runMessage(), options)).toMatchObject({
      kind: 'failed',
      found: expect.stringContaining('ECONNREFUSED'),
      remedy: 'Start the receiver, or correct its address.',
    });
  });

  test('shows nothing secret that a receiver repeats', async () => {
    const body = 'no such token tk_hushhush at /hook/very/secret';
    const { origin } = await receiver([], { status: 403, body });
    const url = new URL('/hook/very/secret', origin);
    const sent = await deliver(
      target(origin, { url, token: 'tk_hushhush' }),
      runMessage(),
      options,
    );
    expect(sent).toMatchObject({ found: 'it answered 403: no such token … at …' });
  });

  test('shows no token that is no header', async () => {
    const { origin } = await receiver();
    const sent = await deliver(target(origin, { token: 'hush\nhush' }), runMessage(), options);
    expect(sent?.kind).toBe('refused');
    expect(JSON.stringify(sent)).not.toContain('hush');
  });

  test('ends where it is told to', async () => {
    const { origin } = await receiver([], 'hang');
    const stop = new AbortController();
    const sending = deliver(target(origin), runMessage(), { ...options, signal: stop.signal });
    stop.abort();
    expect(await sending).toBeUndefined();
  });

  test('ends while it waits where it is told to', async () => {
    const { origin } = await receiver([], { status: 500 });
    const stop = new AbortController();
    const sent = await deliver(target(origin), runMessage(), {
      ...{ ...options, waits: [3_600], signal: stop.signal },
      onRetry: async () => stop.abort(),
    });
    expect(sent).toBeUndefined();
  });

  test('gives ntfy its JSON at the top, and Slack its text', async () => {
    const { origin, calls } = await receiver();
    const url = new URL('/my-topic', origin);
    await deliver(target(origin, { format: 'ntfy', url, token: 'tk' }), runMessage(), options);
    await deliver(target(origin, { format: 'slack' }), runMessage(), options);
    const [ntfy, slack] = calls.map(({ path, headers, body }) => ({
      path,
      headers,
      ...JSON.parse(body),
    }));
    expect(ntfy).toMatchObject({
      path: '/',
      topic: 'my-topic',
      headers: { authorization: 'Bearer tk' },
    });
    expect(slack).toMatchObject({ path: '/hook', mrkdwn: false });
    expect(Object.keys(JSON.parse(calls[1]?.body ?? ''))).toEqual(['text', 'mrkdwn']);
  });

  test('says that an address of ntfy lacks its topic', async () => {
    const { origin } = await receiver();
    const sent = deliver(
      target(origin, { format: 'ntfy', url: new URL(origin) }),
      runMessage(),
      options,
    );
    expect(await sent).toMatchObject({ kind: 'refused', found: 'its address names no topic' });
  });

  test('is not confused by what is no HTTP', async () => {
    const server = createServer((socket) => socket.resume().end('220 mail.example.org ESMTP\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    stops.push(() => new Promise((resolve) => server.close(() => resolve())));
    const { port } = server.address() as { port: number };
    const sent = await deliver(target(`http://127.0.0.1:${port}`), runMessage(), options);
    expect(sent).toMatchObject({ kind: 'failed' });
  });
});
