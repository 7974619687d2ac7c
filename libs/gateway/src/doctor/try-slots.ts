import type { DoctorCheck } from '@audiobook/engines/gateway/doctor-report';
import { planSlots } from '../plan-slots.ts';
import type { Pool } from '../pool.ts';
import type { SlotPlan } from '../slot.ts';
import type { Examination } from './examination.ts';
import { type Trial, trySlot } from './try-slot.ts';
import { verdict } from './verdict.ts';

export interface SlotTrials extends Pick<Trial, 'limits' | 'voice'> {
  /** What the slots are called together. */
  name: string;
  /** Whether nothing that was looked at is in their way. */
  isReady: boolean;
}

/** Finds the slots of an entry, and has each of them speak if that is wanted, all at the same time. */
export async function trySlots(
  entry: NonNullable<Pool['slots']>[number],
  { name, isReady, limits, voice }: SlotTrials,
  { workspace, speak, signal, progress }: Examination,
): Promise<DoctorCheck[]> {
  if (!isReady) {
    return speak ? [verdict.notice(name, 'did not speak: what is wrong comes first')] : [];
  }
  const planned = planSlots([entry], { workspace });
  if (!planned.ok) return [verdict.failed(name, planned.failure)];
  const checks: DoctorCheck[] = [];
  const plans: SlotPlan[] = [...planned.value.plans];
  for (const source of planned.value.sources) {
    const found = await source.find(signal);
    if (found.ok) plans.push(...found.value);
    else checks.push(verdict.failed(source.name, found.failure));
  }
  if (!speak) return checks;
  const trials = plans.map((plan) =>
    trySlot({ plan, limits, voice, signal, progress: (text) => progress(plan.name, text) }),
  );
  return [...checks, ...(await Promise.all(trials))];
}
