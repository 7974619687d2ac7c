import { writeJson } from '@audiobook/files/write-file-atomic';
import { entryIn, ledgerFilesIn, ledgerFolder } from '@audiobook/ledger/ledger-reader';
import { identityOf } from '@audiobook/ledger/slot-uses';
import type { SlotPlan } from '../slot.ts';

/**
 * Writes into the ledgers of gateways that have ended that slots which they left warm have ended too, so that
 * these cost nothing from now on. Rejects where the disk does not let it.
 */
export async function endWarmTimes(
  workspace: string,
  ended: readonly Pick<SlotPlan, 'name' | 'engine' | 'device'>[],
): Promise<void> {
  const identities = new Set(ended.map((plan) => identityOf({ ...plan, slot: plan.name })));
  const now = new Date().toISOString();
  for (const file of ledgerFilesIn(ledgerFolder(workspace))) {
    const entry = entryIn(file);
    const slots = entry?.slots.map((row) => {
      const isLonger = row.warmUntil !== undefined && row.warmUntil > now;
      return isLonger && identities.has(identityOf(row)) ? { ...row, warmUntil: now } : row;
    });
    const isChanged = slots?.some((row, at) => row !== entry?.slots[at]);
    if (isChanged) await writeJson(file, { ...entry, slots });
  }
}
