import type { DoctorCheck } from '@audiobook/engines/gateway/doctor-report';
import { z } from 'zod';
import { enginesLabel } from '../runners/docker-arguments.ts';
import { describeDockerTrouble } from '../runners/docker-trouble.ts';
import { SshHost } from '../runners/ssh-host.ts';
import type { Machine } from './machines.ts';
import { verdict } from './verdict.ts';

const Image = z.object({
  Size: z.number(),
  Created: z.string().optional(),
  Config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }).nullish(),
});

const dayMs = 24 * 60 * 60 * 1_000;

/** Whether a machine has the image of a slot, and that has its engine. */
export async function checkImage(
  machine: Machine,
  { image, engine }: { image: string; engine: string },
  signal: AbortSignal,
): Promise<DoctorCheck> {
  const argv = [...machine.docker, 'image', 'inspect', '--format={{json .}}', image];
  const ended = await machine.host.run({ argv }, signal);
  if (!ended.ok) return verdict.failed('image', ended.failure);
  const { code, stdout, stderr } = ended.value;
  const build = `npx nx run gpu-runner:image${optionsOf(machine, image)}`;
  if (code !== 0 && /no such image/i.test(stderr)) {
    if (image.includes('/')) {
      return verdict.notice('image', `${image} is not there yet: it is fetched at first start`);
    }
    return verdict.wrong('image', `there is no image ${image}`, `Build it: ${build}`);
  }
  const parsed = code === 0 ? Image.safeParse(parseJson(stdout)) : undefined;
  if (parsed?.success !== true) {
    return verdict.failed('image', describeDockerTrouble(stderr, { name: 'images', image }));
  }
  const { Size, Created, Config } = parsed.data;
  const engines = Config?.Labels?.[enginesLabel];
  const age = Created === undefined ? '' : `, ${describeAge(Date.now() - Date.parse(Created))}`;
  const found = `${image}, ${(Size / 1e9).toFixed(1)} GB${age}`;
  if (engines === undefined) {
    return verdict.notice('image', `${found}; it does not say which engines it has`);
  }
  if (engines.split(/[\s,]+/).includes(engine)) return verdict.ok('image', `${found}: ${engines}`);
  const remedy = `Build it with that engine: ${build}`;
  return verdict.wrong('image', `${found}: it has ${engines}, and not ${engine}`, remedy);
}

function optionsOf({ host, docker }: Machine, image: string): string {
  const at = host instanceof SshHost ? `ssh://${host.name}` : docker[2];
  const options = [
    ...(image === 'audiobook-runner' ? [] : [`--tag=${image}`]),
    ...(at === undefined ? [] : [`--host=${at}`]),
  ];
  return options.length === 0 ? '' : ` -- ${options.join(' ')}`;
}

function describeAge(ms: number): string {
  const days = Math.max(0, Math.floor(ms / dayMs));
  return days === 0 ? 'built today' : `${days} ${days === 1 ? 'day' : 'days'} old`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
