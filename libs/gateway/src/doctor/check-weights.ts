import type { DoctorCheck } from '@audiobook/engines/gateway/doctor-report';
import type { Result } from '@audiobook/model/result';
import type { RunnerSlots } from '../pool.ts';
import { weightsVolume } from '../runners/docker-arguments.ts';
import type { CommandEnd } from '../runners/host.ts';
import { inFolder } from './in-folder.ts';
import { isContained, type Machine } from './machines.ts';
import { verdict } from './verdict.ts';

/** Digests that nobody has computed yet are, of gigabytes; in milliseconds. */
const timeoutMs = 590_000;
const name = 'weights';

/** Whether the weights of a slot's engine are where its runner looks for them; undefined: it needs none. */
export async function checkWeights(
  machine: Machine,
  entry: RunnerSlots,
  { folder, signal }: { folder: string; signal: AbortSignal },
): Promise<DoctorCheck | undefined> {
  if (entry.engine === 'tone') return undefined;
  const args = argumentsOf(entry);
  if (!isContained(entry)) {
    const weights = entry.weights === undefined ? [] : [`--weights=${entry.weights}`];
    const command = (verb: string) => [entry.python, ...program, verb, ...args, ...weights];
    const argv = inFolder(folder, command('check'));
    const fetch = `cd ${folder} && ${command('fetch').join(' ')}`;
    return verdictOf(await machine.host.run({ argv, timeoutMs }, signal), at(machine, fetch));
  }
  const place = await placeOf(machine, entry.weights, signal);
  const run = [...machine.docker, 'run', '--rm', '--cap-drop=ALL', '--read-only', '--tmpfs=/tmp'];
  const volume = `--volume=${place.name}:/weights`;
  const inside = ['--entrypoint=/opt/runner/bin/python', volume, entry.image, ...program];
  // As runners do: a folder is its owner's, a volume the image's.
  const user = place.isFolder ? ['--user=$(id -u):$(id -g)'] : [];
  const make = place.isFolder && !place.isThere ? `mkdir -p ${place.name} && ` : '';
  const fetch = at(machine, make + [...run, ...user, ...inside, 'fetch', ...args].join(' '));
  if (!place.isThere) return missing('', fetch);
  const argv = [...run, '--network=none', '--pull=never', ...inside, 'check', ...args];
  return verdictOf(await machine.host.run({ argv, timeoutMs }, signal), fetch);
}

const program = ['-m', 'audiobook_runner.weights'];

function argumentsOf({ engine, options }: RunnerSlots): string[] {
  const { checkpoint } = options;
  const named = typeof checkpoint === 'string' ? [`--checkpoint=${checkpoint}`] : [];
  return [`--engine=${engine}`, ...named];
}

function at({ host }: Machine, command: string): string {
  return host.name === '' ? command : `${command} (on ${host.name})`;
}

/** Docker would make what is not there, and that is not for a look to do. */
async function placeOf(
  { host, docker, isEngineOnly }: Machine,
  name = weightsVolume,
  signal: AbortSignal,
): Promise<{ name: string; isFolder: boolean; isThere: boolean }> {
  const isFolder = /^[/~]/.test(name);
  if (isFolder && isEngineOnly) return { name, isFolder, isThere: true };
  const argv = isFolder ? ['test', '-d', name] : [...docker, 'volume', 'inspect', name];
  const ended = await host.run({ argv }, signal);
  return { name, isFolder, isThere: ended.ok && ended.value.code === 0 };
}

/** What `audiobook_runner.weights check` says. */
function verdictOf(ended: Result<CommandEnd>, fetch: string): DoctorCheck {
  if (!ended.ok) return verdict.failed(name, ended.failure);
  const { code, stdout, stderr } = ended.value;
  const lines = stdout.split('\n');
  const files = lines.filter((line) => /^(missing|[0-9a-f]{64}) {2}/.test(line));
  const lacking = files.filter((line) => line.startsWith('missing'));
  const own = lines.find((line) => line.startsWith('own weights: '));
  if (code === 0 && own !== undefined) return verdict.ok(name, own);
  if (code === 0)
    return verdict.ok(name, `all there: ${files.length} ${files.length === 1 ? 'file' : 'files'}`);
  const bad = lines.filter((line) => line !== '' && !files.includes(line) && !/^ /.test(line));
  const wrong = bad.filter((line) => !line.startsWith('to fetch: '));
  if (lacking.length === 0 || wrong.length > 0) {
    const found = [...wrong, stderr.trim()].filter(Boolean).join('\n') || `it ended with ${code}`;
    return verdict.wrong(name, found, 'Do what it says; gpu-runner/WEIGHTS.md tells more.');
  }
  const bytes = Number(/^to fetch: (\d+) bytes/m.exec(stdout)?.[1] ?? Number.NaN);
  return missing(Number.isNaN(bytes) ? '' : ` (${(bytes / 1e9).toFixed(1)} GB)`, fetch);
}

function missing(size: string, fetch: string): DoctorCheck {
  return verdict.notice(
    name,
    `they are not there yet: fetched at first start${size}`,
    `To fetch them now: ${fetch}`,
  );
}
