import type { DoctorCheck } from '@audiobook/engines/gateway/doctor-report';
import type { Host } from '../runners/host.ts';
import { inFolder } from './in-folder.ts';
import { verdict } from './verdict.ts';

/** Where a runner works as a process. */
export interface PythonPlace {
  /** gpu-runner/ of the host. */
  folder: string;
  python: string;
  engine: string;
}

/** Importing torch takes a while on a cold disk, in milliseconds. */
const timeoutMs = 180_000;

/** Whether the Python of a slot can run the server and the slot's engine. */
export async function checkPython(
  host: Host,
  { folder, python, engine }: PythonPlace,
  signal: AbortSignal,
): Promise<DoctorCheck> {
  const code = `import sys, audiobook_runner.server, audiobook_runner.engines.${engine}
print("%d.%d.%d" % sys.version_info[:3])`;
  const argv = inFolder(folder, [python, '-c', code]);
  const ended = await host.run({ argv, timeoutMs }, signal);
  if (!ended.ok) return verdict.failed('Python', ended.failure);
  const { code: exit, stdout, stderr } = ended.value;
  if (exit === 0) return verdict.ok('Python', `${python} ${stdout.trim()}, with ${engine}`);
  const where = host.name === '' ? '' : ` (there: on ${host.name}, in ${folder})`;
  const last = stderr.trim().split('\n').at(-1) || `it ended with ${exit}`;
  return verdict.wrong(
    'Python',
    `${python} in ${folder} can't run ${engine}: ${last}`,
    `Set it up: npx nx run gpu-runner:setup -- --engines=${engine}${where}`,
  );
}
