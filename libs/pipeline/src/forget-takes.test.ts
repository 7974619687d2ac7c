import { existsSync } from 'node:fs';
import { writeJson } from '@audiobook/files/write-file-atomic';
import { openTakeStore } from '@audiobook/takes/take-store';
import { makeTake } from '@audiobook/takes/testing';
import { expect, test } from 'vitest';
import { chapterPaths } from './book/book-paths.ts';
import { forgetTakes } from './forget-takes.ts';
import { writtenBook } from './testing/written-book.ts';

test('forgetTakes() removes what a writer gave, and the chapters that were made of it', async () => {
  const book = await writtenBook();
  const store = openTakeStore(process.env.AUDIOBOOK_TAKES ?? '');
  const [own, given] = ['own', 'given'].map((name) => makeTake(name));
  if (own === undefined || given === undefined) throw new Error();
  await store.put(own);
  await store.put({ ...given, provenance: { ...given.provenance, writer: 'pull-123' } });
  const [sound, poisoned] = ['01-one', '02-two'].map((name) => chapterPaths(book, name));
  await writeJson(sound?.writers ?? '', { [own.digest]: 'main-ci' });
  await writeJson(poisoned?.writers ?? '', { [given.digest]: 'pull-123' });
  const messages: string[] = [];
  const surroundings = {
    emit: (event: object) => 'message' in event && messages.push(String(event.message)),
    signal: new AbortController().signal,
  };
  expect(await forgetTakes(book.workspace, {}, surroundings)).toMatchObject({
    failure: { remedy: expect.stringContaining('--writer=pull-123') },
  });
  expect(await forgetTakes(book.workspace, { writer: 'pull-123' }, surroundings)).toEqual({
    ok: true,
  });
  expect(messages.join('\n')).toContain('1 take of pull-123 removed.');
  expect(messages.join('\n')).toContain('lamp/02-two.\n');
  expect(messages.join('\n')).toContain('publish -p lamp --skip-nx-cache');
  expect([sound, poisoned].map((chapter) => existsSync(chapter?.writers ?? ''))).toEqual([
    true,
    false,
  ]);
  expect(await store.which([own.key, given.key])).toEqual(new Set([own.key]));
  // Another clone's store is this one: it knows what its own chapters are made of.
  await writeJson(poisoned?.writers ?? '', { [given.digest]: 'pull-123' });
  await forgetTakes(book.workspace, { writer: 'pull-123' }, surroundings);
  expect(messages.at(-1)).toContain(
    '0 takes of pull-123 removed.\nChapters that were made of them',
  );
  expect(existsSync(poisoned?.writers ?? '')).toBe(false);
});
