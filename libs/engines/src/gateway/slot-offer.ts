/** What slots there would be, and what they cost: said by a program of the gateway's, which starts none of them. */

import { DeviceKind } from '@audiobook/model/device-kind';
import type { Failure } from '@audiobook/model/failure';
import { z } from 'zod';

/** A place to speak that the pool has, or would find. */
export const SlotOffer = z.object({
  name: z.string(),
  engine: z.string(),
  /** Under which its speed is kept: see `Throughput`; null where only its machine could say. */
  device: z.string().nullable(),
  deviceKind: DeviceKind,
  /** How many segments it speaks at the same time; null where only the engine says. */
  batch: z.number().int().min(1).nullable(),
  /** Dollars; null where pool.json has no price. */
  pricePerHour: z.number().min(0).nullable(),
  /** It is started for a run, and loads its model then. */
  startsForRun: z.boolean(),
  /** How long it stays after its last segment, in seconds: what starts for a run is paid until then. */
  warmSeconds: z.number().min(0),
});
export type SlotOffer = z.infer<typeof SlotOffer>;

/** `unknown`: places whose slots only show when they are asked. */
export const SlotOffers = z.object({ slots: z.array(SlotOffer), unknown: z.array(z.string()) });
export type SlotOffers = z.infer<typeof SlotOffers>;

/** What the program prints: a `Result`. */
export const SlotOffersAnswer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: SlotOffers }),
  z.object({
    ok: z.literal(false),
    failure: z.custom<Failure>((value) => typeof value === 'object' && value !== null),
  }),
]);
