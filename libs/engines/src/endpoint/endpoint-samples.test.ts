import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describeFailure } from '@audiobook/model/failure';
import { fail, ok } from '@audiobook/model/result';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SpeechRequest } from '../speech-engine.ts';
import {
  type DocumentedServer,
  makeChatterboxServer,
  makeVllmServer,
  type Understood,
} from '../testing/documented-servers.ts';
import { sampleWave } from '../testing/sample-wave.ts';
import { ToneRunner, type ToneRunnerOptions } from '../testing/tone-runner.ts';
import { type DialectName, dialectNames, dialects } from './dialects.ts';
import { EndpointEngine, type EndpointOptions } from './endpoint-engine.ts';
import type { SampleSource } from './sample-uploads.ts';

const bella = sampleWave(330);
const carl = sampleWave(440);
const never = new AbortController().signal;
const request: SpeechRequest = {
  ...{ spoken: 'A sentence that somebody speaks.', language: 'en', voice: bella.voice },
  ...{ params: {}, seed: 7 },
};

/** Has both recordings, and counts how often each is read. */
function sourceOf(owner = 'me'): SampleSource & { reads: string[] } {
  const reads: string[] = [];
  const samples = new Map([bella, carl].map(({ digest, bytes }) => [digest, bytes]));
  return {
    owner,
    reads,
    async read(digest) {
      reads.push(digest);
      const bytes = samples.get(digest);
      if (bytes !== undefined) return ok(bytes);
      const found = 'no voice has it';
      return fail({ kind: 'bad-request', doing: 'reading a sample', found, remedy: 'Add it.' });
    },
  };
}

function engineAt(url: URL, options: Partial<EndpointOptions> = {}): EndpointEngine {
  const engine = new EndpointEngine({
    ...{ url, dialect: 'audiobook', engine: 'tone', samples: sourceOf() },
    ...options,
  });
  onTestFinished(() => engine.close());
  return engine;
}

async function runnerWith(options: ToneRunnerOptions = {}): Promise<ToneRunner> {
  const runner = new ToneRunner({ batch: 8, ...options });
  await runner.start();
  onTestFinished(() => runner.stop());
  return runner;
}

/** A server on a port of its own. */
async function listen(answer: RequestListener): Promise<URL> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

async function serve(dialect: DialectName, documented: DocumentedServer) {
  const understood: Understood[] = [];
  const routes: string[] = [];
  const url = await listen((incoming, response) => {
    routes.push(`${incoming.method} ${incoming.url}`);
    documented(incoming, response, (call) => understood.push(call));
  });
  const engine = (owner?: string) =>
    engineAt(url, { dialect, identity: 'any:1', samples: sourceOf(owner) });
  const sent = (pattern: RegExp) => routes.filter((route) => pattern.test(route));
  return { engine, understood, sent };
}

