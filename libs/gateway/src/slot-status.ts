import type { SlotStatus } from '@audiobook/engines/gateway/gateway-status';
import { describeFailure } from '@audiobook/model/failure';
import type { Pace } from './run-progress.ts';
import type { Slot } from './slot.ts';
import { sum } from './sum.ts';

/** What is told of a slot. */
export function statusOfSlot(slot: Slot): SlotStatus {
  return {
    name: slot.name,
    state: slot.state,
    engine: slot.plan.engine,
    model: slot.model,
    batch: slot.batch,
    underWay: slot.segments,
    spoken: slot.spokenSegments,
    charactersPerSecond: slot.speed ?? null,
    trouble: slot.trouble === undefined ? null : describeFailure(slot.trouble),
  };
}

/** What the slots can do together. */
export function paceOf(slots: readonly Slot[]): Pace {
  const ready = slots.filter(({ state }) => state === 'ready');
  return {
    charactersPerSecond: sum(ready.map(({ speed }) => speed ?? 0)),
    charactersBegun: sum(ready.map(({ charactersBegun }) => charactersBegun)),
  };
}
