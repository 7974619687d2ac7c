import { readFile } from 'node:fs/promises';
import type { Failure } from '@audiobook/model/failure';
import { failureFile, gatewayPlace } from './gateway-place.ts';

/** Why the last gateway of a workspace could not start; undefined when it could. */
export async function lastFailure(workspace: string): Promise<Failure | undefined> {
  const place = gatewayPlace(workspace);
  if (!place.ok) return place.failure;
  try {
    return JSON.parse(await readFile(failureFile(place.value), 'utf8')) as Failure;
  } catch {
    return undefined;
  }
}
