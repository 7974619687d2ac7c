import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Change, EditedBook } from '../testing/edited-book.ts';

const chapter = fc.nat(2);
const place = fc.nat(20);
const share = fc.constantFrom(0.3, 1);
const word = fc.constantFrom('lamp', 'harbour', 'boat');

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('edit', 'add', 'remove', 'move', 'copy', 'unlearn', 'retake'),
    chapter,
    at: place,
  }),
  fc.record({ kind: fc.constant('recast'), voice: fc.constantFrom('low', 'high') }),
  fc.record({ kind: fc.constant('lexicon'), word }),
  fc.record({ kind: fc.constant('prune'), share }),
  fc.record({ kind: fc.constantFrom('lose speech', 'cached'), chapter }),
) as fc.Arbitrary<Change>;

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'audiobook-planned-'));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('no run speaks more than was planned, and none less unless Nx or another chapter had it', async () => {
  let [again, exact] = [0, 0];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(change, { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 5 }),
      (runs) =>
        inFolder(async (folder) => {
          const book = new EditedBook(folder);
          const first = await book.run();
          expect(first.planned).toBeGreaterThan(0);
          expect(first.spoken).toBe(first.planned);
          for (const changes of runs) {
            for (const one of changes) await book.change(one);
            const { planned, spoken, fromOthers, restored } = await book.run();
            expect(spoken).toBeLessThanOrEqual(planned);
            if (!restored) expect(spoken).toBeGreaterThanOrEqual(planned - fromOthers);
            again += spoken;
            if (!restored && fromOthers === 0) exact++;
          }
        }),
    ),
    { numRuns: 5 },
  );
  expect(again).toBeGreaterThan(20);
  expect(exact).toBeGreaterThan(10);
});

test('another chapter stands in for takes that it has in its own speech', () =>
  inFolder(async (folder) => {
    const book = new EditedBook(folder);
    await book.run();
    await book.change({ kind: 'copy', chapter: 0, at: 0 });
    await book.change({ kind: 'prune', share: 1 });
    expect(await book.run()).toMatchObject({ planned: 1, spoken: 0, fromOthers: 1 });
  }));

test('Nx stands in for takes that are lost everywhere else', () =>
  inFolder(async (folder) => {
    const book = new EditedBook(folder);
    await book.run();
    await book.change({ kind: 'prune', share: 1 });
    for (const chapter of [0, 1]) await book.change({ kind: 'lose speech', chapter });
    await book.change({ kind: 'cached', chapter: 0 });
    const { planned, spoken } = await book.run();
    expect(spoken).toBeGreaterThan(0);
    expect(planned).toBeGreaterThan(spoken);
  }));
