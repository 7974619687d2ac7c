/** A runner of gpu-runner/ that is started, found again and stopped: as a process or as a container. */

import type { Failure } from '@audiobook/model/failure';
import type { Result } from '@audiobook/model/result';

/** What a runner is told when it starts. */
export interface RunnerSpec {
  /** Names it on its host, unique among all workspaces: letters, digits and hyphens. */
  key: string;
  engine: string;
  /** Who leases the GPU: two runners of one owner may share it, and no others. */
  owner: string;
  /** Undefined: it has none. */
  gpu?: { index: number; uuid: string };
  batch?: number;
  /** It ends by itself after so long without a request. */
  idleSeconds: number;
  /** Folder of the host in which weights are kept; undefined: the user's cache. */
  weights?: string;
  /** Of the engine. */
  options: Record<string, unknown>;
  /** Variables by which weights are fetched: proxies, and a mirror. */
  network?: Record<string, string>;
}

export type RunnerState =
  | { state: 'none' }
  /** `isOurs`: it was started as its settings say now. `port` of its host's loopback address, once it listens. */
  | { state: 'running'; isOurs: boolean; token: string; port?: number }
  /** It ended, and this is why. */
  | { state: 'ended'; why: Failure };

/** One runner of a slot. All fail with `engine-failed` where its host does not do what it is told. */
export interface RunnerControl {
  /** As messages say it. */
  readonly name: string;
  look(signal: AbortSignal): Promise<Result<RunnerState>>;
  /** Starts it; nothing of that name may run. */
  start(token: string, signal: AbortSignal): Promise<Result<undefined>>;
  /** Stops it, if it runs. */
  stop(signal: AbortSignal): Promise<Result<undefined>>;
  /** Lets go of it, and leaves it running. */
  release(): void;
}

/** Environment variables by which a runner is told what it is. */
export function environmentOf(spec: RunnerSpec): Record<string, string> {
  return {
    AUDIOBOOK_RUNNER_ENGINE: spec.engine,
    // A card that does not work is to be said, not to be made up for by a processor at a hundredth of its speed.
    AUDIOBOOK_RUNNER_DEVICE: spec.gpu === undefined ? 'cpu' : 'cuda',
    AUDIOBOOK_RUNNER_IDLE_SECONDS: String(spec.idleSeconds),
    AUDIOBOOK_RUNNER_OWNER: spec.owner,
    AUDIOBOOK_RUNNER_OPTIONS: JSON.stringify(spec.options),
    ...spec.network,
    ...(spec.batch !== undefined && { AUDIOBOOK_RUNNER_BATCH: String(spec.batch) }),
  };
}
