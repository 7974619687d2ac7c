import type { DoctorCheck, DoctorPlace } from '@audiobook/engines/gateway/doctor-report';
import type { RunnerSlots } from '../pool.ts';
import { ownerOf } from '../runners/runner-entry.ts';
import { checkDisk, type KeptThings, literal } from './check-disk.ts';
import { checkDocker, type DockerFindings } from './check-docker.ts';
import { type Card, checkDriver } from './check-driver.ts';
import { checkLease } from './check-lease.ts';
import type { Examination } from './examination.ts';
import { examineEntry } from './examine-entry.ts';
import { isContained, type Machine, thisMachine } from './machines.ts';
import { verdict } from './verdict.ts';

/** Looks at a machine, and then at the slots whose runners it has; those speak where nothing is in their way. */
export async function examineMachine(
  machine: Machine,
  examination: Examination,
): Promise<DoctorPlace> {
  const { name, entries } = machine;
  const reached = await reachCheck(machine, examination);
  if (reached?.mark === 'wrong') {
    const none = { machine, hasProgram: false, canStart: false, examination };
    const slots = await Promise.all(entries.map((entry) => examineEntry(entry, none)));
    return { name, checks: [reached], slots };
  }
  const [driver, docker] = await Promise.all([
    driverFindings(machine, examination),
    dockerFindings(machine, examination),
  ]);
  const disk = await checkDisk(
    machine.host,
    thingsOf(machine, docker.root, examination),
    examination.signal,
  );
  const checks = [...(reached ? [reached] : []), ...driver.checks, ...docker.checks, ...disk];
  const slots = await Promise.all(
    entries.map((entry) => {
      const wantsGpus = entry.gpus !== 'none';
      const hasProgram = !isContained(entry) || docker.works;
      const hasCards = !isContained(entry) || docker.givesGpus;
      const canStart = hasProgram && (!wantsGpus || (driver.works && hasCards));
      return examineEntry(entry, { machine, hasProgram, canStart, examination });
    }),
  );
  return { name, checks, slots };
}

async function reachCheck({ name, host }: Machine, { signal }: Examination) {
  if (host.name === '') return undefined;
  const reached = await host.run({ argv: ['true'], timeoutMs: 20_000 }, signal);
  return reached.ok ? verdict.ok('ssh', `${name} answers`) : verdict.failed('ssh', reached.failure);
}

/** The driver, and the cards that slots want. */
async function driverFindings(
  { name: place, host, entries, isEngineOnly }: Machine,
  { workspace, signal }: Examination,
): Promise<{ checks: DoctorCheck[]; works: boolean }> {
  const wanting = entries.filter(({ gpus }) => gpus !== 'none');
  if (wanting.length === 0) return { checks: [], works: false };
  const { check, cards } = await checkDriver(host, signal);
  const works = check.mark !== 'wrong';
  if (isEngineOnly) {
    const found = `the cards of ${place} are taken to be those of this machine, since its Docker can't list them`;
    const remedy = 'Name it by ssh://, so that nvidia-smi can be run there.';
    return { checks: [verdict.notice('GPUs', found, remedy), check], works };
  }
  const wanted = cards.filter((card) => wanting.some((entry) => wants(entry, card)));
  const owner = ownerOf(workspace);
  const leases = await Promise.all(wanted.map((card) => checkLease(host, card, { owner, signal })));
  return { checks: [check, ...leases], works };
}

function wants({ gpus }: RunnerSlots, { index, uuid }: Card): boolean {
  return gpus === 'all' || (gpus !== 'none' && (gpus.includes(index) || gpus.includes(uuid)));
}

async function dockerFindings(machine: Machine, { signal }: Examination): Promise<DockerFindings> {
  const contained = machine.entries.filter(isContained);
  if (contained.length === 0) return { checks: [], works: false, givesGpus: false };
  const gpus = contained.some((entry) => entry.gpus !== 'none');
  return checkDocker(machine, { gpus }, signal);
}

/** What a machine keeps, and where. */
function thingsOf(
  { name, entries, isEngineOnly }: Machine,
  root: string | undefined,
  { takes }: Examination,
): KeptThings[] {
  if (isEngineOnly) return [];
  const folders = entries.flatMap((entry) => {
    if (entry.weights !== undefined) return literal(entry.weights);
    return isContained(entry) ? [] : `\${XDG_CACHE_HOME:-$HOME/.cache}/audiobook-runner`;
  });
  return [
    ...(root === undefined ? [] : [{ what: 'Docker’s images and volumes', folder: literal(root) }]),
    ...[...new Set(folders)].map((folder) => ({ what: 'weights', folder })),
    ...(name === thisMachine ? [{ what: 'takes', folder: literal(takes) }] : []),
    { what: 'temporary files', folder: `\${TMPDIR:-/tmp}` },
  ];
}
