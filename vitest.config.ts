import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const report = process.env.TEST_REPORT;

export default defineConfig({
  test: {
    // Vitest leaves a core to itself; but tests of processes mostly wait.
    maxWorkers: Math.max(2, availableParallelism()),
    reporters: [
      'default',
      ...(report ? [['json', { outputFile: report }] as ['json', { outputFile: string }]] : []),
    ],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['libs/*/src/**/*.test.ts', 'tools/*/src/**/*.test.ts'],
          setupFiles: ['test/rig/seed-properties.ts'],
          // Of whoever runs the tests: nothing of them is for a cache server.
          env: { AUDIOBOOK_SHARED_TAKES: '', AUDIOBOOK_SPEAK: '' },
          expect: { poll: { timeout: 20_000, interval: 20 } },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'pipeline',
          include: ['test/*.test.ts'],
          expect: { poll: { timeout: 60_000, interval: 50 } },
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // Each file has workspaces of its own. Two at a time wait for what the other does not; behind the units,
          // since a group has one number of workers.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'docker',
          include: ['test/docker/*.test.ts'],
          globalSetup: 'test/docker/set-up.ts',
          expect: { poll: { timeout: 60_000, interval: 50 } },
          testTimeout: 600_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'long',
          include: ['test/long/*.test.ts'],
          testTimeout: 3_600_000,
          hookTimeout: 3_600_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
