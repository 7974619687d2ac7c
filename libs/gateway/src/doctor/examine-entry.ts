import type { DoctorCheck, DoctorSlots } from '@audiobook/engines/gateway/doctor-report';
import type { RunnerSlots } from '../pool.ts';
import { folderOf, nameOfRunners } from '../runners/runner-entry.ts';
import { checkImage } from './check-image.ts';
import { checkPython } from './check-python.ts';
import { checkWeights } from './check-weights.ts';
import type { Examination } from './examination.ts';
import { isContained, type Machine } from './machines.ts';
import { trySlots } from './try-slots.ts';

/** How long the first sentence of a model that is loaded may take, in seconds, unless pool.json says more. */
const speakSeconds = 120;

export interface EntryPlace {
  machine: Machine;
  /** Whether there is something that runs its runners: they can be looked at. */
  hasProgram: boolean;
  /** Whether nothing of the machine keeps its runners from starting. */
  canStart: boolean;
  examination: Examination;
}

/** Looks at the slots of an entry whose runners are started, and has them speak if they can. */
export async function examineEntry(
  entry: RunnerSlots,
  { machine, hasProgram, canStart, examination }: EntryPlace,
): Promise<DoctorSlots> {
  const { kind, engine } = entry;
  const name = nameOfRunners(entry);
  const checks = hasProgram ? await partsOf(entry, machine, examination) : [];
  const isReady = canStart && checks.every(({ mark }) => mark !== 'wrong');
  const limits = { ready: entry.startSeconds, speak: entry.answerSeconds ?? speakSeconds };
  const spoken = await trySlots(entry, { name, limits, isReady }, examination);
  return { name, kind, engine, checks: [...checks, ...spoken] };
}

/** What a runner is made of, the first thing first: what stands on something wrong is not looked at. */
async function partsOf(
  entry: RunnerSlots,
  machine: Machine,
  { workspace, signal }: Examination,
): Promise<DoctorCheck[]> {
  const { engine } = entry;
  const folder = folderOf(entry, workspace);
  const program = isContained(entry)
    ? await checkImage(machine, { image: entry.image, engine }, signal)
    : await checkPython(machine.host, { folder, python: pythonOf(entry), engine }, signal);
  if (program.mark === 'wrong') return [program];
  const weights = await checkWeights(machine, entry, { folder, signal });
  return weights === undefined ? [program] : [program, weights];
}

function pythonOf(entry: RunnerSlots): string {
  return 'python' in entry ? entry.python : '';
}
