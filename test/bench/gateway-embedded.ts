import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { CoreTokens } from '@audiobook/engines/core-tokens';
import { espeakIdentity } from '@audiobook/engines/espeak-ng/espeak-identity';
import { openEspeak } from '@audiobook/engines/espeak-ng/open-espeak';
import type { SpeechEngine, SpeechRequest } from '@audiobook/engines/speech-engine';
import { GatewayWorkspace } from '@audiobook/gateway/testing/gateway-workspace';
import type { Benchmark } from './benchmark.ts';
import { requestsOf } from './engine.ts';
import { inTurns, median } from './measure.ts';

const characters = 60_000;
const turns = 3;
const children = Math.min(2, availableParallelism());

/** Embedded slots behind the gateway against the engine asked directly, with as many children. */
export const gatewayEmbedded: Benchmark = async function* ({ say }) {
  // The gateway would speak equal ones once.
  const distinct = new Map(requestsOf(characters).map((one) => [one.spoken, one]));
  const requests = [...distinct.values()];
  const total = requests.reduce((sum, { spoken }) => sum + spoken.length, 0);
  const digests = new Set<string>();
  const timed = (what: string, speak: typeof directly) => async () => {
    say(`${total.toLocaleString('en')} characters ${what}`);
    const { seconds, digest } = await speak(requests);
    digests.add(digest);
    return seconds;
  };
  const seconds = await inTurns(turns, {
    through: timed('through the gateway', throughGateway),
    direct: timed('directly', directly),
  });
  if (digests.size !== 1) throw new Error('the gateway does not give the same samples');
  yield {
    name: `${children} embedded slots, against the engine`,
    value: total / median(seconds.through),
    unit: 'characters/s',
    beside: { name: 'characters/s directly', value: total / median(seconds.direct) },
    goal: { atLeast: 0.95 },
    note: `${requests.length} segments, medians of ${turns} runs by turns, the same samples`,
  };
};

async function directly(requests: readonly SpeechRequest[]) {
  const folder = mkdtempSync(join(tmpdir(), 'audiobook-cores-'));
  const opened = openEspeak({ children, cores: new CoreTokens({ cores: children, folder }) });
  if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
  const spoken = await speakWith(opened.value, requests);
  await opened.value.close();
  rmSync(folder, { recursive: true });
  return spoken;
}

async function throughGateway(requests: readonly SpeechRequest[]) {
  const identity = await espeakIdentity();
  if (!identity.ok) throw new Error(JSON.stringify(identity.failure));
  const workspace = new GatewayWorkspace({
    slots: [{ kind: 'embedded', engine: 'espeak-ng', count: children }],
  });
  const engine = workspace.client({ place: 0 }).engine('espeak-ng', identity.value);
  const spoken = await speakWith(engine, requests);
  await workspace.remove();
  return spoken;
}

/** Speaks everything at once, starting of processes apart. */
async function speakWith(engine: SpeechEngine, requests: readonly SpeechRequest[]) {
  const { signal } = new AbortController();
  const speak = async (request: SpeechRequest) => {
    const spoken = await engine.speak(request, signal);
    if (!spoken.ok) throw new Error(JSON.stringify(spoken.failure));
    return createHash('sha256').update(spoken.value.pcm).digest('hex');
  };
  // Other words, or the gateway would have them already.
  const first = requests.slice(0, 8 * children);
  await Promise.all(
    first.map((request) => speak({ ...request, spoken: `Now, ${request.spoken}` })),
  );
  const began = performance.now();
  const digests = await Promise.all(requests.map(speak));
  const seconds = (performance.now() - began) / 1_000;
  return { seconds, digest: createHash('sha256').update(digests.join()).digest('hex') };
}
