import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { ok, type Result } from '@audiobook/model/result';
import { userFolder } from '../user-folder.ts';

/** Where the gateway of a workspace is found. */
export interface GatewayPlace {
  workspace: string;
  /** The gateway's folder: its socket, and the token of the one gateway that may listen on it. */
  folder: string;
  socket: string;
  /** What it prints. */
  log: string;
}

/**
 * The place of a workspace's gateway. Its socket is not in the workspace: the path of a socket has
 * at most 103 bytes, and not every disk has sockets.
 */
export function gatewayPlace(workspace: string): Result<GatewayPlace> {
  const real = realpathSync(workspace);
  const name = createHash('sha256').update(real).digest('hex').slice(0, 16);
  const folder = userFolder(`gateway-${name}`, 'looking for the gateway');
  if (!folder.ok) return folder;
  return ok({
    workspace: real,
    folder: folder.value,
    socket: join(folder.value, 'socket'),
    log: join(real, '.audiobook', 'gateway.log'),
  });
}

/** Where a gateway that can't start says why, as a `Failure` in JSON. */
export function failureFile({ folder }: GatewayPlace): string {
  return join(folder, 'failure.json');
}
