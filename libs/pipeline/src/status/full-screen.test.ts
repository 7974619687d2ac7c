import { describe, expect, test } from 'vitest';
import { TestTerminal } from '../testing/test-terminal.ts';
import { openFullScreen } from './full-screen.ts';

const taken = '\x1b[?1049h\x1b[?25l\x1b[?7l';
const givenBack = '\x1b[?7h\x1b[?25h\x1b[?1049l';

describe('openFullScreen()', () => {
  test('takes the terminal, and gives it back once', () => {
    const terminal = new TestTerminal();
    const screen = openFullScreen(terminal);
    expect(terminal.written).toBe(taken);
    screen.close();
    screen.close();
    screen.draw(['late']);
    expect(terminal.written).toBe(taken + givenBack);
  });

  test('clears what a shorter picture leaves, but nothing below a full one', () => {
    const terminal = new TestTerminal();
    terminal.rows = 2;
    const screen = openFullScreen(terminal);
    terminal.written = '';
    screen.draw(['one', 'two']);
    expect(terminal.written).toBe('\x1b[H\x1b[Kone\r\n\x1b[Ktwo');
    terminal.written = '';
    screen.draw(['one']);
    expect(terminal.written).toBe('\x1b[H\x1b[Kone\r\n\x1b[J');
    screen.close();
  });

  test('gives it back when the process ends before it is closed', () => {
    const before = process.listeners('exit');
    const terminal = new TestTerminal();
    const screen = openFullScreen(terminal);
    const [atExit] = process.listeners('exit').filter((listener) => !before.includes(listener));
    atExit?.(1);
    expect(terminal.written).toBe(taken + givenBack);
    screen.close();
    expect(process.listeners('exit')).toEqual(before);
  });
});
