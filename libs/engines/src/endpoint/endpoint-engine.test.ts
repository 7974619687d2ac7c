import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { describeFailure } from '@audiobook/model/failure';
import { ok, type Result } from '@audiobook/model/result';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import type { SpeechRequest } from '../speech-engine.ts';
import { describeSpeechEngine } from '../testing/speech-engine-contract.ts';
import type { Fault } from '../testing/tone-fault.ts';
import { ToneRunner, type ToneRunnerOptions } from '../testing/tone-runner.ts';
import { EndpointEngine, type EndpointOptions } from './endpoint-engine.ts';

const request: SpeechRequest = {
  spoken: 'A sentence that a server speaks.',
  language: 'en',
  voice: 'plain',
  params: { warmth: 0.5 },
  seed: 7,
};
const never = new AbortController().signal;

function engineAt(url: URL, options: Partial<EndpointOptions> = {}): EndpointEngine {
  const engine = new EndpointEngine({ url, dialect: 'audiobook', engine: 'tone', ...options });
  onTestFinished(() => engine.close());
  return engine;
}

async function runnerWith(options: ToneRunnerOptions = {}): Promise<ToneRunner> {
  const runner = new ToneRunner(options);
  await runner.start();
  onTestFinished(() => runner.stop());
  return runner;
}

/** An engine on a server that answers as it is told. */
async function engineOn(answer: RequestListener, options: Partial<EndpointOptions> = {}) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return engineAt(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), options);
}

const failureOf = (result: Result<unknown>) => {
  if (result.ok) throw new Error('it did not fail');
  return result.failure;
};

/** What one request fails with on a server with a fault. */
async function failureFrom(fault: Fault, options: Partial<EndpointOptions> = {}) {
  const runner = await runnerWith({ fault: () => fault });
  const engine = engineAt(runner.url, options);
  await engine.identity();
  const failure = failureOf(await engine.speak(request, never));
  expect(describeFailure(failure)).toContain(`http://127.0.0.1:${runner.url.port}`);
  return failure;
}

const shared = new ToneRunner({ batch: 3 });
describeSpeechEngine('EndpointEngine', {
  open: async () => {
    const url = shared.url.port === '0' ? await shared.start() : shared.url;
    return new EndpointEngine({ url, dialect: 'audiobook', engine: 'tone' });
  },
  request,
});
afterAll(() => shared.stop());

describe('identity()', () => {
  it('gives what the server reports, whatever is declared, and learns its batch', async () => {
    const runner = await runnerWith({ identity: 'tone:9', batch: 32 });
    const engine = engineAt(runner.url, { identity: 'tone:1' });
    expect(engine.batch).toBe(1);
    expect(await engine.identity()).toEqual(ok('tone:9'));
    expect([engine.batch, engine.concurrency]).toEqual([32, 32]);
    expect(engineAt(runner.url, { batch: 5 }).batch).toBe(5);
  });

  it('keeps a path before the routes, and tolerates /v1 at the end of the address', async () => {
    const paths: unknown[] = [];
    const engine = await engineOn((incoming, response) => {
      paths.push(incoming.url);
      response.end('{"ready":false}');
    });
    const port = /\d+/.exec(
      describeFailure(failureOf(await engine.identity())).split(':')[2] ?? '',
    );
    for (const path of ['/a/b', '/a/b/', '/v1', '/a/v1/']) {
      await engineAt(new URL(`http://127.0.0.1:${port}${path}`)).identity();
    }
    expect(paths).toEqual(['/ready', '/a/b/ready', '/a/b/ready', '/ready', '/a/ready']);
  });

  it('waits for a server that is loading its model', async () => {
    const runner = await runnerWith({ loadSeconds: 0.5 });
    const engine = engineAt(runner.url);
    expect(await engine.identity()).toMatchObject({
      failure: { kind: 'engine-failed', found: expect.stringContaining('503') },
    });
    await expect.poll(() => engine.identity()).toEqual(ok('tone:1'));
  });

  it('says what a server has that lacks the model', async () => {
    const runner = await runnerWith({ engine: 'chatterbox' });
    expect(failureOf(await engineAt(runner.url).identity())).toMatchObject({
      kind: 'engine-failed',
      found: 'it has no model "tone"; it has "chatterbox"',
    });
  });

  it('wants a declared identity where none is reported, and suggests one', async () => {
    const healthy: RequestListener = (_, response) => response.end('{"status":"healthy"}');
    const options = { dialect: 'kokoro-fastapi', engine: 'kokoro' } as const;
    const engine = await engineOn(healthy, options);
    expect(failureOf(await engine.identity())).toMatchObject({
      kind: 'bad-request',
      remedy: expect.stringContaining('"model": "kokoro-fastapi:kokoro"'),
    });
    const declared = await engineOn(healthy, { ...options, identity: 'kokoro:82m' });
    expect(await declared.identity()).toEqual(ok('kokoro:82m'));
  });
});