describe('a voice that is a sample', () => {
  it('is given to the server once, however many segments speak with it at the same time', async () => {
    const runner = await runnerWith();
    const samples = sourceOf();
    const engine = engineAt(runner.url, { samples });
    const requests = Array.from({ length: 20 }, (_, at) => ({
      ...request,
      spoken: `Sentence ${at}, spoken by one of the two.`,
      voice: at % 2 === 0 ? bella.voice : carl.voice,
    }));
    const spoken = await Promise.all(requests.map((one) => engine.speak(one, never)));
    expect(spoken.every(({ ok }) => ok)).toBe(true);
    expect(runner.samples.uploads.toSorted()).toEqual([bella.digest, carl.digest].toSorted());
    expect(samples.reads).toHaveLength(2);
    const asked = runner.requests.map((text, at) => [text, runner.voices[at]]);
    const wanted = requests.map(({ spoken: text, voice }) => [text, voice]);
    expect(asked.toSorted()).toEqual(wanted.toSorted());
  });

  it('is given again, once, to a server that has lost it', async () => {
    const runner = await runnerWith();
    const engine = engineAt(runner.url);
    await engine.speak(request, never);
    runner.samples.lose();
    const again = Array.from({ length: 8 }, (_, at) =>
      engine.speak({ ...request, spoken: `Again, number ${at}, of those at once.` }, never),
    );
    expect((await Promise.all(again)).every(({ ok }) => ok)).toBe(true);
    expect(runner.samples.uploads).toEqual([bella.digest, bella.digest]);
  });

  it('that a server loses at once is a failure of the server', async () => {
    const runner = await runnerWith();
    const engine = engineAt(runner.url);
    const take = runner.samples.take.bind(runner.samples);
    runner.samples.take = (file, response) => {
      take(file, response);
      runner.samples.lose();
    };
    expect(await engine.speak(request, never)).toMatchObject({
      failure: { kind: 'engine-failed' },
    });
  });

  it('is deleted when nobody needs it, and given again to whoever does later', async () => {
    const runner = await runnerWith();
    const engine = engineAt(runner.url);
    await engine.speak(request, never);
    await engine.speak({ ...request, voice: carl.voice }, never);
    expect(await engine.forgetSamples((digest) => digest === carl.digest)).toEqual([]);
    expect(runner.samples.voices).toEqual([bella.voice]);
    expect(await engine.forgetSamples()).toEqual([]);
    expect(await engine.forgetSamples()).toEqual([]);
    expect(runner.samples.deleted).toEqual([carl.digest, bella.digest]);
    expect((await engine.speak(request, never)).ok).toBe(true);
    expect(runner.samples.uploads).toHaveLength(3);
  });

  it('that can’t be deleted is named, with what to do by hand', async () => {
    const runner = await runnerWith();
    const engine = engineAt(runner.url);
    await engine.speak(request, never);
    await runner.stop();
    const [left] = await engine.forgetSamples();
    expect(left && describeFailure(left)).toContain(
      `curl -X DELETE ${runner.url.origin}/v1/audio/voices/${bella.voice}`,
    );
    await runner.start();
    expect(await engine.forgetSamples()).toEqual([]);
  });

  it('that the server does not take is the voice’s fault, and is asked for again each time', async () => {
    const runner = await runnerWith({ cloning: false });
    const engine = engineAt(runner.url);
    for (const _ of [1, 2]) {
      expect(await engine.speak(request, never)).toMatchObject({
        failure: {
          kind: 'bad-request',
          found: expect.stringContaining('the voice’s sample: it answered 501: it speaks with no'),
        },
      });
    }
    expect(runner.requests).toEqual([]);
  });

  it('that can’t be given because the server fails is the server’s fault, for all that wait', async () => {
    let uploads = 0;
    const url = await listen((incoming, response) => {
      if (incoming.method === 'POST') uploads++;
      incoming.resume().once('end', () => response.writeHead(503).end());
    });
    const engine = engineAt(url);
    const all = await Promise.all([1, 2, 3].map(() => engine.speak(request, never)));
    for (const one of all) {
      expect(one).toMatchObject({ failure: { kind: 'engine-failed' } });
      expect(one).not.toHaveProperty('failure.begun');
    }
    expect(uploads).toBe(1);
  });

  it('that is not here is said by who keeps the samples', async () => {
    const runner = await runnerWith();
    const other = sampleWave(550);
    const spoken = await engineAt(runner.url).speak({ ...request, voice: other.voice }, never);
    expect(spoken).toMatchObject({ failure: { found: 'no voice has it' } });
  });

  it('is not waited for by a segment that is stopped, and reaches the server for the others', async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const runner = await runnerWith();
    const source = sourceOf();
    const read = source.read.bind(source);
    source.read = (digest) => held.then(() => read(digest));
    const engine = engineAt(runner.url, { samples: source });
    const stop = new AbortController();
    const stopped = engine.speak(request, stop.signal);
    const other = engine.speak({ ...request, spoken: 'The other one is spoken.' }, never);
    stop.abort();
    expect(await stopped).toMatchObject({ failure: { kind: 'cancelled' } });
    release();
    expect((await other).ok).toBe(true);
  });

  it('is refused where it is no digest, or no one has samples', async () => {
    const runner = await runnerWith();
    for (const voice of ['sha256:abc', 'SHA256:x', `sha256:${'A'.repeat(64)}`]) {
      expect(await engineAt(runner.url).speak({ ...request, voice }, never)).toMatchObject({
        failure: { kind: 'bad-request', found: expect.stringContaining('is no sample') },
      });
    }
    expect(runner.samples.uploads).toEqual([]);
  });
});

