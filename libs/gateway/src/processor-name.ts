import { cpus } from 'node:os';

/** What this machine's processor is called, such as `AMD EPYC 7543 32-Core Processor`. */
export function processorName(): string {
  return cpus()[0]?.model.trim() || `${process.arch} processor`;
}
