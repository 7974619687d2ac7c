/**
 * Stops the runners that a workspace's gateways have left warm, and prints how many those were. From then on
 * they cost nothing.
 *
 *     node stop-runners.ts <workspace>
 */

import { realpathSync } from 'node:fs';
import { describeFailure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import { configure } from './configure.ts';
import { endWarmTimes } from './ledger/end-warm-times.ts';
import type { SlotPlan } from './slot.ts';

const stopped = await stopRunners(realpathSync(process.argv[2] ?? process.cwd()));
// Numbers that the console writes may be coloured.
if (stopped.ok) console.log(String(stopped.value));
else console.error(describeFailure(stopped.failure));
process.exit(stopped.ok ? 0 : 1);

/** How many there were. Fails with all that could not be looked at or stopped. */
async function stopRunners(workspace: string): Promise<Result<number>> {
  const { signal } = new AbortController();
  const configured = await configure({ workspace }, { foreground: false });
  if (!configured.ok) return configured;
  const { plans, sources } = configured.value.slots;
  const found = await Promise.all(sources.map((source) => source.find(signal)));
  const all = [...plans, ...found.flatMap((each) => (each.ok ? each.value : []))];
  const startable = all.filter(({ onDemand }) => onDemand);
  const ends = await Promise.all(startable.map(stopOne));
  const written = await endWarmTimes(
    workspace,
    startable.filter((_, at) => ends[at]?.ok),
  );
  const failures = [...found, ...ends, written].flatMap((each) => (each.ok ? [] : [each.failure]));
  if (failures.length === 0) return ok(ends.filter((end) => end.ok && end.value).length);
  return fail({
    kind: 'engine-failed',
    doing: 'stopping the runners of this workspace',
    found: [...new Set(failures.map(describeFailure))].join('\n'),
    remedy:
      'Those that could not be reached end by themselves when they have been idle for a while.',
  });
}

/** Whether there was one. */
async function stopOne(plan: SlotPlan): Promise<Result<boolean>> {
  const opened = await plan.open(new AbortController().signal);
  if (!opened.ok) return opened;
  return (await opened.value.dismiss?.()) ?? ok(false);
}
