import { readFile } from 'node:fs/promises';
import { Segments } from '@audiobook/model/script';
import { openTakeStore } from '@audiobook/takes/take-store';
import { makeTake } from '@audiobook/takes/testing';
import { TakeServerDouble } from '@audiobook/takes/testing/take-server-double';
import { expect, test, vi } from 'vitest';
import { chapterPaths } from './book/book-paths.ts';
import { script } from './script.ts';
import { shareBookTakes } from './share-book-takes.ts';
import { keySegments } from './takes/keyed-segment.ts';
import { writtenBook } from './testing/written-book.ts';

async function aSpokenBook(settings: object) {
  const book = await writtenBook({
    'books/lamp/chapters/01-part/text.md': 'The boat came in.\n\nNobody said why.\n\nThe end.',
    'audiobook.json': settings,
  });
  const chapter = chapterPaths(book, '01-part');
  await script(chapter, () => {});
  const { segments } = Segments.parse(JSON.parse(await readFile(chapter.segments, 'utf8')));
  const keys = keySegments(segments).map(({ key }) => key);
  const store = openTakeStore(process.env.AUDIOBOOK_TAKES ?? '');
  for (const key of keys.slice(0, 2)) await store.put({ ...makeTake(key), key });
  const messages: string[] = [];
  const share = () =>
    shareBookTakes(book, {
      emit: (event) => 'message' in event && messages.push(event.message),
      signal: new AbortController().signal,
    });
  return { keys, share, messages };
}

test('shareBookTakes() hands out what the server lacks', async () => {
  const server = new TakeServerDouble();
  await server.start();
  const token = { env: 'TOKEN_OF_THE_TEST' };
  const { keys, share, messages } = await aSpokenBook({ sharedTakes: { url: server.url, token } });
  expect(await share()).toMatchObject({
    failure: {
      found: 'the environment variable TOKEN_OF_THE_TEST is not set',
      remedy: expect.stringContaining('Set TOKEN_OF_THE_TEST to it'),
    },
  });
  vi.stubEnv('TOKEN_OF_THE_TEST', 'secret');
  expect(await share()).toEqual({ ok: true });
  expect([...server.files.keys()].sort()).toEqual(keys.slice(0, 2).sort());
  expect(await share()).toEqual({ ok: true });
  expect(messages).toEqual([
    `${server.url}: 2 takes of lamp shared, 0 were there already. 1 segment without a take.`,
    `${server.url}: 0 takes of lamp shared, 2 were there already. 1 segment without a take.`,
  ]);
  server.writable = false;
  expect(await share()).toMatchObject({ failure: { found: `${server.url} lets you read alone` } });
});

test('shareBookTakes() says how to share where nothing is shared, and what AUDIOBOOK_SHARED_TAKES may be', async () => {
  const { share } = await aSpokenBook({});
  expect(await share()).toMatchObject({ failure: { found: 'this workspace shares no takes' } });
  vi.stubEnv('AUDIOBOOK_SHARED_TAKES', 'ftp://cache');
  expect(await share()).toMatchObject({
    failure: { doing: 'reading AUDIOBOOK_SHARED_TAKES', found: 'its value is “ftp://cache”' },
  });
  const server = new TakeServerDouble();
  await server.start();
  vi.stubEnv('AUDIOBOOK_SHARED_TAKES', server.url);
  vi.stubEnv('AUDIOBOOK_CACHE_TOKEN', 'secret');
  expect(await share()).toEqual({ ok: true });
  vi.stubEnv('AUDIOBOOK_SHARED_TAKES', 'off');
  expect(await share()).toMatchObject({ failure: { found: 'this workspace shares no takes' } });
});
