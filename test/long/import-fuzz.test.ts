import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { importMutated } from '../../libs/text/src/import/testing/import-mutated.ts';

const count = 10_000;

it('imports or refuses ten thousand mutated books: none crashes, hangs, or writes a file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'import-fuzz-'));
  const home = process.cwd();
  process.chdir(folder);
  try {
    const fuzzed = await importMutated(1_000, count);
    console.log(JSON.stringify({ ...fuzzed, memory: process.resourceUsage().maxRSS / 1024 }));
    expect(fuzzed.imported + fuzzed.refused).toBe(count);
    expect(fuzzed.slowest.seconds).toBeLessThan(5);
    expect(fuzzed.unaccounted).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    process.chdir(home);
    rmSync(folder, { recursive: true });
  }
});
