/**
 * Prints what slots a workspace has, by its pool.json and this machine's cards, as one line of JSON
 * (`SlotOffersAnswer`). Starts no slot and asks no other machine.
 *
 *     node offer-slots.ts <workspace>
 */

import type { SlotOffer, SlotOffers } from '@audiobook/engines/gateway/slot-offer';
import { ok, type Result } from '@audiobook/model/result';
import type { SlotSource } from './follow-slots.ts';
import { planSlots } from './plan-slots.ts';
import { readPool } from './read-pool.ts';
import type { SlotPlan } from './slot.ts';
import { usualSlots } from './usual-slots.ts';

const { signal } = new AbortController();
const answer = await offersOf(process.argv[2] ?? process.cwd());
// Whoever asked may not want to know any more.
process.stdout.on('error', () => process.exit());
process.stdout.write(`${JSON.stringify(answer)}\n`);

async function offersOf(workspace: string): Promise<Result<SlotOffers>> {
  const pool = await readPool(workspace);
  if (!pool.ok) return pool;
  const planned = planSlots(pool.value.slots ?? (await usualSlots()), { workspace });
  if (!planned.ok) return planned;
  const { plans, sources } = planned.value;
  const found = await Promise.all(sources.map(offersFrom));
  const offers = [...plans.map(offerOf), ...found.flatMap((one) => one.offers)];
  const unknown = sources.filter((_, at) => !found[at]?.areAll).map(({ name }) => name);
  return ok({ slots: offers, unknown });
}

async function offersFrom({
  find,
  unasked,
}: SlotSource): Promise<{ offers: SlotOffer[]; areAll: boolean }> {
  if (unasked !== undefined) return { offers: unasked().map(unaskedOffer), areAll: false };
  const found = await find(signal);
  return { offers: found.ok ? found.value.map(offerOf) : [], areAll: found.ok };
}

/** Which card it is, only its machine could say. */
function unaskedOffer(plan: SlotPlan): SlotOffer {
  const offer = offerOf(plan);
  return plan.deviceKind === 'card' ? { ...offer, device: null } : offer;
}

function offerOf(plan: SlotPlan): SlotOffer {
  const { name, engine, device, deviceKind, batch, pricePerHour, onDemand, warmSeconds } = plan;
  return {
    ...{ name, engine, device, deviceKind },
    ...{ batch: batch ?? null, pricePerHour: pricePerHour ?? null },
    ...{ startsForRun: onDemand === true, warmSeconds: warmSeconds ?? 0 },
  };
}
