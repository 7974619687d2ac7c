import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EndpointEngine } from '../endpoint/endpoint-engine.ts';
import { speechCall } from '../speech-contract.ts';
import type { SpeechRequest } from '../speech-engine.ts';
import { ToneRunner, type ToneRunnerOptions } from './tone-runner.ts';

const never = new AbortController().signal;

const requestFor = (spoken: string, changes: Partial<SpeechRequest> = {}): SpeechRequest => ({
  ...{ spoken, language: 'en', voice: 'plain', params: {}, seed: 1, ...changes },
});

async function startRunner(options: ToneRunnerOptions = {}) {
  const runner = new ToneRunner(options);
  const url = await runner.start();
  const engine = new EndpointEngine({ url, dialect: 'audiobook', engine: 'tone' });
  onTestFinished(async () => {
    await engine.close();
    await runner.stop();
  });
  return { runner, url, engine };
}

const texts = (count: number, length: number) =>
  Array.from({ length: count }, (_, at) => `${at}`.padEnd(length, '.'));

describe('ToneRunner', () => {
  it.each([
    // Segments × characters / speed, times a step's growth with its rows, divided by the rows.
    { batch: 1, growth: 0, seconds: (40 * 20) / 2_000 },
    { batch: 4, growth: 0, seconds: (40 * 20) / 2_000 / 4 },
    { batch: 4, growth: 1 / 3, seconds: (40 * 20) / 2_000 / 2 },
  ])('takes the time that it should: %j', async ({ batch, growth, seconds }) => {
    const { runner, engine } = await startRunner({ batch, growth, charactersPerSecond: 2_000 });
    const began = performance.now();
    await Promise.all(texts(40, 20).map((text) => engine.speak(requestFor(text), never)));
    const took = (performance.now() - began) / 1_000;
    expect(took).toBeGreaterThan(seconds * 0.99);
    expect(took).toBeLessThan(seconds + 0.4);
    expect(runner.rowsAtOnce).toBe(batch);
    expect(runner.spoken).toBe(40);
  });

  it('has a time scale', async () => {
    const { engine } = await startRunner({ charactersPerSecond: 10, timeScale: 0.001 });
    const spoken = await engine.speak(requestFor('x'.repeat(100)), never);
    expect(spoken.ok && spoken.value.generationSeconds).toBeCloseTo(0.01, 4);
  });

  it('says the same for the same request, something else for any other', async () => {
    const { engine } = await startRunner({ audioSecondsPerCharacter: 0.02 });
    const requests = [
      requestFor('Ten words.'),
      requestFor('Two words.'),
      requestFor('Ten words.', { language: 'fr' }),
      requestFor('Ten words.', { voice: 'two' }),
      requestFor('Ten words.', { params: { speed: 1 } }),
      requestFor('Ten words.', { seed: 2 }),
      requestFor('Ten words.'),
    ];
    const heard = await Promise.all(requests.map((request) => engine.speak(request, never)));
    const audio = heard.map((one) => (one.ok ? Buffer.from(one.value.pcm).toString('hex') : ''));
    expect(audio[0]).toHaveLength(2 * 10 * 0.02 * 24_000 * 2);
    expect(audio[6]).toBe(audio[0]);
    expect(new Set(audio).size).toBe(6);
  });

  it('fails as often as it should, the same requests for the same seed', async () => {
    const outcomes = async (seed: number) => {
      const { engine } = await startRunner({ failureRate: 0.25, seed });
      let pattern = '';
      for (const text of texts(100, 4)) {
        pattern += (await engine.speak(requestFor(text), never)).ok ? '.' : 'x';
      }
      return pattern;
    };
    const first = await outcomes(1);
    expect(await outcomes(1)).toBe(first);
    expect(await outcomes(2)).not.toBe(first);
    expect(first.split('x').length - 1).toBeGreaterThan(10);
    expect(first.split('x').length - 1).toBeLessThan(40);
  });

  it('gives a row to the next when a client goes', async () => {
    const { runner, engine } = await startRunner({ batch: 1, charactersPerSecond: 100 });
    const stop = new AbortController();
    void engine.speak(requestFor('x'.repeat(3_000)), stop.signal);
    await expect.poll(() => runner.requests.length).toBe(1);
    const next = engine.speak(requestFor('Next.'), never);
    await expect.poll(() => runner.requests.length).toBe(2);
    stop.abort();
    expect((await next).ok).toBe(true);
  });

  it('stops as if it had died, and comes back at the same address', async () => {
    const { runner, url, engine } = await startRunner({ charactersPerSecond: 1 });
    const speaking = engine.speak(requestFor('Lost.'), never);
    await expect.poll(() => runner.requests.length).toBe(1);
    await runner.stop();
    expect(await speaking).toMatchObject({ failure: { kind: 'engine-failed' } });
    await runner.stop();
    runner.identity = 'tone:2';
    expect(await runner.start()).toEqual(url);
    expect(await engine.identity()).toMatchObject({ value: 'tone:2' });
  });

  it('keeps to the contract with what is wrong', async () => {
    const { url } = await startRunner({ token: 'secret' });
    const headers = { authorization: 'Bearer secret' };
    const post = (body: string, init = { headers }) =>
      fetch(new URL('/v1/audio/speech', url), { method: 'POST', body, ...init });
    const call = speechCall('tone', requestFor('Hello.'));
    const answers = await Promise.all([
      post(JSON.stringify(call)),
      fetch(new URL('/v1/audio/voices', url), { headers }),
      fetch(new URL('/health', url)),
      post(JSON.stringify(call), { headers: { authorization: 'Bearer other' } }),
      post('{'),
      post(JSON.stringify({ ...call, input: '' })),
      post(JSON.stringify({ ...call, model: 'other' })),
      fetch(new URL('/nowhere', url), { headers }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 401, 400, 400, 404, 404]);
    expect(answers[0]?.headers.get('x-model-identity')).toBe('tone:1');
  });
});

describe('tone-runner-process', () => {
  it('says where it is, speaks, and ends with its standard input', async () => {
    const script = new URL('./tone-runner-process.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [script, '{"identity":"tone:5"}'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill());
    const [line] = await once(createInterface(child.stdout), 'line');
    const url = new URL(JSON.parse(line).url);
    const engine = new EndpointEngine({ url, dialect: 'audiobook', engine: 'tone' });
    onTestFinished(() => engine.close());
    expect(await engine.identity()).toMatchObject({ value: 'tone:5' });
    expect((await engine.speak(requestFor('Hello.'), never)).ok).toBe(true);
    child.stdin.end();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
