import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describeFailure } from '@audiobook/model/failure';
import { ok } from '@audiobook/model/result';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SpeechRequest } from '../speech-engine.ts';
import {
  type DocumentedServer,
  kokoroServer,
  makeChatterboxServer,
  makeVllmServer,
  openaiServer,
  speachesServer,
  type Understood,
} from '../testing/documented-servers.ts';
import { decodeWave } from '../wave.ts';
import { type DialectName, dialectNames, dialects } from './dialects.ts';
import { EndpointEngine, type EndpointOptions } from './endpoint-engine.ts';
import { withIntegers } from './float-wave.ts';

type Other = Exclude<DialectName, 'audiobook'>;

const servers: Record<Other, () => DocumentedServer> = {
  openai: () => openaiServer,
  'kokoro-fastapi': () => kokoroServer,
  speaches: () => speachesServer,
  'vllm-omni': makeVllmServer,
  'chatterbox-tts-api': makeChatterboxServer,
};

/** A request that the server can speak. */
const requests: Record<Other, SpeechRequest> = {
  openai: requestFor({ voice: 'fable' }),
  'kokoro-fastapi': requestFor({ voice: 'ff_siwis', language: 'fr', params: { speed: 0.9 } }),
  speaches: requestFor({ voice: 'bf_emma' }),
  'vllm-omni': requestFor({ language: 'fr-CA', params: { warmth: 0.5, instructions: 'warmly' } }),
  'chatterbox-tts-api': requestFor({
    voice: 'old-man',
    language: 'fr-FR',
    params: { temperature: 1 },
  }),
};

function requestFor(changes: Partial<SpeechRequest>): SpeechRequest {
  return { spoken: 'A sentence.', language: 'en', voice: 'ryan', params: {}, seed: 7, ...changes };
}

const never = new AbortController().signal;

async function serve(dialect: Other, options: Partial<EndpointOptions> = {}) {
  const understood: Understood[] = [];
  const answer = servers[dialect]();
  const server = createServer((request, response) =>
    answer(request, response, (call) => understood.push(call)),
  ).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const identity = 'declared:1';
  const engine = new EndpointEngine({ url, dialect, engine: 'any', identity, ...options });
  onTestFinished(async () => {
    await engine.close();
    server.close();
  });
  return { engine, understood, url };
}

const said = async (dialect: Other, changes: Partial<SpeechRequest>) => {
  const { engine } = await serve(dialect);
  const spoken = await engine.speak({ ...requests[dialect], ...changes }, never);
  return spoken.ok ? 'spoken' : `${spoken.failure.kind}: ${describeFailure(spoken.failure)}`;
};

describe.each(Object.keys(servers) as Other[])('%s', (dialect) => {
  it('is ready, with the identity that is declared and its usual batch', async () => {
    const { engine } = await serve(dialect);
    expect(await engine.identity()).toEqual(ok('declared:1'));
    expect(engine.batch).toBe(dialects[dialect].batch);
  });

  it('speaks', async () => {
    const { engine } = await serve(dialect);
    const spoken = await engine.speak(requests[dialect], never);
    const samples = 'A sentence.'.length * 2_400;
    expect(spoken).toMatchObject({ ok: true, value: { sampleRate: 24_000 } });
    const pcm = Buffer.from(spoken.ok ? spoken.value.pcm : []);
    expect(pcm.length).toBe(2 * samples);
    expect(Math.abs(pcm.readInt16LE(samples) - 8_192)).toBeLessThanOrEqual(1);
    expect(spoken.ok && spoken.value.implementation).toContain(dialect);
  });

  it('refuses texts that are too long for it, without asking', async () => {
    const longest = dialects[dialect].longestInput;
    expect(await said(dialect, { spoken: 'x'.repeat(longest + 1) })).toContain(
      `speech-failed: Failed while having http`,
    );
    expect(await said(dialect, { spoken: 'x'.repeat(longest) })).toBe('spoken');
  });
});

it('every dialect is tested', () => {
  expect(dialectNames.filter((name) => name !== 'audiobook')).toEqual(Object.keys(servers));
});

/** Fields whose absence such a server does not forgive, or takes to mean something else. */
it.each<[Other, string]>([
  ['openai', 'response_format'],
  ['openai', 'model'],
  ['kokoro-fastapi', 'response_format'],
  ['kokoro-fastapi', 'stream'],
  ['kokoro-fastapi', 'lang_code'],
  ['speaches', 'response_format'],
  ['speaches', 'model'],
  ['vllm-omni', 'language'],
  ['vllm-omni', 'seed'],
  ['chatterbox-tts-api', 'enable_pauses'],
  ['chatterbox-tts-api', 'voice'],
])('%s is sent %s, without which it does something else', async (dialect, field) => {
  const { url, understood } = await serve(dialect);
  const { serverModel = '', body } = dialects[dialect];
  // A British voice for a text of the United States shows what lang_code does.
  const request = { ...requests[dialect], ...(field === 'lang_code' && { voice: 'bf_emma' }) };
  const whole = body(serverModel, request);
  const ask = async (fields: Record<string, unknown>) => {
    const init = { method: 'POST', body: JSON.stringify(fields) };
    const answer = await fetch(new URL('/v1/audio/speech', url), init);
    const wave = decodeWave(withIntegers(Buffer.from(await answer.arrayBuffer())));
    const sized = answer.headers.has('content-length');
    return { readable: wave.ok, sized, understood: understood.at(-1) };
  };
  expect(whole).toHaveProperty(field);
  const { [field]: _, ...rest } = whole;
  expect(await ask(whole)).toMatchObject({ readable: true });
  expect(await ask(rest)).not.toEqual(await ask(whole));
});

