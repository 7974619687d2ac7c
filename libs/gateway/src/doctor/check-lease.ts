import type { DoctorCheck } from '@audiobook/engines/gateway/doctor-report';
import type { Host } from '../runners/host.ts';
import { leaseFolder } from '../runners/lease-file.ts';
import type { Card } from './check-driver.ts';
import { verdict } from './verdict.ts';

/** Ends with 3 where the lease is held, and prints who holds it; asks for the lock and lets go of it at once. */
const script = `[ -e "$1" ] || exit 0
command -v flock > /dev/null || exit 4
flock --nonblock --exclusive --conflict-exit-code 3 "$1" true || { code=$?; cat "$1"; exit $code; }`;

/** Who has a graphics card: nobody, this workspace, or somebody else, whom our runners would wait for. */
export async function checkLease(
  host: Host,
  { index, uuid }: Card,
  { owner, signal }: { owner: string; signal: AbortSignal },
): Promise<DoctorCheck> {
  const name = `GPU ${index}`;
  const argv = ['sh', '-c', script, 'sh', `${leaseFolder}/${uuid}`];
  const ended = await host.run({ argv }, signal);
  if (!ended.ok) return verdict.failed(name, ended.failure);
  const { code, stdout, stderr } = ended.value;
  if (code === 0) return verdict.ok(name, 'it is free');
  if (code !== 3) {
    const found = code === 4 ? 'there is no program “flock”' : stderr.trim();
    return verdict.notice(name, `it can't be told who has it: ${found}`);
  }
  const holder = ownerIn(stdout);
  if (holder === owner) return verdict.ok(name, 'a runner of this workspace has it');
  return verdict.wrong(
    name,
    `it belongs to ${holder ?? 'a runner that wrote no name into its lease'}`,
    'Wait until that runner has ended, stop it (npx nx run gpu-runner:stop in its workspace), or name other cards with "gpus".',
  );
}

function ownerIn(lease: string): string | undefined {
  try {
    const { owner } = JSON.parse(lease) as { owner?: unknown };
    return typeof owner === 'string' ? owner : undefined;
  } catch {
    return undefined;
  }
}
