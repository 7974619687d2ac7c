import { stripVTControlCharacters } from 'node:util';
import type { GatewayStatus } from '@audiobook/engines/gateway/gateway-status';
import type { Result } from '@audiobook/model/result';
import type { Surroundings } from '../stage-event.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { ShownStatus } from './shown-status.ts';
import { statusScreen } from './status-screen.ts';

/** Whose status is shown, and where. */
export interface StatusView extends Surroundings {
  workspace: string;
  /** The Nx project, whose name Nx prints before each line. */
  project: string;
  /** Only this book's chapters are shown; without it the whole gateway. */
  book?: string;
  /** Asks the gateway; undefined: none runs. */
  read(): Promise<Result<GatewayStatus | undefined>>;
  /** What is said when nothing is spoken. */
  idle(): Promise<string[]>;
  terminal: Terminal | undefined;
  now?: () => Date;
  times?: FollowTimes;
}

/** In milliseconds. */
export interface FollowTimes {
  /** Between two looks. */
  look: number;
  /** Between two lines where there is no terminal. */
  line: number;
  /** When nothing has been spoken for so long, following ends. */
  quiet: number;
}

/** A look at the gateway; without a status where nothing of what is shown is known to it. */
export type Look = () => Promise<Result<ShownStatus | undefined>>;

/** Columns of a line where there is no terminal. */
const pipeColumns = 100;

/** Prints a status with the task's output, as long as it is. */
export async function printStatus(
  status: ShownStatus | undefined,
  { terminal, project, idle, emit, now = () => new Date() }: StatusView,
): Promise<void> {
  const columns = (terminal?.columns ?? pipeColumns) - `${project}: `.length;
  const screen = { width: columns, height: Number.POSITIVE_INFINITY, colours: false, now: now() };
  const lines =
    status === undefined ? await idle() : [...statusScreen(status, screen), ...troublesOf(status)];
  emit({ kind: 'done', message: lines.join('\n') });
}

/** What is wrong with slots, whole: the table has room for its beginning. */
function troublesOf({ slots }: ShownStatus): string[] {
  return slots.flatMap(({ name, trouble }) =>
    trouble === null
      ? []
      : ['', ...`${name}: ${trouble}`.split('\n').map(stripVTControlCharacters)],
  );
}
