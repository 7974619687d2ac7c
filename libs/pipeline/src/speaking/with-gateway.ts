import { GatewayClient } from '@audiobook/engines/gateway/gateway-client';
import type { SpeechEngine } from '@audiobook/engines/speech-engine';
import { fail, ok, type Result } from '@audiobook/model/result';
import { maySpeak, speechIsOff } from './may-speak.ts';
import { readBudget } from './read-budget.ts';

/** Opens what speaks with an engine's model. */
export type OpenEngine = (name: string, model: string) => Promise<Result<SpeechEngine>>;

/** Lends engines to `use`, and closes them after it. */
export type LendEngines = <T>(use: (openEngine: OpenEngine) => Promise<T>) => Promise<T>;

export interface Listener {
  /** The book that is charged with what is spoken; without one, none is. */
  book?: string;
  /** Told why they have to wait. */
  onNotice?: (message: string) => void;
}

/**
 * Lends engines that speak through the workspace's gateway to somebody who listens for what they
 * say: before all that is spoken for books, and within the same budget.
 */
export function listening(workspace: string, { book, onNotice }: Listener = {}): LendEngines {
  return async (use) => {
    const run = process.env.AUDIOBOOK_RUN ?? `process-${process.pid}`;
    const budget = await readBudget(workspace);
    if (!budget.ok) return use(async () => budget);
    const speaks = maySpeak();
    if (!speaks.ok) return use(async () => speaks);
    if (!speaks.value) return use(async () => fail(speechIsOff()));
    const client = new GatewayClient({
      ...{ workspace, run, book, budget: budget.value },
      ...(onNotice && { onNotice }),
    });
    try {
      return await use(async (name, model) => ok(client.engine(name, model)));
    } finally {
      await client.close('done');
    }
  };
}
