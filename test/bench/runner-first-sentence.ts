import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { GatewayWorkspace } from '@audiobook/gateway/testing/gateway-workspace';
import { execa } from 'execa';
import { DockerDaemon } from '../docker/docker-daemon.ts';
import { base, buildImage, kokoroWeights, runnerFolder } from '../docker/images.ts';
import { repository } from '../rig/workspace.ts';
import type { Benchmark } from './benchmark.ts';
import { wallSeconds } from './measure.ts';
import type { Figure } from './row.ts';
import { loopInImage } from './runner-image.ts';

const image = 'audiobook-runner:first';
const sentence = 'The lamp was back on the wall before anybody had missed it.';
const heard = { voice: 'jf_alpha', language: 'en-GB' };

/**
 * From a machine with Docker and nothing else to the first sentence: a daemon of its own, which has the base
 * image alone. What is fetched comes from whatever mirrors the machine uses; weights are there.
 */
export const runnerFirstSentence: Benchmark = async function* ({ say }) {
  buildImage();
  const weights = kokoroWeights();
  const call = { engine: 'kokoro', weights, options: {}, texts: [sentence], ...heard };
  const { identity } = await loopInImage(call);
  say('npm ci in a fresh clone');
  yield await installing();
  const daemon = await DockerDaemon.start();
  try {
    daemon.copyImages(base);
    say('building the image from nothing but its base');
    yield { name: 'building the image', value: await wallSeconds(() => build(daemon)), unit: 's' };
    say('tone');
    yield* stepsOf('tone', 'tone:1', { dockerHost: daemon.host });
    say('Kokoro');
    yield* stepsOf('kokoro', identity, { dockerHost: daemon.host, weights });
  } finally {
    await daemon.remove();
  }
};

/** Null where no registry can be reached. */
async function installing(): Promise<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'audiobook-clone-'));
  const cache = `--cache=${join(folder, 'npm-cache')}`;
  try {
    await execa('git', ['clone', '--quiet', repository, join(folder, 'clone')]);
    let ended = false;
    const seconds = await wallSeconds(async () => {
      const install = { cwd: join(folder, 'clone'), reject: false };
      ended = (await execa('npm', ['ci', cache], install)).exitCode === 0;
    });
    return { name: 'npm ci, with an empty cache', value: ended ? seconds : null, unit: 's' };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function build(daemon: DockerDaemon): Promise<void> {
  const options = ['--engines=kokoro,tone', `--base=${base}`, `--tag=${image}`, '--network=host'];
  const script = join(runnerFolder, 'image.sh');
  await execa('sh', [script, ...options, `--host=${daemon.host}`]);
}

/** From asking for a sentence, with no gateway and no container, until it is heard. */
async function* stepsOf(engine: string, model: string, slot: object): AsyncGenerator<Figure, void> {
  const workspace = new GatewayWorkspace({
    slots: [{ kind: 'docker', engine, image, gpus: 'none', idleMinutes: 1, ...slot }],
  });
  try {
    const began = performance.now();
    const now = () => (performance.now() - began) / 1_000;
    const request = { spoken: sentence, ...heard, params: {}, seed: 1 };
    const client = workspace.client();
    const speaking = client
      .engine(engine, model)
      .speak(request, new AbortController().signal)
      .then((result) => {
        if (!result.ok) throw new Error(JSON.stringify(result.failure));
        return now();
      });
    const until = async (pattern: RegExp) => {
      while (true) {
        const [only] = (await workspace.status())?.slots ?? [];
        if (only && (only.state === 'ready' || pattern.test(only.trouble ?? ''))) return now();
        await delay(10);
      }
    };
    // Once it answers, it says how far loading is.
    const started = await until(/load/);
    const ready = await until(/^$/);
    const spoken = await speaking;
    const steps = [
      ['starting gateway and container', started],
      ['loading the model', ready - started],
      ['speaking the sentence', spoken - ready],
      ['from asking to hearing', spoken],
    ] as const;
    for (const [step, value] of steps) yield { name: `${engine}: ${step}`, value, unit: 's' };
  } finally {
    await workspace.remove();
  }
}
