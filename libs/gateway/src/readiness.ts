/** What the slots have together, for those who ask by the speech contract. */

import {
  type Capacity,
  largestBatch,
  longestLine,
  type Readiness,
} from '@audiobook/engines/speech-contract';
import { lineFor } from '@audiobook/sharing/sharing';
import type { Dispatcher } from './dispatcher.ts';
import type { Slot } from './slot.ts';
import { sum } from './sum.ts';

type Slots = Pick<Dispatcher, 'slots' | 'awaited'>;

/** One entry for each model, with the segments that all its slots speak at the same time. */
export function readinessOf({ slots }: Pick<Slots, 'slots'>): Readiness {
  const engines = new Map(slots.map(({ model, plan }) => [model, plan.engine]));
  const models = [...engines].flatMap(([identity, id]) => {
    const capacity = capacityOf(identity, slots);
    return capacity === undefined ? [] : { id, identity, ...capacity };
  });
  return { ready: models.length > 0, models };
}

/** What the slots of a model can have at the same time; undefined where none is ready. */
export function capacityOf(identity: string, slots: readonly Slot[]): Capacity | undefined {
  const ready = slots.filter(({ model, state }) => state === 'ready' && model === identity);
  if (ready.length === 0) return undefined;
  const batch = sum(ready.map((slot) => slot.batch));
  return { batch: Math.min(largestBatch, batch), line: Math.min(longestLine, lineFor(ready)) };
}

/** A slot with the model that is asked for by its engine's name or its identity; one that is ready first. */
export function slotFor(
  name: string,
  { slots, awaited }: Slots,
): Slot | { status: number; problem: string } {
  const named = slots.filter(({ plan, model }) => plan.engine === name || model === name);
  const known = named.filter(({ model, state }) => model !== '' && state !== 'refused');
  const slot = known.find(({ state }) => state === 'ready') ?? known[0];
  if (slot !== undefined) return slot;
  if (named.length > 0 || awaited.includes(name)) {
    return { status: 503, problem: `no slot of “${name}” is ready yet` };
  }
  const names = [...new Set([...slots.map(({ plan }) => plan.engine), ...awaited])].join(', ');
  return { status: 404, problem: `there is no model “${name}”; there is ${names}` };
}
