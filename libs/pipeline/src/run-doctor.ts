import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import {
  checksOf,
  DoctorMessage,
  type DoctorReport,
} from '@audiobook/engines/gateway/doctor-report';
import { writeJson } from '@audiobook/files/write-file-atomic';
import { fail, ok, type Result } from '@audiobook/model/result';
import { takeStoreRoot } from '@audiobook/takes/take-store-location';
import type { EmitEvent, Surroundings } from './stage-event.ts';
import { doctorLines } from './terminal/doctor-lines.ts';
import { paintLine } from './terminal/styled-line.ts';
import { openTerminal, type Terminal } from './terminal/terminal.ts';

export interface DoctorOptions {
  /** File that gets the report as JSON. */
  json?: string;
  /** Whether every slot speaks a sentence. */
  speak?: boolean;
}

const doing = 'looking after the slots of this workspace';

/** `gpu-runner:doctor`: shows what the slots of a workspace need and have. Fails where something is wrong. */
export async function runDoctor(
  workspace: string,
  { json, speak = true }: DoctorOptions,
  { emit, signal }: Surroundings,
  terminal: Terminal | undefined = openTerminal(),
): Promise<Result<undefined>> {
  const report = await examine(workspace, speak, { emit, signal }, terminal);
  if (!report.ok) return report;
  if (json !== undefined) await writeJson(resolve(workspace, json), report.value);
  show(report.value, emit, terminal);
  return report.value.ok ? ok() : fail(summary(report.value));
}

/** Runs the doctor's program, and shows on a terminal how far it is. */
async function examine(
  workspace: string,
  speak: boolean,
  { emit, signal }: Surroundings,
  terminal: Terminal | undefined,
): Promise<Result<DoctorReport>> {
  const script = join(workspace, 'libs', 'gateway', 'src', 'doctor', 'main.ts');
  const takes = takeStoreRoot({
    ...{ env: process.env, platform: process.platform, home: homedir(), workspaceRoot: workspace },
  });
  const args = [script, workspace, `--takes=${takes}`, ...(speak ? [] : ['--no-speak'])];
  if (signal.aborted) return fail({ kind: 'cancelled', doing });
  const doctor = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const interrupt = () => doctor.kill('SIGINT');
  signal.addEventListener('abort', interrupt, { once: true });
  const closed = once(doctor, 'close');
  let report: DoctorReport | undefined;
  for await (const line of createInterface({ input: doctor.stdout })) {
    const message = DoctorMessage.parse(JSON.parse(line));
    if (message.kind === 'report') report = message.report;
    else if (terminal !== undefined) {
      emit({ kind: 'done', message: `${message.slot}: ${message.text}` });
    }
  }
  await closed;
  signal.removeEventListener('abort', interrupt);
  if (signal.aborted) return fail({ kind: 'cancelled', doing });
  if (report !== undefined) return ok(report);
  const found = 'the doctor’s program ended without a report; what it says above tells why';
  return fail({
    kind: 'engine-failed',
    doing,
    found,
    remedy: 'Do what it says, and run it again.',
  });
}

function show(report: DoctorReport, emit: EmitEvent, terminal: Terminal | undefined): void {
  const paint = { width: Number.POSITIVE_INFINITY, colours: terminal?.colours ?? false };
  const lines = doctorLines(report).map((line) => paintLine(line, paint));
  emit({ kind: 'done', message: lines.join('\n') });
}

function summary(report: DoctorReport) {
  const count = checksOf(report).filter(({ mark }) => mark === 'wrong').length;
  const found = count === 1 ? 'one thing is wrong' : `${count} things are wrong`;
  const remedy = 'Do what stands below each ✗, the first one first.';
  return { kind: 'engine-failed', doing, found, remedy } as const;
}
