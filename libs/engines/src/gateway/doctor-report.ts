/** What the doctor of a workspace finds: each place to speak, and what it needs, looked at once. */

import { z } from 'zod';

/** One thing that was looked at. */
export const DoctorCheck = z.object({
  /** What was looked at, in a word or two. */
  name: z.string(),
  /** `notice`: it works, and is worth knowing. */
  mark: z.enum(['ok', 'notice', 'wrong']),
  /** May have several lines. */
  found: z.string(),
  /** What to do about it; null where there is nothing to do. */
  remedy: z.string().nullable(),
});
export type DoctorCheck = z.infer<typeof DoctorCheck>;

/** An entry of pool.json, or of what stands for it. */
export const DoctorSlots = z.object({
  name: z.string(),
  kind: z.string(),
  engine: z.string(),
  /** Those of its speech are named after the slot that spoke. */
  checks: z.array(DoctorCheck),
});
export type DoctorSlots = z.infer<typeof DoctorSlots>;

/** A machine, or what belongs to none. */
export const DoctorPlace = z.object({
  name: z.string(),
  checks: z.array(DoctorCheck),
  slots: z.array(DoctorSlots),
});
export type DoctorPlace = z.infer<typeof DoctorPlace>;

export const DoctorReport = z.object({
  /** Whether nothing is wrong. */
  ok: z.boolean(),
  places: z.array(DoctorPlace),
});
export type DoctorReport = z.infer<typeof DoctorReport>;

/** What the doctor's program prints, one a line. */
export const DoctorMessage = z.discriminatedUnion('kind', [
  /** How far a slot has come. */
  z.object({ kind: z.literal('progress'), slot: z.string(), text: z.string() }),
  z.object({ kind: z.literal('report'), report: DoctorReport }),
]);
export type DoctorMessage = z.infer<typeof DoctorMessage>;

/** All checks of a report, in order. */
export function checksOf({ places }: Pick<DoctorReport, 'places'>): DoctorCheck[] {
  return places.flatMap(({ checks, slots }) => [
    ...checks,
    ...slots.flatMap((entry) => entry.checks),
  ]);
}
