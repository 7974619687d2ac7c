import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Row } from './row.ts';

/** A day's figures and what they were measured on. */
export interface Results {
  date: string;
  machine: { cpu: string; cores: number; memoryGb: number; system: string; node: string };
  rows: Row[];
}

const folder = join(import.meta.dirname, 'results');

/** Writes rows into today's results; earlier ones of the same benchmarks and figures are replaced. */
export function keepRows(rows: readonly Row[], today = new Date()): string {
  const date = today.toISOString().slice(0, 10);
  const file = join(folder, `${date}.json`);
  const measured = new Set(rows.map(nameOf));
  const kept = readRows(file).filter((row) => !measured.has(nameOf(row)));
  const results: Results = { date, machine: thisMachine(), rows: [...kept, ...rows] };
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`);
  return file;
}

function readRows(file: string): Row[] {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as Results).rows;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function nameOf({ benchmark, name }: Row): string {
  return `${benchmark}\n${name}`;
}

function thisMachine(): Results['machine'] {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1e9),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
  };
}
