import { GatewayClient } from '@audiobook/engines/gateway/gateway-client';
import type { SpeechEngine } from '@audiobook/engines/speech-engine';
import { ok, type Result } from '@audiobook/model/result';

/** Opens what speaks with an engine's model. */
export type OpenEngine = (name: string, model: string) => Promise<Result<SpeechEngine>>;

/** Lends engines to `use`, and closes them after it. */
export type LendEngines = <T>(use: (openEngine: OpenEngine) => Promise<T>) => Promise<T>;

/**
 * Lends engines that speak through the workspace's gateway to somebody who listens for what they
 * say: before all that is spoken for books. `onNotice` is told why they have to wait.
 */
export function listening(
  workspace: string,
  onNotice: (message: string) => void = () => undefined,
): LendEngines {
  return async (use) => {
    const run = process.env.AUDIOBOOK_RUN ?? `process-${process.pid}`;
    const client = new GatewayClient({ workspace, run, onNotice });
    try {
      return await use(async (name, model) => ok(client.engine(name, model)));
    } finally {
      await client.close('done');
    }
  };
}
