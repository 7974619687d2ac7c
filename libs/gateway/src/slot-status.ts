import type { SlotStatus } from '@audiobook/engines/gateway/gateway-status';
import { describeFailure } from '@audiobook/model/failure';
import type { Pace } from './run-progress.ts';
import type { Slot } from './slot.ts';

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

/**
 * What the slots can do together. What is under way is, on average, half spoken; what a slot has beyond its
 * batch has not begun.
 */
export function paceOf(slots: readonly Slot[]): Pace {
  const ready = slots.filter(({ state }) => state === 'ready');
  return {
    charactersPerSecond: sum(ready.map(({ speed }) => speed ?? 0)),
    charactersBegun: sum(
      ready.map(({ characters, segments, batch }) =>
        segments === 0 ? 0 : (characters * Math.min(1, batch / segments)) / 2,
      ),
    ),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
