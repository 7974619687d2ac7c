import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { GatewayPlace } from '@audiobook/engines/gateway/gateway-place';
import { SpeechSpool } from '@audiobook/engines/speech-spool';
import { isRunning } from '@audiobook/files/process-owner';

/** Opens this process's own spool, and removes those of gateways that were killed. */
export function openSpool({ folder }: GatewayPlace): SpeechSpool {
  const all = join(folder, 'spool');
  const spool = new SpeechSpool(join(all, String(process.pid)));
  for (const name of readdirSync(all)) {
    const left = { pid: Number(name), started: null };
    if (!isRunning(left)) rmSync(join(all, name), { recursive: true, force: true });
  }
  return spool;
}
