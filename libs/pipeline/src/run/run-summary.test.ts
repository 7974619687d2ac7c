import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeRun } from './describe-run.ts';
import { finishRun, keepSummary, startRun } from './run-summary.ts';
import { recordTask } from './task-record.ts';

let workspace: string;
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'runs-'));
});
afterEach(() => rm(workspace, { recursive: true }));

const root = 'books/lamp/chapters/01-a';
const task = { project: 'lamp-01', root, target: 'synthesize' } as const;
const counts = {
  segments: 5,
  spoken: 3,
  reused: 1,
  failed: 1,
  charactersSpoken: 400,
  audioSeconds: 30,
};
const { segments: _, ...totals } = counts;
const recorder = (project = 'lamp-01', target = 'synthesize') =>
  recordTask({ workspace, run: 'r', project, target });

describe('finishRun()', () => {
  test('counts what tasks recorded, and removes their records', async () => {
    await startRun(workspace, 'r');
    const one = recorder();
    await one.begin();
    one.emit({ kind: 'counted', counts });
    await one.end({ kind: 'cancelled', doing: 'speaking' });
    const summary = await finishRun(workspace, 'r', [{ ...task, outcome: 'failed' }], 7);
    expect(summary).toMatchObject({
      spoken: 3,
      reused: 1,
      failed: 1,
      charactersSpoken: 400,
      audioSeconds: 30,
      wallSeconds: 7,
      outcome: 'interrupted',
      chapters: [{ project: 'lamp-01', state: 'failed', segments: 5 }],
      failures: [
        {
          project: 'lamp-01',
          target: 'synthesize',
          message: expect.stringMatching(/^Stopped .* go on\.$/),
        },
      ],
    });
    const runs = join(workspace, '.audiobook', 'runs');
    expect(await readdir(runs)).toEqual([]);
    await keepSummary(workspace, summary ?? expect.fail());
    expect(JSON.parse(await readFile(join(runs, 'latest.json'), 'utf8'))).toEqual(summary);
  });

  test('says why a task had failed before the run was stopped', async () => {
    await startRun(workspace, 'r');
    const failed = recorder();
    await failed.begin();
    const why = { doing: 'reading it', found: 'it is odd', remedy: 'Look at it.' };
    await failed.end({ kind: 'bad-request', ...why });
    const summary = await finishRun(workspace, 'r', [{ ...task, outcome: 'stopped' }], 1);
    expect(summary?.outcome).toBe('interrupted');
    expect(summary?.failures[0]?.message).toContain('it is odd');
  });

  test('counts a chapter that Nx restored as reused', async () => {
    await startRun(workspace, 'r');
    await mkdir(join(workspace, 'dist', root), { recursive: true });
    const speech = { segments: 4, seconds: 12, missing: ['s000000000000'] };
    await writeFile(join(workspace, 'dist', root, 'speech.json'), JSON.stringify(speech));
    const summary = await finishRun(workspace, 'r', [{ ...task, outcome: 'restored' }], 1);
    expect(summary).toMatchObject({ spoken: 0, reused: 3, failed: 1, audioSeconds: 12 });
    expect(summary?.chapters[0]?.state).toBe('restored');
  });

  test('says what the run has cost, by its ledgers, where a slot has a price', async () => {
    const now = Date.now();
    const at = (secondsAgo: number) => new Date(now - secondsAgo * 1_000).toISOString();
    const slot = {
      ...{ slot: 'gpu0', engine: 'tone', device: 'card', pricePerHour: 36 },
      ...{ loadSeconds: 30, speakingSeconds: 400, idleSeconds: 5 },
      ...{ segments: 9, characters: 900, audioSeconds: 60, from: at(500), until: at(65) },
    };
    const folder = join(workspace, '.audiobook', 'ledger', 'lamp');
    await mkdir(folder, { recursive: true });
    const keep = (name: string, run: string, changes: object) =>
      writeFile(
        join(folder, name),
        JSON.stringify({ book: 'lamp', run, slots: [{ ...slot, ...changes }] }),
      );
    await keep('r.a.json', 'r', { warmUntil: at(-95) });
    await keep('other.a.json', 'other', { slot: 'gpu1' });
    await writeFile(join(folder, 'r.b.json'), '{"cut off');
    await startRun(workspace, 'r');
    const summary = await finishRun(workspace, 'r', [{ ...task, outcome: 'failed' }], 1);
    expect(summary?.cost?.dollars).toBeCloseTo(5, 1);
    expect(summary?.cost?.warmDollars).toBeCloseTo(0.95, 1);
    expect(summary?.slots?.warmSeconds).toBeCloseTo(95, 0);
    expect(describeRun(summary ?? expect.fail())).toMatch(
      /^Cost {6}\$5\.0\d: slots 30 s loading, 6 min 40 s speaking, 1 min 10 s idle, and up to \$0\.9\d more for slots that stay warm \(npx nx run gpu-runner:stop ends them\)$/m,
    );
    await keep('r.a.json', 'r', { pricePerHour: 0 });
    await startRun(workspace, 'r');
    const free = await finishRun(workspace, 'r', [{ ...task, outcome: 'failed' }], 1);
    expect(free).not.toHaveProperty('cost');
    expect(free?.slots).toMatchObject({ loadSeconds: 30, speakingSeconds: 400, wallSeconds: 435 });
  });

  test('names tasks that Nx does not report because it was interrupted', async () => {
    await startRun(workspace, 'r');
    await recorder().begin();
    const summary = await finishRun(workspace, 'r', [], 1);
    expect(summary?.failures[0]?.message).toMatch(/^Stopped before its end/);
  });

  test('says nothing of a task that the user ended and that had nothing left to do', async () => {
    await startRun(workspace, 'r');
    const status = { ...task, target: 'status' };
    const watching = recordTask({ workspace, run: 'r', ...status });
    await watching.begin();
    await watching.end();
    expect(await finishRun(workspace, 'r', [{ ...status, outcome: 'stopped' }], 1)).toBeUndefined();
    await startRun(workspace, 'r');
    await watching.end();
    expect(await finishRun(workspace, 'r', [], 1)).toBeUndefined();
  });

  test('says nothing of a server that the user ended', async () => {
    await startRun(workspace, 'r');
    const server = { project: 'cache-server', root: 'tools/cache-server', target: 'serve' };
    expect(await finishRun(workspace, 'r', [{ ...server, outcome: 'stopped' }], 1)).toBeUndefined();
  });

  test('says so when a task ended without a word', async () => {
    await startRun(workspace, 'r');
    await recorder().begin();
    const summary = await finishRun(workspace, 'r', [{ ...task, outcome: 'failed' }], 1);
    expect(summary?.failures[0]?.message).toMatch(
      /^Its output, above, says why. If there is none it was killed/,
    );
  });

  test('says nothing of being killed where a task never began, as with options that Nx refuses', async () => {
    await startRun(workspace, 'r');
    const summary = await finishRun(workspace, 'r', [{ ...task, outcome: 'failed' }], 1);
    expect(summary?.failures[0]?.message).toBe('Its output, above, says why.');
  });

  test('sums up nothing when nobody asked for speech', async () => {
    await startRun(workspace, 'r');
    const other = { ...task, target: 'script', outcome: 'ran' } as const;
    expect(await finishRun(workspace, 'r', [other], 1)).toBeUndefined();
  });

  test('sums up a run that only published', async () => {
    await startRun(workspace, 'r');
    const book = {
      slug: 'lamp',
      title: 'The Lamp',
      author: 'N. N.',
      files: ['dist/books/lamp/The Lamp.m4b'],
      chapters: 1,
      seconds: 9,
      missing: 0,
    };
    const publish = { project: 'lamp', root: 'books/lamp', target: 'publish' };
    const publishing = recorder('lamp', 'publish');
    publishing.emit({ kind: 'published', book });
    await publishing.end();
    const summary = await finishRun(workspace, 'r', [{ ...publish, outcome: 'ran' }], 1);
    expect(summary).toMatchObject({ outcome: 'success', published: [book], chapters: [] });
    await startRun(workspace, 'r');
    const restored = [{ ...publish, outcome: 'restored' }] as const;
    expect(await finishRun(workspace, 'r', restored, 1)).toBeUndefined();
  });

  test.each(['sample', 'retake', 'say'])(
    'sums up a run that spoke to be listened to: %s',
    async (target) => {
      await startRun(workspace, 'r');
      const listening = recorder('lamp', target);
      listening.emit({ kind: 'counted', counts });
      await listening.end();
      const done = { project: 'lamp', root: 'books/lamp', target, outcome: 'ran' } as const;
      const summary = await finishRun(workspace, 'r', [done], 1);
      expect(summary).toMatchObject({ outcome: 'success', ...totals, chapters: [] });
      expect(describeRun(summary ?? expect.fail())).toBe(
        [
          '',
          'Segments  3 spoken (400 characters), 1 reused, 1 failed',
          'Audio     30 s of speech',
          'Time      1 s',
        ].join('\n'),
      );
      await startRun(workspace, 'r');
      listening.emit({ kind: 'counted', counts: { ...counts, spoken: 0 } });
      await listening.end();
      expect(await finishRun(workspace, 'r', [done], 1)).toBeUndefined();
    },
  );

  test.each([
    ['failed', {}, 'failed'],
    ['stopped', {}, 'interrupted'],
    ['failed', { state: 'stopped' }, 'interrupted'],
    ['failed', { failureKind: 'budget-spent' }, 'budget'],
    ['stopped', { failureKind: 'budget-spent' }, 'interrupted'],
  ] as const)('says how a run ended: %s with %j is %s', async (outcome, said, expected) => {
    await startRun(workspace, 'r');
    const record = { project: 'lamp-01', target: 'synthesize', state: 'failed', wallSeconds: 1 };
    const file = join(workspace, '.audiobook', 'runs', 'r', 'lamp-01.synthesize.json');
    await writeFile(file, JSON.stringify({ ...record, ...said }));
    expect((await finishRun(workspace, 'r', [{ ...task, outcome }], 1))?.outcome).toBe(expected);
  });

  test('sums up a run that failed before anything was spoken', async () => {
    await startRun(workspace, 'r');
    const script = { ...task, target: 'script', outcome: 'failed' } as const;
    const summary = await finishRun(workspace, 'r', [script], 1);
    expect(summary).toMatchObject({ spoken: 0, chapters: [], failures: [{ target: 'script' }] });
  });
});

