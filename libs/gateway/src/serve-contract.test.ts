import { request as httpRequest } from 'node:http';
import { EndpointEngine } from '@audiobook/engines/endpoint/endpoint-engine';
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
async function serve(listen: object = {}, identity = 'tone:1'): Promise<Served> {
  const runner = new ToneRunner({ identity });
  await runner.start();
  onTestFinished(() => runner.stop());
  const pool = poolOf([runner], { listen: { port: 0, ...listen }, idleSeconds: 5 });
  const workspace = new GatewayWorkspace(pool);
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
  });

  it('refuses what is no call, or might make an engine read a file or an address', async () => {
    const { url, runner } = await serve();
    const wrong: [object | string, number][] = [
      [{ ...call, voice: '../../etc/passwd' }, 400],
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
