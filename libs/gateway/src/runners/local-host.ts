import { ok } from '@audiobook/model/result';
import type { Host } from './host.ts';
import { runCommand, watchCommand } from './run-command.ts';

/** This machine. */
export const localHost: Host = localHostReaching('127.0.0.1');

/** This machine, where commands reach ports of another one, as Docker's client does with DOCKER_HOST. */
export function localHostReaching(address: string): Host {
  return {
    name: '',
    run: runCommand,
    watch: watchCommand,
    async reach(port) {
      return ok({
        url: new URL(`http://${address}:${port}`),
        isOpen: true,
        close: () => undefined,
      });
    },
  };
}
