import type { RunMessage } from '@audiobook/model/run-message';
import type { RunSummary } from '@audiobook/model/run-record';

/** A run of one book that went well. */
export const goodRun: RunSummary = {
  outcome: 'success',
  spoken: 1_234,
  reused: 20,
  failed: 0,
  charactersSpoken: 150_000,
  audioSeconds: 9_876,
  wallSeconds: 3_661,
  chapters: [
    {
      project: 'lamp-01',
      state: 'done',
      segments: 1_254,
      spoken: 1_234,
      reused: 20,
      failed: 0,
      charactersSpoken: 150_000,
      audioSeconds: 9_876,
      wallSeconds: 3_600,
    },
  ],
  published: [
    {
      slug: 'lamp',
      title: 'The Lamp',
      author: 'A. Tester',
      files: ['dist/books/lamp/The Lamp.m4b', 'dist/books/lamp/The Lamp.m3u8'],
      chapters: 1,
      seconds: 9_900,
      missing: 0,
    },
  ],
  failures: [],
};

/** A message about a run; `summary` changes what the good one says. */
export function runMessage(
  summary: Partial<RunSummary> = {},
  link?: string,
): RunMessage & { kind: 'run' } {
  return {
    kind: 'run',
    at: '2026-01-02T03:04:05.000Z',
    machine: 'workshop',
    workspace: '/home/me/books',
    command: 'npx nx run-many -t publish',
    ...(link !== undefined && { link }),
    summary: { ...goodRun, ...summary },
  };
}
