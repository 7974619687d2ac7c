import { describe, expect, test } from 'vitest';
import { consoleReporter } from './console-reporter.ts';

describe('consoleReporter()', () => {
  test('prints progress every 2 s at first, and every 30 s after the first minute', () => {
    let milliseconds = 0;
    const printedAt: number[] = [];
    const report = consoleReporter(
      () => printedAt.push(milliseconds / 1000),
      () => milliseconds,
    );
    const speed = { charactersPerSecond: 1, realTimeFactor: 1, secondsLeft: 1 };
    for (; milliseconds <= 90_000; milliseconds += 500) {
      report({ kind: 'speaking', done: 1, of: 2, ...speed });
    }
    const fresh = Array.from({ length: 30 }, (_, index) => index * 2);
    expect(printedAt).toEqual([...fresh, 88]);
  });

  test('prints notices and results at once, and counts never', () => {
    const lines: string[] = [];
    const report = consoleReporter((line) => lines.push(line));
    const counts = { segments: 1, spoken: 1, reused: 0, failed: 0 };
    report({ kind: 'counted', counts: { ...counts, charactersSpoken: 4, audioSeconds: 1 } });
    for (let count = 0; count < 3; count++) report({ kind: 'notice', message: 'A take came back' });
    report({ kind: 'done', message: 'Made.' });
    expect(lines).toEqual([...Array(3).fill('! A take came back'), 'Made.']);
  });
});
