import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomic, writeJson } from '@audiobook/files/write-file-atomic';
import { Segment } from '@audiobook/model/script';
import { openTakeStore } from '@audiobook/takes/take-store';
import { makeTake } from '@audiobook/takes/testing';
import { expect, onTestFinished, test } from 'vitest';
import { bookPaths, chapterPaths } from '../book/book-paths.ts';
import { keySegments } from '../takes/keyed-segment.ts';
import { describeIdleBook } from './idle-book.ts';

test('describeIdleBook() says what has takes, and what to run', async () => {
  const workspace = await mkdtemp(join(tmpdir(), 'audiobook-idle-'));
  onTestFinished(() => rm(workspace, { recursive: true }));
  const book = bookPaths(workspace, 'lamp');
  const store = openTakeStore(join(workspace, 'takes'));
  const [one, two] = ['01-one', '02-two'].map((folder) => chapterPaths(book, folder));
  if (one === undefined || two === undefined) throw new Error('no chapter');
  const voice = { language: 'en', engine: 'tone', model: 'tone:1', voice: 'plain', params: {} };
  const segments = ['One.', 'Two.'].map((spoken, index) =>
    Segment.parse({ id: `s00000000000${index}`, spoken, ...voice, take: 1 }),
  );
  const [first, second] = keySegments(segments).map(({ segment, key }) => ({
    ...makeTake(segment.spoken),
    key,
  }));
  if (first === undefined || second === undefined) throw new Error('no take');
  await writeJson(one.segments, { segments });
  await writeFileAtomic(one.text, 'One. Two.\n');
  await writeFileAtomic(two.text, 'Anna counted the lamps.\n'.repeat(100));
  await store.put(first);
  expect(await describeIdleBook(book, store)).toEqual([
    'Nothing of lamp is being spoken.',
    '',
    'lamp-01  1 of 2 segments with a take, 4 characters to speak',
    'lamp-02  no script yet: about 21 segments, 2,364 characters',
    '',
    'Speak it: npx nx run-many -t synthesize -p "tag:book:lamp"',
  ]);

  await store.put(second);
  await writeJson(two.segments, { segments: segments.slice(1) });
  expect(await describeIdleBook(book, store)).toEqual([
    'Nothing of lamp is being spoken.',
    '',
    'lamp-01  2 of 2 segments with a take',
    'lamp-02  1 of 1 segment with a take',
    '',
    'Every segment has a take. Make the book: npx nx run lamp:publish',
  ]);
});
