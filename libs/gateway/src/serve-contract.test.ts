import { request as httpRequest } from 'node:http';
import { EndpointEngine } from '@audiobook/engines/endpoint/endpoint-engine';
import { engineCatalogue } from '@audiobook/engines/engine-catalogue';
import { sampleWave } from '@audiobook/engines/testing/sample-wave';
import { ToneRunner } from '@audiobook/engines/testing/tone-runner';
import { decodeWave } from '@audiobook/engines/wave';
import OpenAI from 'openai';
import { describe, expect, it, onTestFinished } from 'vitest';
import { configure } from './configure.ts';
import { GatewayWorkspace, poolOf } from './testing/gateway-workspace.ts';

interface Served {
  url: string;
  runner: ToneRunner;
  workspace: GatewayWorkspace;
}

/** A gateway that listens over TCP, with a tone runner behind it. */
async function serve(
  listen: object = {},
  identity = 'tone:1',
  priced: object = {},
): Promise<Served> {
  const runner = new ToneRunner({ identity });
  await runner.start();
  onTestFinished(() => runner.stop());
  const pool = poolOf([runner], { listen: { port: 0, ...listen }, idleSeconds: 5 });
  const slots = pool.slots.map((slot) => ({ ...slot, ...priced }));
  const workspace = new GatewayWorkspace({ ...pool, slots });
  onTestFinished(() => workspace.remove());
  const engine = workspace.client().engine('tone', identity);
  const first = { spoken: 'One.', language: 'en', voice: 'tone', params: {}, seed: 1 };
  await engine.speak(first, new AbortController().signal);
  const url = (await workspace.status())?.url;
  if (typeof url !== 'string') throw new Error('the gateway does not listen over TCP');
  return { url, runner, workspace };
}

interface Answer {
  status: number;
  text: string;
}

function ask(
  url: string,
  call: object | string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const body = typeof call === 'string' ? call : JSON.stringify(call);
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const asking = httpRequest(`${url}/v1/audio/speech`, { method: 'POST', headers }, (response) => {
    let text = '';
    response.setEncoding('latin1').on('data', (piece: string) => {
      text += piece;
    });
    response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
  });
  asking.on('error', reject);
  asking.end(body);
  return promise;
}

const call = { model: 'tone', voice: 'tone', input: 'Sutpen' };

