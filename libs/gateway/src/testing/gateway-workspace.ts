import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readGatewayStatus } from '@audiobook/engines/gateway/ask-gateway';
import {
  GatewayClient,
  type GatewayClientOptions,
} from '@audiobook/engines/gateway/gateway-client';
import { type GatewayPlace, gatewayPlace } from '@audiobook/engines/gateway/gateway-place';
import type { GatewayStatus } from '@audiobook/engines/gateway/gateway-status';
import { stopGateway } from '@audiobook/engines/gateway/stop-gateway';
import type { SpokenSegment } from '@audiobook/engines/speech-engine';
import type { ToneRunner } from '@audiobook/engines/testing/tone-runner';
import type { Result } from '@audiobook/model/result';

const repository = join(import.meta.dirname, '..', '..', '..', '..');

/** A workspace with this repository's code and a pool of its own, for tests of the gateway's process. */
export class GatewayWorkspace {
  readonly root: string;
  readonly place: GatewayPlace;
  readonly #clients = new Set<GatewayClient>();

  constructor(pool: unknown) {
    this.root = mkdtempSync(join(tmpdir(), 'gateway-'));
    symlinkSync(join(repository, 'libs'), join(this.root, 'libs'));
    this.writePool(pool);
    const place = gatewayPlace(this.root);
    if (!place.ok) throw new Error('no place for a gateway');
    this.place = place.value;
  }

  writePool(pool: unknown): void {
    mkdirSync(join(this.root, 'gpu-runner'), { recursive: true });
    writeFileSync(join(this.root, 'gpu-runner', 'pool.json'), JSON.stringify(pool));
  }

  write(path: string, content: string | Uint8Array): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), content);
  }

  client(options: Partial<GatewayClientOptions> = {}): GatewayClient {
    const client = new GatewayClient({ workspace: this.root, run: 'run', place: 0, ...options });
    this.#clients.add(client);
    return client;
  }

  async status(): Promise<GatewayStatus | undefined> {
    const status = await readGatewayStatus(this.root);
    return status.ok ? status.value : undefined;
  }

  log(): Promise<string> {
    return readFile(this.place.log, 'utf8');
  }

  async closeClients(): Promise<void> {
    for (const client of this.#clients) await client.close('done');
    this.#clients.clear();
  }

  async remove(): Promise<void> {
    for (const client of this.#clients) await client.close('failed');
    await stopGateway(this.root, new AbortController().signal);
    await rm(this.place.folder, { recursive: true, force: true });
    await rm(this.root, { recursive: true, force: true });
  }
}

/** A pool of tone runners, each a slot. */
export function poolOf(runners: readonly ToneRunner[], changes: object = {}) {
  const slots = runners.map(({ url }, index) => ({
    ...{ kind: 'endpoint', name: `tone-${index}`, url: url.href, engine: 'tone' },
  }));
  return { slots, idleSeconds: 1, ...changes };
}

/** Has a client speak texts, all at once, with the tone runners' model. */
export function speakAll(
  client: GatewayClient,
  texts: readonly string[],
  signal = new AbortController().signal,
): Promise<Result<SpokenSegment>[]> {
  const engine = client.engine('tone', 'tone:1');
  return Promise.all(
    texts.map((spoken) =>
      engine.speak({ spoken, language: 'en', voice: 'tone', params: {}, seed: 1 }, signal),
    ),
  );
}

/** So many different texts of about as many characters each. */
export function textsOf(count: number, characters = 40): string[] {
  return Array.from({ length: count }, (_, at) => `Sentence ${at} `.padEnd(characters, 'a'));
}