describe('startRun()', () => {
  test('tells of a run whose process is gone, once', async () => {
    await startRun(workspace, 'r');
    await recorder().begin();
    const file = join(workspace, '.audiobook', 'runs', 'r', 'run.json');
    const gone = { pid: 2 ** 22 + 1, started: null, startedAt: '2026-01-02T03:04:05Z' };
    await writeFile(file, JSON.stringify(gone));
    expect(await startRun(workspace, 'next')).toEqual([
      'An earlier run, begun 2026-01-02T03:04:05Z, was cut off during lamp-01:synthesize. Every segment that it spoke is kept.',
    ]);
    expect(await startRun(workspace, 'later')).toEqual([]);
  });

  test('tells of a task that stopped by itself when its Nx was gone', async () => {
    const run = `1-${2 ** 22 + 1}`;
    const [done, stopped] = ['script', 'synthesize'].map((target) =>
      recordTask({ workspace, run, project: 'lamp-01', target }),
    );
    const gone = { pid: 2 ** 22 + 1, started: null, startedAt: '2026-01-02T03:04:05Z' };
    await done?.end();
    await stopped?.end({ kind: 'cancelled', doing: 'speaking' });
    await writeFile(join(workspace, '.audiobook', 'runs', run, 'run.json'), JSON.stringify(gone));
    expect(await startRun(workspace, 'next')).toEqual([
      expect.stringMatching(/was cut off during lamp-01:synthesize\./),
    ]);
  });

  test.skipIf(!existsSync('/proc/self/stat'))(
    'tells of a run whose process number another process has since',
    async () => {
      const run = `1-${process.pid}`;
      await startRun(workspace, run);
      await recordTask({ workspace, run, project: 'lamp-01', target: 'encode' }).begin();
      const file = join(workspace, '.audiobook', 'runs', run, 'run.json');
      const ours = JSON.parse(await readFile(file, 'utf8'));
      await writeFile(file, JSON.stringify({ ...ours, started: '1' }));
      expect(await startRun(workspace, 'next')).toEqual([
        expect.stringMatching(/was cut off during lamp-01:encode\./),
      ]);
    },
  );

  test('leaves a run alone that has just begun, and forgets one that never did', async () => {
    const runs = join(workspace, '.audiobook', 'runs');
    await mkdir(join(runs, `1-${process.pid}`), { recursive: true });
    await mkdir(join(runs, `1-${2 ** 22 + 1}`));
    expect(await startRun(workspace, 'beside')).toEqual([]);
    expect((await readdir(runs)).sort()).toEqual([`1-${process.pid}`, 'beside']);
  });

  test('leaves a run alone that is under way', async () => {
    await startRun(workspace, 'r');
    await recorder().begin();
    expect(await startRun(workspace, 'beside')).toEqual([]);
    expect(await readdir(join(workspace, '.audiobook', 'runs', 'r'))).toContain('run.json');
  });
});