describe('the gateway as a server of the speech contract', () => {
  it('keeps to what a month may cost, as audiobook.json says it at the time', async () => {
    const { url, workspace } = await serve({}, 'tone:1', { pricePerHour: 3_600 });
    workspace.write('audiobook.json', '{"budget": {"month": 0.000001}}');
    const refused = await ask(url, { ...call, input: 'Too dear.' });
    expect(refused.status).toBe(402);
    expect(refused.text).toContain('a calendar month may cost $0.00');
    workspace.write('audiobook.json', '{"budget": {"month": -1}}');
    const unreadable = await ask(url, { ...call, input: 'Wrong.' });
    expect(unreadable.status).toBe(503);
    expect(unreadable.text).toContain('audiobook.json:1:');
    workspace.write('audiobook.json', '{"budget": {"month": 1000}}');
    expect((await ask(url, { ...call, input: 'Paid.' })).status).toBe(200);
  });

  it('speaks for the openai client', async () => {
    const { url } = await serve();
    const openai = new OpenAI({ apiKey: 'none', baseURL: `${url}/v1` });
    const models = await openai.models.list();
    expect(models.data.map(({ id }) => id)).toEqual(['tone']);
    const speech = await openai.audio.speech.create({ ...call, response_format: 'wav' });
    const wave = decodeWave(Buffer.from(await speech.arrayBuffer()));
    expect(wave.ok && wave.speech.pcm.byteLength).toBeGreaterThan(1_000);
    expect(speech.headers.get('x-slot')).toBe('tone-0');
    const pcm = await openai.audio.speech.create({ ...call, response_format: 'pcm' });
    const bytes = Buffer.from(await pcm.arrayBuffer());
    expect(wave.ok && bytes.equals(wave.speech.pcm)).toBe(true);
    const refused = openai.audio.speech.create({ ...call, response_format: 'mp3' });
    await expect(refused).rejects.toThrow(/400.*response_format/);
    const unknown = openai.audio.speech.create({ ...call, model: 'tts-1' });
    await expect(unknown).rejects.toThrow(/404.*there is no model “tts-1”; there is tone/);
  });

  it('is a slot of another gateway, with the batch of all its slots', async () => {
    const { url } = await serve();
    const slot = new EndpointEngine({ url: new URL(url), dialect: 'audiobook', engine: 'tone' });
    onTestFinished(() => slot.close());
    expect(await slot.identity()).toEqual({ ok: true, value: 'tone:1' });
    expect(slot.batch).toBe(4);
    const request = { spoken: 'Sutpen', language: 'en', voice: 'tone', params: {}, seed: 7 };
    expect((await slot.speak(request, new AbortController().signal)).ok).toBe(true);
  });

  it('speaks with the samples that other programs give it, until they take them away', async () => {
    const { url, runner } = await serve();
    const { bytes, voice, digest } = sampleWave();
    const give = (body: Buffer) =>
      fetch(`${url}/v1/audio/voices`, {
        ...{ method: 'POST', body: new Uint8Array(body) },
        headers: { 'content-type': 'audio/wav' },
      });
    const unknown = await ask(url, { ...call, voice });
    expect(unknown).toMatchObject({ status: 404 });
    expect(JSON.parse(unknown.text).error.code).toBe('unknown_voice');
    const given = await give(bytes);
    expect([given.status, await given.json()]).toEqual([201, { id: voice }]);
    expect((await give(bytes)).status).toBe(200);
    expect((await give(Buffer.from('no wave'))).status).toBe(400);
    expect((await give(Buffer.alloc(10_000_001))).status).toBe(413);
    expect(await (await fetch(`${url}/v1/audio/voices`)).json()).toEqual({
      voices: [{ id: voice, name: voice }],
    });
    expect(await ask(url, { ...call, voice })).toMatchObject({ status: 200 });
    expect(runner.voices.at(-1)).toBe(voice);
    const remove = () => fetch(`${url}/v1/audio/voices/${voice}`, { method: 'DELETE' });
    expect((await remove()).status).toBe(204);
    expect(runner.samples.deleted).toEqual([digest]);
    expect((await remove()).status).toBe(404);
    expect(await ask(url, { ...call, voice })).toMatchObject({ status: 404 });
  });

  it('gives other programs none of the recordings of its own voices', async () => {
    const { url, workspace } = await serve();
    const { bytes, voice, digest } = sampleWave();
    const sample = { sha256: digest, licence: 'CC0', consent: 'Mine, for my own books.' };
    workspace.write('voices/bella/voice.json', JSON.stringify({ engine: 'tone', sample }));
    workspace.write('voices/bella/sample.wav', bytes);
    expect(await ask(url, { ...call, voice })).toMatchObject({ status: 404 });
    expect((await fetch(`${url}/v1/audio/voices/${voice}`, { method: 'DELETE' })).status).toBe(404);
  });

  it('is a slot of another gateway for voices that are samples, and after it has lost them', async () => {
    const { url, runner } = await serve();
    const { bytes, voice, digest } = sampleWave();
    const samples = { owner: 'me', read: async () => ({ ok: true, value: bytes }) as const };
    const slot = new EndpointEngine({
      ...{ url: new URL(url), dialect: 'audiobook', engine: 'tone', samples },
    });
    onTestFinished(() => slot.close());
    await slot.identity();
    const request = { spoken: 'Sutpen', language: 'en', voice, params: {}, seed: 7 };
    const signal = new AbortController().signal;
    expect(await slot.speak(request, signal)).toMatchObject({ ok: true });
    await fetch(`${url}/v1/audio/voices/${voice}`, { method: 'DELETE' });
    expect(await slot.speak({ ...request, seed: 8 }, signal)).toMatchObject({ ok: true });
    runner.samples.lose();
    expect(await slot.speak({ ...request, seed: 9 }, signal)).toMatchObject({ ok: true });
    expect(runner.samples.uploads).toEqual([digest, digest, digest]);
    expect(await slot.forgetSamples()).toEqual([]);
    expect(runner.samples.voices).toEqual([]);
  });

  it('says that it takes no samples where no slot does', async () => {
    const workspace = new GatewayWorkspace({
      slots: [{ kind: 'embedded', count: 1 }],
      ...{ listen: { port: 0 }, idleSeconds: 5 },
    });
    onTestFinished(() => workspace.remove());
    const client = workspace.client();
    const entry = engineCatalogue.get('espeak-ng');
    const opened = await entry?.open();
    const identity = opened?.ok ? await opened.value.identity() : undefined;
    if (!opened?.ok || !identity?.ok) throw new Error('no espeak-ng');
    await opened.value.close();
    const engine = client.engine('espeak-ng', identity.value);
    const request = { spoken: 'One.', language: 'en', params: {}, seed: 1 };
    const spoken = await engine.speak(
      { ...request, voice: sampleWave().voice },
      new AbortController().signal,
    );
    expect(spoken).toMatchObject({
      failure: { kind: 'bad-request', found: expect.stringContaining('no sample recording') },
    });
    const url = (await workspace.status())?.url;
    const given = await fetch(`${url}/v1/audio/voices`, {
      ...{ method: 'POST', body: new Uint8Array(sampleWave().bytes) },
    });
    expect([given.status, await given.json()]).toMatchObject([
      501,
      { error: { code: 'no_cloning' } },
    ]);
  });

  it('refuses what comes from a page in a browser, or another host name', async () => {
    const { url, runner } = await serve();
    for (const headers of [{ origin: 'https://example.org' }, { host: 'example.org' }]) {
      expect(await ask(url, call, headers as Record<string, string>)).toMatchObject({
        status: 403,
      });
    }
    expect(runner.requests).toEqual(['One.']);
  });

  it('asks for the token where there is one, whoever asks', async () => {
    process.env.POOL_TEST_TOKEN = 'secret';
    onTestFinished(() => {
      delete process.env.POOL_TEST_TOKEN;
    });
    const { url } = await serve({ token: { env: 'POOL_TEST_TOKEN' } });
    expect(await ask(url, call)).toMatchObject({ status: 401 });
    expect(await ask(url, call, { authorization: 'Bearer wrong' })).toMatchObject({ status: 401 });
    expect(await ask(url, call, { authorization: 'Bearer secret' })).toMatchObject({ status: 200 });
    // But for whoever watches over it, who learns nothing else.
    expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 'ok' });
    expect((await fetch(`${url}/ready`)).status).toBe(401);
  });

  it('refuses what is no call, or might make an engine read a file or an address', async () => {
    const { url, runner } = await serve();
    const wrong: [object | string, number][] = [
      [{ ...call, voice: '../../etc/passwd' }, 400],
      [{ ...call, voice: 'sha256:../../etc/passwd' }, 400],
      [{ ...call, voice: `sha256:${'A'.repeat(64)}` }, 400],
      [{ ...call, voice: `x:${'a'.repeat(64)}` }, 400],
      [{ ...call, ref_audio: 'http://169.254.169.254/' }, 400],
      [{ ...call, ref_audio: 'secret.wav' }, 400],
      [{ ...call, ref_audio: { url: 'x' } }, 400],
      [{ ...call, input: 'a'.repeat(4_001) }, 400],
      [{ ...call, input: '' }, 400],
      [{ ...call, language: '../../etc/passwd' }, 400],
      [{ ...call, input: 'a'.repeat(70_000) }, 413],
      ['{"model":', 400],
    ];
    for (const [body, status] of wrong) expect((await ask(url, body)).status).toBe(status);
    expect(runner.requests).toEqual(['One.']);
  });

  it('lets nobody stop it, or look at its runs, over TCP', async () => {
    const { url, workspace } = await serve();
    const routes = [
      { path: '/gateway/stop', method: 'POST' },
      { path: '/gateway', method: 'GET' },
    ];
    for (const { path, method } of routes) {
      expect((await fetch(url + path, { method })).status).toBe(404);
    }
    expect(await workspace.status()).toBeDefined();
  });
});

describe('configure()', () => {
  it('listens on an address that others can reach with a token only', async () => {
    const workspace = new GatewayWorkspace({ listen: { host: '0.0.0.0', port: 0 } });
    onTestFinished(() => workspace.remove());
    const configured = await configure({ workspace: workspace.root }, { foreground: true });
    expect(configured).toMatchObject({
      failure: { found: '0.0.0.0 can be reached from other machines, and there is no token' },
    });
  });
});
