import { createHash } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
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

/** The path of a socket has at most so many bytes on every system (macOS, sys/un.h: 104 with a zero). */
const longestSocket = 103;

/**
 * The place of a workspace's gateway. Its socket is not in the workspace, whose path may be too long for one,
 * and whose disk need not have sockets; a file in `.audiobook/` says where it is, to sessions with other
 * environments too.
 */
export function gatewayPlace(workspace: string): Result<GatewayPlace> {
  const real = realpathSync(workspace);
  const name = `gateway-${createHash('sha256').update(real).digest('hex').slice(0, 16)}`;
  const pointer = join(real, '.audiobook', 'gateway-folder');
  const folder = foundBy(pointer, name) ?? made(pointer, name);
  if (typeof folder !== 'string') return folder;
  const log = join(real, '.audiobook', 'gateway.log');
  return ok({ workspace: real, folder, socket: socketIn(folder), log });
}

/** Where a gateway that can't start says why, as a `Failure` in JSON. */
export function failureFile({ folder }: GatewayPlace): string {
  return join(folder, 'failure.json');
}

/** Where a gateway that is stopped says which runs that ended, as a list in JSON. */
export function stoppedFile({ folder }: GatewayPlace): string {
  return join(folder, 'stopped.json');
}

/** The folder that an earlier command made, if it is still there and this user's. */
function foundBy(pointer: string, name: string): string | undefined {
  try {
    const folder = readFileSync(pointer, 'utf8');
    const { uid } = lstatSync(dirname(folder));
    const isOurs = basename(folder) === name && uid === (process.getuid?.() ?? 0);
    return isOurs && lstatSync(folder).isDirectory() ? folder : undefined;
  } catch {
    return undefined;
  }
}

function made(pointer: string, name: string): string | Result<never> {
  const fits = (folder: string) => Buffer.byteLength(socketIn(folder)) <= longestSocket;
  const folder = userFolder({ name, doing: 'looking for the gateway', fits });
  if (!folder.ok) return folder;
  try {
    mkdirSync(dirname(pointer), { recursive: true });
    writeFileSync(`${pointer}.${process.pid}`, folder.value);
    renameSync(`${pointer}.${process.pid}`, pointer);
  } catch {
    // Where nothing can be written, every session of the same environment finds the same folder.
  }
  return folder.value;
}

function socketIn(folder: string): string {
  return join(folder, 'socket');
}
