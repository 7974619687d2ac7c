import type { Terminal } from '../terminal/terminal.ts';

/** A terminal's alternate screen. */
export interface FullScreen {
  /** Replaces what is on the screen. */
  draw(lines: readonly string[]): void;
  /** Gives the terminal back as it was; more than once does no harm. */
  close(): void;
}

// Control sequences of xterm, which other terminals took over (invisible-island.net/xterm/ctlseqs).
const alternateScreen = { on: '\x1b[?1049h', off: '\x1b[?1049l' };
const cursor = { on: '\x1b[?25h', off: '\x1b[?25l' };
const wrapping = { on: '\x1b[?7h', off: '\x1b[?7l' };
const home = '\x1b[H';
const clearToEndOfLine = '\x1b[K';
const clearBelow = '\x1b[J';

/**
 * Takes the whole terminal until it is closed. A process that ends before gives it back too; one
 * that is killed with -9 can't: `reset` does.
 */
export function openFullScreen(terminal: Terminal): FullScreen {
  let open = true;
  const close = () => {
    process.off('exit', close);
    if (open) terminal.write(wrapping.on + cursor.on + alternateScreen.off);
    open = false;
  };
  process.on('exit', close);
  terminal.write(alternateScreen.on + cursor.off + wrapping.off);
  return {
    draw(lines) {
      // Cleared before it is written: behind its last column there is no place to clear from.
      const text = lines.map((line) => clearToEndOfLine + line).join('\r\n');
      const below = lines.length < terminal.rows ? `\r\n${clearBelow}` : '';
      if (open) terminal.write(home + text + below);
    },
    close,
  };
}