const without = dialectNames.filter((name) => dialects[name].samples === undefined);

it.each(without)('%s takes no samples, and says so', async (dialect) => {
  const url = await listen((_, response) => response.end('{"voices":[]}'));
  const engine = engineAt(url, { dialect, identity: 'any:1' });
  expect(engine.takesSamples).toBe(false);
  expect(await engine.speak(request, never)).toMatchObject({
    failure: {
      kind: 'bad-request',
      found: `a slot of the dialect ${dialect} takes no sample recordings`,
    },
  });
});

describe('vllm-omni', () => {
  it('is given a sample with an ID of the consent and what is said in it, and speaks with it', async () => {
    const { engine, understood, sent } = await serve('vllm-omni', makeVllmServer());
    const first = engine();
    const params = { ref_text: 'What she says.', warmth: 0.5 };
    const spoken = await Promise.all(
      [1, 2, 3].map(() => first.speak({ ...request, params }, never)),
    );
    expect(spoken.map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(understood).toHaveLength(3);
    expect(understood[0]).toMatchObject({
      voice: expect.stringMatching(/^audiobook-[0-9a-f]{32}$/),
      sample: bella.bytes,
      sampleText: 'What she says.',
      extras: { warmth: 0.5 },
    });
    expect(sent(/^POST .*voices/)).toHaveLength(1);
    expect(await first.forgetSamples()).toEqual([]);
    expect(sent(/^DELETE/)).toHaveLength(1);
  });

  it('that has lost a sample is given it again', async () => {
    const { engine, understood, sent } = await serve('vllm-omni', makeVllmServer());
    const [mine, same] = [engine(), engine()];
    await mine.speak(request, never);
    await same.speak(request, never);
    await same.forgetSamples();
    await mine.speak(request, never);
    expect(understood.map(({ sample }) => sample?.equals(bella.bytes))).toEqual([true, true, true]);
    expect(sent(/^POST .*voices/)).toHaveLength(3);
  });
});

describe('chatterbox-tts-api', () => {
  it('is given a sample for each language, and never speaks with another voice', async () => {
    const { engine, understood, sent } = await serve('chatterbox-tts-api', makeChatterboxServer());
    const first = engine();
    for (const language of ['en-GB', 'fr-FR', 'en']) {
      const spoken = await first.speak({ ...request, language }, never);
      expect(spoken.ok || describeFailure(spoken.failure)).toBe(true);
    }
    expect(understood.map(({ language }) => language)).toEqual(['en', 'fr', 'en']);
    expect(understood.every(({ sample }) => sample?.equals(bella.bytes))).toBe(true);
    expect(sent(/^POST \/voices/)).toHaveLength(2);
    // Another of the same workspace finds them there; one of another workspace has its own.
    await engine().speak(request, never);
    await engine('you').speak(request, never);
    expect(new Set(understood.map(({ voice }) => voice)).size).toBe(3);
    expect(await first.forgetSamples()).toEqual([]);
    const voices = (await first.speak(request, never)).ok && understood.at(-1);
    expect(voices).toMatchObject({ sample: bella.bytes });
  });

  it('says of a language that it has not that the sample can’t be given', async () => {
    const { engine } = await serve('chatterbox-tts-api', makeChatterboxServer());
    expect(await engine().speak({ ...request, language: 'tlh' }, never)).toMatchObject({
      failure: { kind: 'bad-request', found: expect.stringContaining('Unsupported language: tlh') },
    });
  });
});
