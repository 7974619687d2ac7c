import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomic } from '@audiobook/files/write-file-atomic';
import { describeFailure } from '@audiobook/model/failure';
import { TakesLock } from '@audiobook/model/takes-lock';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { bookPaths } from './book-paths.ts';
import { formatTakesLock, readTakesLock } from './takes-lock-file.ts';

const hex = (digit: string) => digit.repeat(64);
const lock = TakesLock.parse({
  models: { tone: ['tone:2', 'tone:1'], bell: ['bell:1'], none: [] },
  chapters: {
    '02-two': { s00000000000b: { key: hex('3'), digest: hex('4') } },
    '01-one': {
      s00000000000b: { key: hex('2'), digest: hex('b') },
      s00000000000a: { key: hex('1'), digest: hex('a') },
    },
    '03-gone': {},
  },
});

test('formatTakesLock() has one segment a line, sorted', () => {
  expect(formatTakesLock(lock)).toBe(`{
 "models": {
  "bell": [
   "bell:1"
  ],
  "tone": [
   "tone:1",
   "tone:2"
  ]
 },
 "chapters": {
  "01-one": {
   "s00000000000a": { "key": "${hex('1')}", "digest": "${hex('a')}" },
   "s00000000000b": { "key": "${hex('2')}", "digest": "${hex('b')}" }
  },
  "02-two": {
   "s00000000000b": { "key": "${hex('3')}", "digest": "${hex('4')}" }
  }
 }
}
`);
  expect(formatTakesLock({ models: {}, chapters: {} })).toBe(
    '{\n "models": {},\n "chapters": {}\n}\n',
  );
});

test('what is written is read again, and written the same', () => {
  const sha = fc.stringMatching(/^[0-9a-f]{64}$/);
  const id = fc.stringMatching(/^s[0-9a-f]{12}(-[1-9])?$/);
  const locks = fc.record({
    models: fc.dictionary(fc.string(), fc.array(fc.string({ minLength: 1 }), { minLength: 1 })),
    chapters: fc.dictionary(
      fc.string(),
      fc.dictionary(id, fc.record({ key: sha, digest: sha }), { minKeys: 1 }),
    ),
  });
  fc.assert(
    fc.property(locks, (any) => {
      const text = formatTakesLock(any as TakesLock);
      const again = TakesLock.parse(JSON.parse(text));
      expect(again.chapters).toEqual({ ...any.chapters });
      expect(formatTakesLock(again)).toBe(text);
    }),
  );
});

test('readTakesLock() finds nothing locked without a file, and says where one is wrong', async () => {
  const root = await mkdtemp(join(tmpdir(), 'audiobook-lock-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const book = bookPaths(root, 'lamp');
  expect(await readTakesLock(book)).toEqual({ ok: true, value: { models: {}, chapters: {} } });
  await writeFileAtomic(book.lock, formatTakesLock(lock));
  expect(await readTakesLock(book)).toMatchObject({ value: { chapters: { '02-two': {} } } });
  await writeFile(book.lock, formatTakesLock(lock).replace(hex('a'), 'a merge'));
  const failed = await readTakesLock(book);
  expect(!failed.ok && describeFailure(failed.failure)).toContain('takes.lock.json:13:');
});
