import type { Pool, RunnerSlots } from '../pool.ts';
import type { Host } from '../runners/host.ts';
import { hostOf } from '../runners/host-of.ts';
import { SshHost } from '../runners/ssh-host.ts';

/** A machine on which runners are started. */
export interface Machine {
  name: string;
  host: Host;
  /** Docker's client, and the engine that it asks. */
  docker: string[];
  /** Nothing of it can be seen but what its Docker engine tells. */
  isEngineOnly: boolean;
  entries: RunnerSlots[];
}

export const thisMachine = 'this machine';

/** The machines that slots need, this one first, and in it what is spoken without any. */
export function machinesOf(slots: NonNullable<Pool['slots']>): Map<string, Machine> {
  const machines = new Map<string, Machine>();
  for (const entry of slots) {
    if (entry.kind === 'embedded' || entry.kind === 'endpoint') continue;
    const name = machineName(entry);
    const machine = machines.get(name) ?? machineOf(name, entry);
    machines.set(name, machine);
    machine.entries.push(entry);
  }
  return machines;
}

function machineOf(name: string, entry: RunnerSlots): Machine {
  const host = hostOf(entry);
  const dockerHost = entry.kind === 'docker' ? entry.dockerHost : undefined;
  const isSsh = host instanceof SshHost;
  return {
    ...{ name, host, entries: [] },
    docker: dockerHost === undefined || isSsh ? ['docker'] : ['docker', '--host', dockerHost],
    isEngineOnly: dockerHost?.startsWith('tcp:') === true,
  };
}

function machineName(entry: RunnerSlots): string {
  if (entry.kind === 'ssh') return entry.host;
  return (entry.kind === 'docker' ? entry.dockerHost : undefined) ?? thisMachine;
}

/** Whether an entry's runners are containers. */
export function isContained(entry: RunnerSlots): entry is RunnerSlots & { image: string } {
  return entry.kind === 'docker' || (entry.kind === 'ssh' && entry.runner === 'docker');
}
