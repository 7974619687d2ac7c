import { setTimeout as delay } from 'node:timers/promises';
import { fail, ok, type Result } from '@audiobook/model/result';
import { readGatewayStatus } from './ask-gateway.ts';
import { gatewayPlace } from './gateway-place.ts';
import type { GatewayStatus } from './gateway-status.ts';
import { reachGateway } from './reach-gateway.ts';

/** How long a slot may take to say which model it has, and how often it is asked, in milliseconds. */
const patienceMs = 30_000;
const lookMs = 100;

/**
 * The identity of the model that the workspace's slots have of an engine.
 *
 * Fails with `bad-request` when no slot has the engine, and with `engine-failed` when none of those
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
    return await waitForModel(workspace, engine, signal);
  } finally {
    link.value.close();
  }
}

async function waitForModel(
  workspace: string,
  engine: string,
  signal: AbortSignal,
): Promise<Result<string>> {
  const began = performance.now();
  while (true) {
    if (signal.aborted) return fail({ kind: 'cancelled', doing: askingFor(engine) });
    const status = await readGatewayStatus(workspace);
    if (!status.ok) return status;
    const slots = status.value?.slots ?? [];
    const known = slots.find((slot) => slot.engine === engine && slot.model !== '');
    if (known !== undefined) return ok(known.model);
    const unable = whyUnknown(engine, slots, performance.now() - began > patienceMs);
    if (unable !== undefined) return unable;
    await delay(lookMs, undefined, { signal }).catch(() => undefined);
  }
}

function whyUnknown(
  engine: string,
  slots: GatewayStatus['slots'],
  isLate: boolean,
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
  const troubles = able.flatMap(({ trouble }) => trouble ?? []);
  if (!isLate && troubles.length < able.length) return undefined;
  const found = troubles.join('\n') || `no slot is ready after ${patienceMs / 1_000} s`;
  return fail({ kind: 'engine-failed', doing, found, remedy: 'Do what is said of the slots.' });
}

function askingFor(engine: string): string {
  return `asking the slots of ${engine} for their model`;
}
