import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Digest, SegmentId } from '@audiobook/model/digest';
import { type Segment, Segments } from '@audiobook/model/script';
import { type TakeEntry, Takes } from '@audiobook/model/take';
import { TakesLock } from '@audiobook/model/takes-lock';
import { storedDigest } from '@audiobook/takes/stored-digest';
import { takeKey } from '@audiobook/takes/take-key';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { ChapterPaths } from '../book/book-paths.ts';
import { type Change, EditedBook } from '../testing/edited-book.ts';

const chapter = fc.nat(2);
const change = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('accept'), chapter }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('upgrade') }) },
  fc.record({
    kind: fc.constantFrom('edit', 'add', 'remove', 'move', 'unlearn', 'retake'),
    chapter,
    at: fc.nat(20),
  }),
  fc.record({ kind: fc.constant('recast'), voice: fc.constantFrom('low', 'high') }),
  fc.record({ kind: fc.constant('lexicon'), word: fc.constantFrom('lamp', 'boat') }),
  fc.record({ kind: fc.constant('prune'), share: fc.constantFrom(0.3, 1) }),
  fc.record({ kind: fc.constant('lose speech'), chapter }),
) as fc.Arbitrary<Change>;

/** A locked segment, as its chapter was before a run. */
interface Accepted {
  file: string;
  id: SegmentId;
  digest: Digest;
  /** Whether the accepted take itself could be found, or one of its key. */
  had: boolean;
  hadKey: boolean;
}

async function readJson(file: string): Promise<unknown> {
  return existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : undefined;
}

async function takesOf({ takes, output }: ChapterPaths): Promise<TakeEntry[]> {
  const read = await readJson(takes);
  return read === undefined || !existsSync(join(output, 'speech.flac'))
    ? []
    : Takes.parse(read).takes;
}

/** What the lock says of the chapter's segments as they are now, worked out from nothing but keys. */
async function acceptedOf(book: EditedBook, own: ChapterPaths): Promise<Accepted[]> {
  const read = await readJson(own.book.lock);
  if (read === undefined) return [];
  const lock = TakesLock.parse(read);
  const { segments } = Segments.parse(await readJson(own.segments));
  const earlier = await takesOf(own);
  const held: Accepted[] = [];
  for (const { locked: _, ...segment } of segments as Segment[]) {
    // What one of the other chapters has locked of this segment may hold as well.
    const take = lock.chapters[own.name]?.[segment.id];
    const isAsAccepted = (lock.models[segment.engine] ?? []).some(
      (model) => takeKey({ ...segment, model }) === take?.key,
    );
    if (take === undefined || !isAsAccepted) continue;
    const { key, digest } = take;
    const inStore = await storedDigest(book.store.root, key);
    const inSpeech = earlier.filter((entry) => entry.key === key);
    held.push({
      file: own.takes,
      id: segment.id,
      digest,
      had: inStore === digest || inSpeech.some((entry) => entry.digest === digest),
      hadKey: inStore !== undefined || inSpeech.length > 0,
    });
  }
  return held;
}

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'audiobook-locked-stay-'));
  vi.stubEnv('AUDIOBOOK_TAKES', join(folder, 'takes'));
  try {
    await use(folder);
  } finally {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  }
}

test('a locked take is heard as long as it can be found, and told of when it can’t', async () => {
  const counts = { stayed: 0, lost: 0, underOtherPin: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(change, { minLength: 1, maxLength: 3 }), { minLength: 3, maxLength: 6 }),
      (runs) =>
        inFolder(async (folder) => {
          const book = new EditedBook(folder);
          await book.run();
          await book.change({ kind: 'accept', chapter: 0 });
          for (const changes of runs) {
            for (const one of changes) await book.change(one);
            await book.scriptAll();
            const accepted = (
              await Promise.all(book.chapters.map((own) => acceptedOf(book, own)))
            ).flat();
            const { planned, spoken, models, notices } = await book.run();
            expect(spoken).toBeLessThanOrEqual(planned);
            expect(models.filter((model) => model !== book.model)).toEqual([]);
            for (const { file, id, digest, had, hadKey } of accepted) {
              const entry = Takes.parse(await readJson(file)).takes.find(
                ({ segment }) => segment === id,
              );
              if (had) {
                expect(entry?.digest).toBe(digest);
                counts.stayed += 1;
                const { segments } = Segments.parse(
                  await readJson(file.replace('takes', 'segments')),
                );
                const segment = segments.find((one) => one.id === id);
                if (segment && entry?.key !== takeKey(segment)) counts.underOtherPin += 1;
              } else {
                expect(notices.join('\n')).toContain('accepted take');
                counts.lost += 1;
                if (!hadKey) expect(notices.join('\n')).toMatch(/can’t be found/);
              }
            }
          }
        }),
    ),
    { numRuns: 8 },
  );
  expect(Math.min(...Object.values(counts))).toBeGreaterThan(3);
});