describe('kokoro-fastapi', () => {
  it.each([
    ['en', 'af_heart', 'a'],
    ['en', 'bf_emma', 'b'],
    ['en-US', 'bf_emma', 'a'],
    ['en-GB', 'af_heart', 'b'],
    ['fr-FR', 'af_heart', 'f'],
    ['pt', 'af_heart', 'p'],
  ])('speaks %s with %s as %s', async (language, voice, letter) => {
    const { engine, understood } = await serve('kokoro-fastapi');
    await engine.speak(requestFor({ language, voice }), never);
    expect(understood).toEqual([{ text: 'A sentence.', voice, language: letter }]);
  });

  it('refuses what Kokoro has not: a language, a parameter, a voice', async () => {
    expect(await said('kokoro-fastapi', { language: 'da' })).toContain(
      'bad-request: Failed while having http',
    );
    expect(await said('kokoro-fastapi', { params: { pitch: 2 } })).toContain(
      'no parameter "pitch"',
    );
    expect(await said('kokoro-fastapi', { voice: 'nobody' })).toMatch(
      /^speech-failed: .*Voice 'nobody' not found/s,
    );
  });

  it('is not ready while it says so', async () => {
    const { state } = dialects['kokoro-fastapi'];
    expect(state('{"status":"unhealthy"}', '')).toMatchObject({ ready: false });
    expect(state('<html>', '')).toMatchObject({ ready: false });
  });
});

describe('openai', () => {
  it('has no list of models where something else answers', () => {
    expect(dialects.openai.state('{}', '')).toMatchObject({ ready: false, lacks: true });
  });

  it('is sent the parameters of the voice', () => {
    const body = dialects.openai.body(
      'm',
      requestFor({ params: { speed: 1.5, instructions: 'x' } }),
    );
    expect(body).toMatchObject({ speed: 1.5, instructions: 'x' });
  });
});

describe('speaches', () => {
  it('says which model is not there', async () => {
    const { engine } = await serve('speaches', { serverModel: 'piper' });
    expect(await engine.speak(requests.speaches, never)).toMatchObject({
      failure: {
        kind: 'engine-failed',
        found: expect.stringContaining("'piper' is not installed"),
      },
    });
  });
});

describe('vllm-omni', () => {
  it('is sent the name of the language, the seed, and parameters of the model apart', async () => {
    const { engine, understood } = await serve('vllm-omni');
    await engine.speak(requests['vllm-omni'], never);
    expect(understood).toEqual([
      { text: 'A sentence.', voice: 'ryan', language: 'French', seed: 7, extras: { warmth: 0.5 } },
    ]);
  });

  it('is sent a model where the slot names one', async () => {
    const { engine } = await serve('vllm-omni', { serverModel: 'other' });
    expect(await engine.speak(requests['vllm-omni'], never)).toMatchObject({
      failure: { found: expect.stringContaining('`other` does not exist') },
    });
  });

  it('refuses a language that the model has not, or that is none', async () => {
    expect(await said('vllm-omni', { language: 'da' })).toContain("Invalid language 'Danish'");
    expect(await said('vllm-omni', { language: '?' })).toContain('bad-request');
  });
});

describe('chatterbox-tts-api', () => {
  it('never speaks with another voice or language than the one asked for', async () => {
    const { engine, understood } = await serve('chatterbox-tts-api');
    const say = (voice: string, language: string) =>
      engine.speak(requestFor({ voice, language }), never);
    expect(await say('nobody', 'en')).toMatchObject({
      failure: { kind: 'bad-request', found: expect.stringContaining('narrator, old-man, plain') },
    });
    expect(await say('narrator', 'en')).toMatchObject({
      failure: {
        kind: 'bad-request',
        found: 'its voice "narrator" speaks "fr", and the text is in "en"',
      },
    });
    expect(understood).toEqual([]);
    expect([await say('alloy', 'en-GB'), await say('plain', 'en')]).toMatchObject([
      { ok: true },
      { ok: true },
    ]);
    expect(understood.map(({ voice, language }) => [voice, language])).toEqual([
      ['default', 'en'],
      ['plain', 'en'],
    ]);
  });

  it('refuses parameters that it would ignore', async () => {
    expect(await said('chatterbox-tts-api', { params: { speed: 2 } })).toMatch(
      /no parameter "speed"/,
    );
  });

  it.each([
    ['{"status":"healthy","model_loaded":true}', true],
    ['{"status":"healthy","model_loaded":false}', false],
    ['{"status":"initializing","model_loaded":false}', false],
    ['{"status":"ready","model_loaded":false}', true],
    ['OK', false],
  ])('with the state %s', (body, ready) => {
    expect(dialects['chatterbox-tts-api'].state(body, '').ready).toBe(ready);
  });
});

describe('audiobook', () => {
  it.each([
    ['{"ready":true,"models":[{"id":"x","identity":"x:1","batch":8}]}', true],
    ['{"ready":false}', false],
    ['{"ready":true,"models":[{"id":"y","identity":"x:1","batch":8}]}', false],
    ['{"ready":true,"models":[{"id":"x","identity":"x:1","batch":0}]}', false],
    ['{}', false],
    ['', false],
  ])('with the state %s', (body, ready) => {
    expect(dialects.audiobook.state(body, 'x').ready).toBe(ready);
  });
});
