/** A machine on which runners are started: this one, or one behind ssh. */

import type { Result } from '@audiobook/model/result';

export interface HostCommand {
  /** The program and its arguments, as they are: no shell reads them. */
  argv: readonly string[];
  /** What it reads on its standard input. */
  input?: string;
  /** How long it may take, in milliseconds; a minute by default. */
  timeoutMs?: number;
}

/** How a command ended. */
export interface CommandEnd {
  code: number;
  stdout: string;
  /** The last of what it said on its standard error. */
  stderr: string;
}

/** A command that goes on, such as one that follows a log. */
export interface WatchedCommand {
  /** The last lines of what it has printed. */
  readonly lines: readonly string[];
  /** Its exit code; null when a signal ended it, or it could not be started. */
  readonly ended: Promise<number | null>;
  stop(): void;
}

/** A way to a port of the host's loopback address. */
export interface Route {
  readonly url: URL;
  /** False once it is cut. */
  readonly isOpen: boolean;
  close(): void;
}

export interface Host {
  /** As messages say it; empty for this machine. */
  readonly name: string;
  /**
   * Runs a command to its end. Fails with `engine-failed` where the host can't be reached, has no such
   * program, or takes too long, and with `cancelled`; a command that ends with an error is no failure.
   */
  run(command: HostCommand, signal: AbortSignal): Promise<Result<CommandEnd>>;
  watch(argv: readonly string[]): WatchedCommand;
  /** Opens a way to a port; whoever opens one closes it. Fails with `engine-failed` and `cancelled`. */
  reach(port: number, signal: AbortSignal): Promise<Result<Route>>;
}
