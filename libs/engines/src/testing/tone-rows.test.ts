import { describe, expect, it, onTestFinished } from 'vitest';
import { ToneRows, type ToneRowsOptions } from './tone-rows.ts';

function rowsOf(options: Partial<ToneRowsOptions> = {}): ToneRows {
  const rows = new ToneRows({
    ...{ batch: 1, charactersPerSecond: 10_000, growth: 0, timeScale: 1, ...options },
  });
  onTestFinished(() => rows.clear());
  return rows;
}

const spoken = (rows: ToneRows, characters: number) =>
  new Promise<number>((done) => rows.add(characters, done));

describe('ToneRows', () => {
  it('speaks one after another with a batch of one, at exactly its speed', async () => {
    const rows = rowsOf();
    const began = performance.now();
    const seconds = await Promise.all([1, 2, 3, 4, 5].map((n) => spoken(rows, 100 * n)));
    const took = (performance.now() - began) / 1_000;
    for (const [at, one] of seconds.entries()) expect(one).toBeCloseTo(0.01 * (at + 1), 5);
    expect(took).toBeGreaterThan(0.149);
    expect(rows.mostAtOnce).toBe(1);
  });

  it('slows every row down by the number of rows', async () => {
    const rows = rowsOf({ batch: 2, growth: 0.5 });
    // Together until the first ends after 200 / (10,000 / 1.5) s, then alone.
    const seconds = await Promise.all([spoken(rows, 200), spoken(rows, 500)]);
    expect(seconds[0]).toBeCloseTo(0.03, 2);
    expect(seconds[1]).toBeCloseTo(0.06, 2);
    expect(rows.mostAtOnce).toBe(2);
  });

  it('does not lose time to timers: many short rows take as long as one long one', async () => {
    const rows = rowsOf({ charactersPerSecond: 26.6, timeScale: 0.0005 });
    const began = performance.now();
    await Promise.all(Array.from({ length: 400 }, () => spoken(rows, 26.6)));
    // Each takes half a millisecond, less than a timer can wait.
    expect(performance.now() - began).toBeGreaterThan(199.9);
    expect(performance.now() - began).toBeLessThan(380);
  });

  it('takes rows out, whose places others have', async () => {
    const rows = rowsOf();
    const remove = rows.add(1e9, () => {
      throw new Error('was taken out');
    });
    const next = spoken(rows, 10);
    expect(rows.waiting).toBe(1);
    remove();
    expect(await next).toBeCloseTo(0.001, 5);
    expect(rows.waiting).toBe(0);
  });

  it('changes its speed for what is under way', async () => {
    const rows = rowsOf({ charactersPerSecond: 1 });
    const row = spoken(rows, 1_000);
    rows.setSpeed(100_000);
    expect(await row).toBeLessThan(1);
  });
});