describe('speak()', () => {
  it('gives the speech, and what it took by the word of the server', async () => {
    const runner = await runnerWith({ charactersPerSecond: 1_000 });
    const engine = engineAt(runner.url);
    const spoken = await engine.speak(request, never);
    const seconds = request.spoken.length / 1_000;
    expect(spoken).toMatchObject({
      value: { sampleRate: 24_000, implementation: 'tone runner 1' },
    });
    expect(spoken.ok && spoken.value.generationSeconds).toBeCloseTo(seconds, 5);
    expect(spoken.ok && spoken.value.pcm.length).toBe(request.spoken.length * 3_000);
  });

  it('connects to an address, and keeps the name of the URL', async () => {
    const hosts: unknown[] = [];
    const engine = await engineOn((incoming, response) => {
      hosts.push(incoming.headers.host);
      response.writeHead(503).end();
    });
    await engine.identity();
    const port = String(hosts[0]).split(':')[1];
    const url = new URL(`http://runner.invalid:${port}`);
    await engineAt(url, { address: '127.0.0.1' }).identity();
    expect(hosts[1]).toBe(`runner.invalid:${port}`);
    expect(failureOf(await engineAt(url).identity())).toMatchObject({
      kind: 'engine-failed',
      found: expect.stringContaining('host name'),
    });
  });

  it('asks for the token each time, and never repeats it', async () => {
    const runner = await runnerWith({ token: 'secret-1' });
    let token: string | undefined = 'secret-1';
    const engine = engineAt(runner.url, { token: async () => ok(token) });
    expect(await engine.speak(request, never)).toMatchObject({ ok: true });
    token = 'secret-2';
    const failure = failureOf(await engine.speak(request, never));
    expect(failure).toMatchObject({
      kind: 'engine-failed',
      remedy: expect.stringContaining('token'),
    });
    expect(failure).not.toHaveProperty('begun');
    token = 'two\nlines';
    expect(failureOf(await engine.speak(request, never)).kind).toBe('bad-request');
    const echoing = await engineOn(
      ({ headers }, response) => response.writeHead(400).end(`bad ${headers.authorization}`),
      { token: async () => ok('secret-3') },
    );
    const text = describeFailure(failureOf(await echoing.speak(request, never)));
    expect(text).toContain('bad Bearer …');
    expect(text).not.toContain('secret');
    const odd = await engineOn(
      ({ headers }, response) =>
        response.setHeader('content-type', 'text/html').end(`<i>${headers.authorization}`),
      { token: async () => ok('secret-4') },
    );
    const oddText = describeFailure(failureOf(await odd.speak(request, never)));
    expect(oddText).toContain('it answered with "text/html": <i>Bearer …');
  });

  it('shows no credentials of the URL', async () => {
    const url = new URL('http://me:hidden@127.0.0.1:9');
    const text = describeFailure(failureOf(await engineAt(url).speak(request, never)));
    expect(text).toContain('http://127.0.0.1:9 ');
    expect(text).not.toContain('hidden');
  });

  it('is cancelled in the middle, and the server told so', async () => {
    const runner = await runnerWith({ charactersPerSecond: 0.001, batch: 1 });
    const stop = new AbortController();
    const speaking = engineAt(runner.url).speak(request, stop.signal);
    await expect.poll(() => runner.requests.length).toBe(1);
    stop.abort();
    expect(failureOf(await speaking).kind).toBe('cancelled');
  });

  it('refuses a text that is longer than the server takes', async () => {
    const runner = await runnerWith();
    const spoken = 'word '.repeat(1_000);
    expect(
      failureOf(await engineAt(runner.url).speak({ ...request, spoken }, never)),
    ).toMatchObject({
      kind: 'speech-failed',
      reasons: ['it takes at most 4000 characters, and the text has 5000'],
    });
    expect(runner.requests).toEqual([]);
  });

  it('goes on with a new connection where the server closed the kept one', async () => {
    const runner = await runnerWith();
    const engine = engineAt(runner.url);
    expect((await engine.speak(request, never)).ok).toBe(true);
    await runner.stop();
    await runner.start();
    expect((await engine.speak(request, never)).ok).toBe(true);
  });
});

