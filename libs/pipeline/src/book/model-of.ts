import { engineCatalogue } from '@audiobook/engines/engine-catalogue';
import { findModel } from '@audiobook/engines/gateway/find-model';
import type { Result } from '@audiobook/model/result';

/** Says which model there is of an engine: the identity that books pin. */
export type ModelOf = (engine: string) => Promise<Result<string>>;

/** The model of an engine that this machine has, or else of the slots in gpu-runner/pool.json. */
export function modelOf(workspace: string, signal: AbortSignal): ModelOf {
  return async (engine) => {
    const entry = engineCatalogue.get(engine);
    if (entry === undefined) return findModel(workspace, engine, signal);
    const opened = await entry.open();
    if (!opened.ok) return opened;
    try {
      return await opened.value.identity();
    } finally {
      await opened.value.close();
    }
  };
}
