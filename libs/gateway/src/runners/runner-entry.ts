/** What an entry of pool.json says of the runners that the gateway starts for it. */

import { hostname } from 'node:os';
import { join } from 'node:path';
import type { SampleSource } from '@audiobook/engines/endpoint/sample-uploads';
import type { RunnerSlots } from '../pool.ts';
import type { Gpu } from './find-gpus.ts';
import type { Host } from './host.ts';
import { remoteEngine } from './host-of.ts';

/** How long a runner stays where pool.json does not say, in minutes. */
const idleMinutes = { inCi: 1, otherwise: 10 };

/** What the slots of an entry are called: by its name or engine, and its machine. */
export function nameOfRunners(slots: RunnerSlots): string {
  const { name, engine } = slots;
  const where = slots.kind === 'ssh' ? slots.host : slots.kind === 'docker' ? slots.dockerHost : '';
  return name ?? [engine, where?.replace(/^\w+:\/\//, '')].filter(Boolean).join(' on ');
}

/** By what name a workspace's runners lease GPUs. */
export function ownerOf(workspace: string): string {
  return `${workspace} of ${hostname()}`;
}

/** gpu-runner/ on the machine of an entry, for processes. */
export function folderOf(slots: RunnerSlots, workspace: string): string {
  return slots.kind === 'ssh' ? slots.folder : join(workspace, 'gpu-runner');
}

/** Whether the runners are on another machine. */
export function isElsewhere(host: Host, slots: RunnerSlots): boolean {
  return host.name !== '' || remoteEngine(slots) !== undefined;
}

/** How long a runner stays when nobody uses it, in seconds. */
export function warmSeconds({ idleMinutes: own }: RunnerSlots): number {
  const minutes = own ?? (process.env.CI ? idleMinutes.inCi : idleMinutes.otherwise);
  return Math.ceil(minutes * 60);
}

/** A slot of an entry, and what its runner needs. */
export interface SlotParts {
  slots: RunnerSlots;
  workspace: string;
  samples?: SampleSource | undefined;
  host: Host;
  name: string;
  gpu: Gpu | undefined;
}
