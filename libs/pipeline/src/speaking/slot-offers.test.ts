import { GatewayWorkspace } from '@audiobook/gateway/testing/gateway-workspace';
import { withPrograms } from '@audiobook/gateway/testing/with-programs';
import { expect, it, onTestFinished, vi } from 'vitest';
import { slotOffers } from './slot-offers.ts';

const { signal } = new AbortController();
const nobody = 'echo asked >&2; exit 9';

function workspaceWith(pool: unknown): GatewayWorkspace {
  const workspace = new GatewayWorkspace(pool);
  onTestFinished(() => workspace.remove());
  return workspace;
}

async function offersOf(pool: unknown) {
  const offers = await slotOffers(workspaceWith(pool).root, signal);
  if (!offers.ok) throw new Error(JSON.stringify(offers.failure));
  return offers.value;
}

it('says every kind of slot with its price, its device, and how long it stays', async () => {
  vi.stubEnv('CI', '');
  withPrograms({
    'nvidia-smi':
      'echo 0, GPU-offer-1, NVIDIA GeForce RTX 4090; echo 1, GPU-offer-2, NVIDIA GeForce RTX 3090',
    ssh: nobody,
    docker: nobody,
  });
  const { slots, unknown } = await offersOf({
    slots: [
      { kind: 'embedded', count: 1 },
      {
        ...{ kind: 'endpoint', url: 'http://gpu-box:8880', engine: 'kokoro', batch: 8 },
        ...{ dialect: 'openai', pricePerHour: 0.5 },
      },
      { kind: 'docker', engine: 'chatterbox', pricePerHour: 0.25, idleMinutes: 2, batch: 32 },
      { kind: 'process', engine: 'kokoro', gpus: 'none', count: 2 },
      { kind: 'ssh', host: 'you@gpu-1', engine: 'chatterbox', pricePerHour: 0 },
      { kind: 'ssh', host: 'you@gpu-2', engine: 'tone', gpus: [3, 'GPU-abc'], name: 'far' },
      { kind: 'ssh', host: 'you@gpu-3', engine: 'tone', gpus: 'none' },
      { kind: 'endpoint', url: 'http://fleet:80', engine: 'tone', everyAddress: true },
    ],
  });
  const processor = expect.stringMatching(/./);
  const rest = { batch: null, pricePerHour: null, startsForRun: true, warmSeconds: 600 };
  const still = { startsForRun: false, warmSeconds: 0 };
  const [onCard, onProcessor, onServer] = (['card', 'processor', 'server'] as const).map(
    (deviceKind) => ({ deviceKind }),
  );
  const card = { ...rest, ...onCard, batch: 32, pricePerHour: 0.25, warmSeconds: 120 };
  const box = {
    name: 'gpu-box:8880',
    engine: 'kokoro',
    device: 'gpu-box:8880',
    ...onServer,
    batch: 8,
  };
  const all = [
    {
      name: 'espeak-ng-1',
      engine: 'espeak-ng',
      device: processor,
      ...onProcessor,
      ...rest,
      ...still,
      batch: 1,
    },
    { ...box, pricePerHour: 0.5, ...still },
    { name: 'kokoro-1', engine: 'kokoro', device: processor, ...onProcessor, ...rest },
    { name: 'kokoro-2', engine: 'kokoro', device: processor, ...onProcessor, ...rest },
    {
      name: 'tone on you@gpu-3-1',
      engine: 'tone',
      device: 'processor of you@gpu-3',
      ...onProcessor,
      ...rest,
    },
    { name: 'chatterbox-gpu0', engine: 'chatterbox', device: 'NVIDIA GeForce RTX 4090', ...card },
    { name: 'chatterbox-gpu1', engine: 'chatterbox', device: 'NVIDIA GeForce RTX 3090', ...card },
    {
      ...{ name: 'chatterbox on you@gpu-1-gpu0', engine: 'chatterbox' },
      ...{ device: null, ...onCard, ...rest, pricePerHour: 0 },
    },
    { name: 'far-gpu3', engine: 'tone', device: null, ...onCard, ...rest },
    { name: 'far-GPU-abc', engine: 'tone', device: null, ...onCard, ...rest },
    { name: 'fleet', engine: 'tone', device: 'fleet', ...onServer, ...rest, ...still },
  ];
  expect(slots).toEqual(all);
  expect(unknown).toEqual(['chatterbox on you@gpu-1: GPUs', 'far: GPUs', 'fleet']);
});

it('names what this machine does not show, and offers nothing for it', async () => {
  withPrograms({ 'nvidia-smi': 'echo no driver >&2; exit 9' });
  const { slots, unknown } = await offersOf({ slots: [{ kind: 'process', engine: 'chatterbox' }] });
  expect({ slots, unknown }).toEqual({ slots: [], unknown: ['chatterbox: GPUs'] });
});

it('says the usual slots of a workspace whose pool.json names none', async () => {
  withPrograms({ 'nvidia-smi': 'exit 6' });
  const { slots } = await offersOf({});
  expect(new Set(slots.map(({ engine }) => engine))).toEqual(new Set(['espeak-ng']));
});

it('fails as the gateway would where pool.json can’t be used', async () => {
  const workspace = workspaceWith({});
  workspace.write(
    'gpu-runner/pool.json',
    '{\n  "slots": [{ "kind": "docker", "engine": "tone",\n    "pricePerHour": -1 }]\n}',
  );
  const offers = await slotOffers(workspace.root, signal);
  expect(offers).toMatchObject({
    failure: { kind: 'bad-settings', at: { line: 3, column: 21 } },
  });
  workspace.writePool({ slots: [{ kind: 'embedded', engine: 'no-such' }] });
  expect(await slotOffers(workspace.root, signal)).toMatchObject({
    failure: { kind: 'bad-request', found: 'there is no embedded engine “no-such”' },
  });
});

it('stops when it is told to', async () => {
  const stop = new AbortController();
  withPrograms({ 'nvidia-smi': 'sleep 30' });
  const offers = slotOffers(workspaceWith({}).root, stop.signal);
  stop.abort();
  expect(await offers).toMatchObject({ failure: { kind: 'cancelled' } });
});
