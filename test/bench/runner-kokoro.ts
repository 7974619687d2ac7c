import { createHash } from 'node:crypto';
import type { SpeechEngine, SpeechRequest } from '@audiobook/engines/speech-engine';
import { GatewayWorkspace } from '@audiobook/gateway/testing/gateway-workspace';
import { buildImage, image, kokoroWeights } from '../docker/images.ts';
import type { Benchmark } from './benchmark.ts';
import { requestsOf } from './engine.ts';
import { inTurns, median } from './measure.ts';
import { loopInImage } from './runner-image.ts';

const characters = 1_000;
const turns = 3;
const voice = 'jf_alpha';
const language = 'en-GB';

/** Kokoro on the processor in a docker slot, against the same engine in a loop in the same image. */
export const runnerKokoro: Benchmark = async function* ({ say }) {
  say('building the image');
  buildImage();
  const weights = kokoroWeights();
  const texts = [...new Set(requestsOf(characters).map(({ spoken }) => spoken))];
  const total = texts.reduce((sum, { length }) => sum + length, 0);
  const call = { engine: 'kokoro', weights, options: {}, voice, language };
  const { identity } = await loopInImage({ ...call, texts: texts.slice(0, 1) });
  const digests = new Set<string>();
  const seconds = await inTurns(turns, {
    async through() {
      say(`${total} characters through container and gateway`);
      const { seconds, digest } = await throughGateway(texts, weights, identity);
      digests.add(digest);
      return seconds;
    },
    async loop() {
      say(`${total} characters in a loop`);
      const { seconds, digest } = await loopInImage({ ...call, texts });
      digests.add(digest);
      return seconds;
    },
  });
  if (digests.size !== 1) throw new Error('the container does not give the same samples');
  yield {
    name: 'Kokoro in a docker slot, against a loop in Python',
    value: total / median(seconds.through),
    unit: 'characters/s',
    beside: { name: 'characters/s in the loop', value: total / median(seconds.loop) },
    goal: { atLeast: 0.95 },
    note: `${texts.length} segments, medians of ${turns} runs by turns, the same samples; loading apart`,
  };
};

async function throughGateway(texts: readonly string[], weights: string, identity: string) {
  const workspace = new GatewayWorkspace({
    slots: [{ kind: 'docker', engine: 'kokoro', image, gpus: 'none', weights, idleMinutes: 5 }],
  });
  try {
    const engine = workspace.client({ place: 0 }).engine('kokoro', identity);
    return await speakWith(engine, texts);
  } finally {
    await workspace.remove();
  }
}

/** Speaks everything at once, the start of the container apart. */
async function speakWith(engine: SpeechEngine, texts: readonly string[]) {
  const { signal } = new AbortController();
  const speak = async (spoken: string) => {
    const request: SpeechRequest = { spoken, language, voice, params: {}, seed: 0 };
    const result = await engine.speak(request, signal);
    if (!result.ok) throw new Error(JSON.stringify(result.failure));
    return createHash('sha256').update(result.value.pcm).digest('hex');
  };
  // Other words, or the gateway would have them already.
  await Promise.all(['Now the first.', 'Now the second.'].map(speak));
  const began = performance.now();
  const digests = await Promise.all(texts.map(speak));
  const seconds = (performance.now() - began) / 1_000;
  return { seconds, digest: createHash('sha256').update(digests.join()).digest('hex') };
}