describe('servers that fail', () => {
  it('refused connections: the text has no part in it', async () => {
    const runner = await runnerWith();
    const engine = engineAt(runner.url);
    await runner.stop();
    const failure = failureOf(await engine.speak(request, never));
    expect(failure).toMatchObject({
      kind: 'engine-failed',
      found: expect.stringContaining('refuses'),
    });
    expect(failure).not.toHaveProperty('begun');
    await runner.start();
    expect((await engine.speak(request, never)).ok).toBe(true);
  });

  it('no connection in time: the text has no part in it', async () => {
    // A TLS handshake that is never answered.
    const silent = createTcpServer().listen(0, '127.0.0.1');
    onTestFinished(() => void silent.close());
    await new Promise((resolve) => silent.once('listening', resolve));
    const url = new URL(`https://127.0.0.1:${(silent.address() as AddressInfo).port}`);
    const engine = engineAt(url, { limits: { connectMs: 50 } });
    const failure = failureOf(await engine.speak(request, never));
    expect(failure).toMatchObject({
      kind: 'engine-failed',
      found: 'no connection was there after 0.05 s',
    });
    expect(failure).not.toHaveProperty('begun');
  });

  it.each<[string, Fault, string]>([
    ['a reset in the middle of the answer', 'reset', 'connection was lost'],
    ['an end in the middle of the answer', 'end', 'connection was lost'],
    ['500', { status: 500, message: 'CUDA error' }, 'it answered 500: CUDA error'],
    ['another content type', 'wrong-type', 'it answered with "audio/mpeg"'],
    ['a truncated WAV', 'truncated', "its audio can't be used: it ends after"],
    ['audio that is no WAV', 'garbage', 'no WAVE file'],
    ['an endless answer', 'endless', 'its answer has no end'],
  ])('%s: it had begun with the text', async (_, fault, found) => {
    expect(await failureFrom(fault)).toMatchObject({
      kind: 'engine-failed',
      found: expect.stringContaining(found),
      begun: true,
    });
  });

  it('a hang: it had begun with the text', async () => {
    expect(await failureFrom('hang', { limits: { answerMs: 60 } })).toMatchObject({
      kind: 'engine-failed',
      found: 'the answer had not ended after 0.06 s',
      begun: true,
    });
  });

  it('a crash before any answer, on a connection that was kept: it had begun', async () => {
    const runner = await runnerWith({ charactersPerSecond: 0.001 });
    const engine = engineAt(runner.url);
    await engine.identity();
    const speaking = engine.speak(request, never);
    await expect.poll(() => runner.requests.length).toBe(1);
    await runner.stop();
    expect(failureOf(await speaking)).toMatchObject({ kind: 'engine-failed', begun: true });
  });

  it.each([401, 403, 404, 502, 503, 504, 302])('%i: the text has no part in it', async (status) => {
    const failure = await failureFrom({ status, headers: { location: 'http://127.0.0.1:9/' } });
    expect(failure).toMatchObject({
      kind: 'engine-failed',
      found: `it answered ${status}: as it was told`,
    });
    expect(failure).not.toHaveProperty('begun');
  });

  it.each([400, 413, 422])('%i: the text can not be spoken', async (status) => {
    const message = `no\u0007 voice ${'x'.repeat(300)}`;
    const failure = await failureFrom({ status, message });
    expect(failure).toMatchObject({ kind: 'speech-failed' });
    const reason = failure.kind === 'speech-failed' ? failure.reasons[0] : '';
    expect(reason).toMatch(/^it answered \d+: no voice x+…$/);
  });

  it.each([
    ['7', 7],
    [new Date(Date.now() + 90_000).toUTCString(), 90],
    ['100000', 600],
  ])('429 with Retry-After: %s', async (header, seconds) => {
    const failure = await failureFrom({ status: 429, headers: { 'retry-after': header } });
    expect(failure.kind).toBe('engine-busy');
    const retry = failure.kind === 'engine-busy' ? failure.retrySeconds : undefined;
    expect(Math.abs((retry ?? 0) - seconds)).toBeLessThanOrEqual(2);
  });

  it('429 without Retry-After', async () => {
    const failure = await failureFrom({ status: 429 });
    expect(failure.kind).toBe('engine-busy');
    expect(failure).not.toHaveProperty('retrySeconds');
  });

  it('429 of a full line', async () => {
    const runner = await runnerWith({ batch: 1, queue: 0, charactersPerSecond: 0.001 });
    const engine = engineAt(runner.url);
    void engine.speak(request, never);
    await expect.poll(() => runner.requests.length).toBe(1);
    expect(failureOf(await engine.speak(request, never))).toMatchObject({
      kind: 'engine-busy',
      retrySeconds: 1,
    });
  });

  it.each<[Fault, string]>([
    ['too-long', 'is too much'],
    ['too-short', 'is too little'],
    ['cut', 'it stopped before the end of the text'],
  ])('audio that is %s: the text can not be spoken', async (fault, reason) => {
    expect(await failureFrom(fault)).toMatchObject({
      kind: 'speech-failed',
      reasons: [expect.stringContaining(reason)],
    });
  });

  it('another model than the server reported: its speech is not taken', async () => {
    const failure = await failureFrom('other-model');
    expect(failure).toMatchObject({
      kind: 'engine-failed',
      found: 'it spoke with the model tone:other instead of tone:1',
    });
    expect(failure).not.toHaveProperty('begun');
  });

  it('an answer that is not HTTP, or has a header without end', async () => {
    for (const answer of ['SSH-2.0-OpenSSH\r\n', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(20_000)}`]) {
      const server = createTcpServer(
        (socket) => void socket.once('data', () => socket.end(answer)),
      );
      onTestFinished(() => void server.close());
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
      expect(failureOf(await engineAt(url).speak(request, never))).toMatchObject({
        kind: 'engine-failed',
        found: expect.stringMatching(/is not HTTP|longer than 16384 bytes/),
      });
    }
  });
});
