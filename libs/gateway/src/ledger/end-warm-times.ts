import { writeJson } from '@audiobook/files/write-file-atomic';
import { entryIn, ledgerFilesIn, ledgerFolder } from '@audiobook/ledger/ledger-reader';
import { identityOf } from '@audiobook/ledger/slot-uses';
import { fail, ok, type Result } from '@audiobook/model/result';
import type { SlotPlan } from '../slot.ts';

/**
 * Writes into the ledgers of gateways that have ended that slots which they left warm have ended too, so that
 * these cost nothing from now on. Fails where the disk does not let it.
 */
export async function endWarmTimes(
  workspace: string,
  ended: readonly Pick<SlotPlan, 'name' | 'engine' | 'device'>[],
): Promise<Result<undefined>> {
  const identities = new Set(ended.map((plan) => identityOf({ ...plan, slot: plan.name })));
  const now = new Date().toISOString();
  for (const file of ledgerFilesIn(ledgerFolder(workspace))) {
    const entry = entryIn(file);
    const slots = entry?.slots.map((row) => {
      const isLonger = row.warmUntil !== undefined && row.warmUntil > now;
      return isLonger && identities.has(identityOf(row)) ? { ...row, warmUntil: now } : row;
    });
    if (!slots?.some((row, at) => row !== entry?.slots[at])) continue;
    try {
      await writeJson(file, { ...entry, slots });
    } catch (error) {
      const doing = 'noting that runners have ended, and cost nothing more';
      const found = (error as Error).message;
      const remedy = 'Until their time is over, budgets count them as warm.';
      return fail({ kind: 'bad-file', doing, file, found, remedy });
    }
  }
  return ok();
}
