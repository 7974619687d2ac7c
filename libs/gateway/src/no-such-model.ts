import type { Failure } from '@audiobook/model/failure';
import type { Slot } from './slot.ts';

/** What of a slot says which model it has. */
type SlotModel = Pick<Slot, 'name' | 'model' | 'plan'>;

/**
 * Why no slot will ever speak with a model: no slot has its engine, or all that have it have another
 * model. Undefined while a slot has it, or may turn out to have it.
 */
export function noSuchModel(
  { engine, model }: { engine: string; model: string },
  slots: readonly SlotModel[],
): Failure | undefined {
  const doing = `looking for a slot that speaks with ${engine}`;
  const able = slots.filter(({ plan }) => plan.engine === engine);
  if (able.length === 0) {
    const engines = [...new Set(slots.map(({ plan }) => plan.engine))].join(', ');
    return {
      kind: 'bad-request',
      doing,
      found: `no slot has this engine; there is ${engines || 'no slot at all'}`,
      remedy: 'Add a slot that has it to gpu-runner/pool.json, or name another voice in cast.json.',
    };
  }
  if (able.some((slot) => slot.model === model || slot.model === '')) return undefined;
  const models = [...new Set(able.map((slot) => slot.model))].join(', ');
  return {
    kind: 'bad-request',
    doing,
    found: `the book pins the model ${model}, but the slots have ${models}`,
    remedy:
      'Install the version that the book was made with, or move the book to this model: its `pin` target shows what that costs.',
  };
}

/** A slot that had one model has another now. */
export function otherModel(slot: SlotModel, found: string): Failure {
  return {
    kind: 'bad-request',
    doing: `asking ${slot.name} for its model`,
    found: `it has ${found} instead of ${slot.model}`,
    remedy:
      'Have it load the model that it had, or stop the gateway with `npx nx run gpu-runner:stop`: the next one takes it as it is.',
  };
}
