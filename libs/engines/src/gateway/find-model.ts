import { setTimeout as delay } from 'node:timers/promises';
import { fail, ok, type Result } from '@audiobook/model/result';
import { askGateway, readGatewayStatus } from './ask-gateway.ts';
import { type GatewayPlace, gatewayPlace } from './gateway-place.ts';
import type { GatewayStatus } from './gateway-status.ts';
import { reachGateway } from './reach-gateway.ts';

/**
 * How long a slot may take to say which model it has, one that loads it (and may fetch it first), and how often
 * they are asked, in milliseconds.
 */
const patienceMs = 30_000;
const loadingMs = 30 * 60_000;
const lookMs = 100;

/**
 * The identity of the model that the workspace's slots have of an engine.
 *
 * Where none of them is up, one of those that are started on demand is started for it. Fails with `bad-request` when no slot has the engine, and with `engine-failed` when none of those
 * that have it can say.
 */
export async function findModel(
  workspace: string,
  engine: string,
  signal: AbortSignal,
): Promise<Result<string>> {
  const place = gatewayPlace(workspace);
  if (!place.ok) return place;
  const link = await reachGateway(place.value, signal);
  if (!link.ok) return link;
  try {
    return await waitForModel(place.value, engine, signal);
  } finally {
    link.value.close();
  }
}

async function waitForModel(
  place: GatewayPlace,
  engine: string,
  signal: AbortSignal,
): Promise<Result<string>> {
  const began = performance.now();
  while (true) {
    if (signal.aborted) return fail({ kind: 'cancelled', doing: askingFor(engine) });
    const status = await readGatewayStatus(place.workspace);
    if (!status.ok) return status;
    const slots = status.value?.slots ?? [];
    const known = slots.find((slot) => slot.engine === engine && slot.model !== '');
    if (known !== undefined) return ok(known.model);
    const unable = whyUnknown(engine, slots, performance.now() - began);
    if (unable !== undefined) return unable;
    if (slots.some((slot) => slot.engine === engine && slot.state === 'idle')) {
      await askGateway(place, 'POST', `/gateway/wake/${encodeURIComponent(engine)}`);
    }
    await delay(lookMs, undefined, { signal }).catch(() => undefined);
  }
}

function whyUnknown(
  engine: string,
  slots: GatewayStatus['slots'],
  waitedMs: number,
): Result<never> | undefined {
  const able = slots.filter((slot) => slot.engine === engine);
  const doing = askingFor(engine);
  if (able.length === 0) {
    return fail({
      kind: 'bad-request',
      doing,
      found: `no slot has this engine; there is ${[...new Set(slots.map((slot) => slot.engine))].join(', ')}`,
      remedy: 'Correct "engine" in voice.json, or add a slot that has it to gpu-runner/pool.json.',
    });
  }
  const comes = able.filter(({ state }) => state === 'idle' || state === 'opening');
  const loads = comes.some(({ trouble }) => trouble !== null);
  if (comes.length > 0 && waitedMs < (loads ? loadingMs : patienceMs)) return undefined;
  const troubles = able.flatMap(({ trouble }) => trouble ?? []);
  const found = troubles.join('\n') || `no slot is ready after ${Math.round(waitedMs / 1_000)} s`;
  return fail({ kind: 'engine-failed', doing, found, remedy: 'Do what is said of the slots.' });
}

function askingFor(engine: string): string {
  return `asking the slots of ${engine} for their model`;
}
