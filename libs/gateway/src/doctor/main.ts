/**
 * Looks at everything that a workspace's slots need, has each speak, and prints what it finds as lines of
 * JSON (`DoctorMessage`), the report last.
 *
 *     node main.ts <workspace> --takes=<folder of the take store> [--no-speak]
 */

import { parseArgs } from 'node:util';
import type { DoctorMessage } from '@audiobook/engines/gateway/doctor-report';
import { gatewayPlace } from '@audiobook/engines/gateway/gateway-place';
import { describeFailure } from '@audiobook/model/failure';
import { diagnose } from './diagnose.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: { takes: { type: 'string', default: '' }, speak: { type: 'boolean', default: true } },
});
const place = gatewayPlace(positionals[0] ?? process.cwd());
if (!place.ok) {
  console.error(describeFailure(place.failure));
  process.exit(1);
}
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => stop.abort());
}
// Nobody is left to tell.
process.stdout.on('error', () => stop.abort());
const parent = process.ppid;
setInterval(() => process.ppid === parent || stop.abort(), 1_000).unref();

const report = await diagnose({
  ...{ workspace: place.value.workspace, takes: values.takes, speak: values.speak },
  signal: stop.signal,
  progress: (slot, text) => say({ kind: 'progress', slot, text }),
});
const isStopped = stop.signal.aborted;
if (isStopped) process.exit(1);
process.stdout.write(lineOf({ kind: 'report', report }), () => process.exit(0));

function say(message: DoctorMessage): void {
  process.stdout.write(lineOf(message));
}

function lineOf(message: DoctorMessage): string {
  return `${JSON.stringify(message)}\n`;
}
