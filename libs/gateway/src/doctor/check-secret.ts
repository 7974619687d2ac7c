import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { DoctorCheck } from '@audiobook/engines/gateway/doctor-report';
import type { Secret } from '@audiobook/model/secret';
import { readSecret } from '../read-secret.ts';
import { verdict } from './verdict.ts';

/** Bits of a file's mode that let others read it. */
const forOthers = 0o044;

/** Whether a token can be read, and by nobody else. What it is, is never said. */
export async function checkSecret(
  secret: Secret,
  { workspace, whose }: { workspace: string; whose: string },
): Promise<DoctorCheck> {
  const folder = join(workspace, 'gpu-runner');
  const read = await readSecret(secret, { folder, doing: `reading the token of ${whose}` });
  if (!read.ok) return verdict.failed('token', read.failure);
  if ('env' in secret) return verdict.ok('token', `${secret.env} is set`);
  const file = resolve(folder, secret.file);
  const { mode } = await stat(file);
  if ((mode & forOthers) === 0) return verdict.ok('token', `${file} is this user's alone`);
  const found = `others can read ${file} (mode ${(mode & 0o777).toString(8)})`;
  return verdict.notice('token', found, `chmod 600 ${file}`);
}
