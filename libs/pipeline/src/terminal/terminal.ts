import { closeSync, openSync, writeSync } from 'node:fs';
import { WriteStream } from 'node:tty';

/** The user's terminal, to draw on. */
export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  readonly colours: boolean;
  write(text: string): void;
  /** Calls back when the terminal has another size; returns what ends that. */
  onResize(listener: () => void): () => void;
}

/**
 * Set for the tasks of an Nx run that prints to a terminal: a task's own output is a pipe to Nx,
 * whether the user sees it or a file receives it.
 */
export const terminalVariable = 'AUDIOBOOK_TERMINAL';

const device = '/dev/tty';

/** Opens the user's terminal beside Nx; undefined where nobody looks, or where it can't be drawn on. */
export function openTerminal(env: NodeJS.ProcessEnv = process.env): Terminal | undefined {
  if (env[terminalVariable] !== '1' || (env.TERM ?? 'dumb') === 'dumb') return undefined;
  const size = terminalSize();
  if (size === undefined) return undefined;
  const descriptor = openSync(device, 'w');
  return {
    ...{ columns: size.columns, rows: size.rows, colours: (env.NO_COLOR ?? '') === '' },
    write(text) {
      try {
        for (let rest = Buffer.from(text); rest.length > 0; ) {
          rest = rest.subarray(writeSync(descriptor, rest));
        }
      } catch {
        // The terminal was closed: nobody looks any more, and SIGHUP ends the task.
      }
    },
    onResize(listener) {
      const measure = () => {
        Object.assign(this, terminalSize());
        listener();
      };
      process.on('SIGWINCH', measure);
      return () => process.off('SIGWINCH', measure);
    },
  };
}

/** Asked of a stream that is opened for it: one that stays open does not notice a new size. */
function terminalSize(): { columns: number; rows: number } | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(device, 'w');
    const stream = new WriteStream(descriptor);
    const { columns, rows } = stream;
    stream.destroy();
    return { columns, rows };
  } catch {
    if (descriptor !== undefined) closeSync(descriptor);
    return undefined;
  }
}
