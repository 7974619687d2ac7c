import {
  checksOf,
  type DoctorPlace,
  type DoctorReport,
  type DoctorSlots,
} from '@audiobook/engines/gateway/doctor-report';
import type { EndpointSlot, Pool } from '../pool.ts';
import { nameOf, readPool } from '../read-pool.ts';
import { localHost } from '../runners/local-host.ts';
import { usualSlots } from '../usual-slots.ts';
import { checkListen } from './check-listen.ts';
import { checkSecret } from './check-secret.ts';
import type { Examination } from './examination.ts';
import { examineMachine } from './examine-machine.ts';
import { type Machine, machinesOf, thisMachine } from './machines.ts';
import { trySlots } from './try-slots.ts';
import { verdict } from './verdict.ts';

type Slots = NonNullable<Pool['slots']>;
type Embedded = Extract<Slots[number], { kind: 'embedded' }>;

/** Until a child process speaks, and how long it may take for a sentence, in seconds. */
const embeddedLimits = { ready: 60, speak: 60 };
/** The same for servers, whose models are somebody else's to load. */
const serverSeconds = 120;
/** A preset that OpenAI's own API has, which lists none (its reference, "Create speech"). */
const openaiVoice = 'alloy';

/** Looks at everything that the slots of a workspace need, and has each of them speak. */
export async function diagnose(examination: Examination): Promise<DoctorReport> {
  const { workspace } = examination;
  const pool = await readPool(workspace);
  if (!pool.ok)
    return reportOf([place('this workspace', verdict.failed('pool.json', pool.failure))]);
  const { slots: named, listen } = pool.value;
  const slots = named ?? (await usualSlots());
  const own = place(
    'this workspace',
    verdict.ok('pool.json', named ? entriesOf(named) : `names no slots: ${entriesOf(slots)}`),
  );
  if (listen !== undefined) {
    own.checks.push(await checkListen(listen, workspace));
    const whose = 'the gateway';
    if (listen.token) own.checks.push(await checkSecret(listen.token, { workspace, whose }));
  }
  const machines = machinesOf(slots);
  const here = machines.get(thisMachine) ?? emptyMachine();
  machines.delete(thisMachine);
  const [local, servers, ...others] = await Promise.all([
    examineHere(here, slots, examination),
    examineServers(slots, examination),
    ...[...machines.values()].map((machine) => examineMachine(machine, examination)),
  ]);
  return reportOf([own, local, ...others, ...(servers.slots.length > 0 ? [servers] : [])]);
}

async function examineHere(
  machine: Machine,
  slots: Slots,
  examination: Examination,
): Promise<DoctorPlace> {
  const embedded = slots.filter((slot) => slot.kind === 'embedded');
  const [found, ...more] = await Promise.all([
    examineMachine(machine, examination),
    ...embedded.map((slot) => examineEmbedded(slot, examination)),
  ]);
  return { ...found, slots: [...found.slots, ...more] };
}

async function examineEmbedded(slot: Embedded, examination: Examination): Promise<DoctorSlots> {
  const { kind, engine } = slot;
  const trials = { name: engine, isReady: true, limits: embeddedLimits, voice: 'default' };
  return { name: engine, kind, engine, checks: await trySlots(slot, trials, examination) };
}

async function examineServers(slots: Slots, examination: Examination): Promise<DoctorPlace> {
  const endpoints = slots.filter((slot) => slot.kind === 'endpoint');
  const examined = await Promise.all(endpoints.map((slot) => examineServer(slot, examination)));
  return { name: 'servers', checks: [], slots: examined };
}

async function examineServer(slot: EndpointSlot, examination: Examination): Promise<DoctorSlots> {
  const { kind, engine, token, dialect, answerSeconds = serverSeconds } = slot;
  const name = nameOf(slot);
  const { workspace } = examination;
  const checks = token ? [await checkSecret(token, { workspace, whose: name })] : [];
  const isReady = checks.every(({ mark }) => mark !== 'wrong');
  const limits = { ready: serverSeconds, speak: answerSeconds };
  const voice = dialect === 'openai' ? openaiVoice : undefined;
  const spoken = await trySlots(slot, { name, isReady, limits, voice }, examination);
  return { name, kind, engine, checks: [...checks, ...spoken] };
}

function reportOf(places: DoctorPlace[]): DoctorReport {
  return { ok: checksOf({ places }).every(({ mark }) => mark !== 'wrong'), places };
}

function place(name: string, ...checks: DoctorPlace['checks']): DoctorPlace {
  return { name, checks, slots: [] };
}

function emptyMachine(): Machine {
  return {
    name: thisMachine,
    host: localHost,
    docker: ['docker'],
    isEngineOnly: false,
    entries: [],
  };
}

function entriesOf(slots: Slots): string {
  return slots.map(({ kind, engine }) => `${kind} ${engine}`).join(', ');
}
