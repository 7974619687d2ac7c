import { writeJson } from '@audiobook/files/write-file-atomic';
import { describeFailure } from '@audiobook/model/failure';
import { Segment } from '@audiobook/model/script';
import { makeTake } from '@audiobook/takes/testing';
import { describe, expect, it, test, vi } from 'vitest';
import { chapterPaths } from '../book/book-paths.ts';
import type { StageEvent } from '../stage-event.ts';
import { synthesize } from '../synthesize.ts';
import { keySegments } from '../takes/keyed-segment.ts';
import { openUserStore } from '../takes/open-store.ts';
import { writtenBook } from '../testing/written-book.ts';
import { maySpeak } from './may-speak.ts';
import { listening } from './with-gateway.ts';

describe('maySpeak()', () => {
  it.each([
    ['0', false],
    ['false', false],
    ['', true],
    ['1', true],
    ['true', true],
  ])('AUDIOBOOK_SPEAK=%s is %s', (said, value) => {
    expect(maySpeak({ AUDIOBOOK_SPEAK: said })).toEqual({ ok: true, value });
  });

  it('is true where nobody says otherwise', () => {
    expect(maySpeak({})).toEqual({ ok: true, value: true });
  });

  it.each(['no', '2', 'off'])('refuses AUDIOBOOK_SPEAK=%s', (said) => {
    expect(maySpeak({ AUDIOBOOK_SPEAK: said })).toMatchObject({
      failure: { kind: 'bad-request', found: `its value is “${said}”` },
    });
  });
});

/** A chapter of so many segments, of which the store has takes of the first `taken`. */
async function aChapter(count: number, taken: number) {
  const book = await writtenBook();
  const chapter = chapterPaths(book, '01-one');
  const voice = { language: 'en', engine: 'tone', model: 'tone:1', voice: 'plain', params: {} };
  const segments = Array.from({ length: count }, (_, index) =>
    Segment.parse({ id: `s00000000000${index}`, spoken: `Sentence ${index}.`, ...voice, take: 1 }),
  );
  await writeJson(chapter.segments, { segments });
  const events: StageEvent[] = [];
  const emit = (event: StageEvent) => {
    events.push(event);
  };
  const store = openUserStore(book.workspace, emit);
  for (const { segment, key } of keySegments(segments).slice(0, taken)) {
    await store.put({ ...makeTake(segment.spoken), key });
  }
  const openEngine = vi.fn(async () => {
    throw new Error('nothing may be spoken');
  });
  const { signal } = new AbortController();
  const speak = (draft = false) =>
    synthesize(chapter, { store, openEngine, draft, maySpeak: false, emit, signal });
  return { speak, events, openEngine };
}

test('a chapter that has all takes is made without speaking', async () => {
  const { speak, openEngine } = await aChapter(3, 3);
  expect(await speak()).toMatchObject({ value: { segments: 3, missing: [] } });
  expect(openEngine).not.toHaveBeenCalled();
});

test.each([false, true])(
  'one that lacks takes fails, with the first of them (draft: %s)',
  async (draft) => {
    const { speak, events, openEngine } = await aChapter(7, 2);
    const made = await speak(draft);
    expect(made.ok ? '' : describeFailure(made.failure)).toMatchInlineSnapshot(`
      "Failed while collecting the takes of lamp-01, with AUDIOBOOK_SPEAK=0: nothing may be spoken:
        5 of 7 segments have no take here:
        segment s000000000002 “Sentence 2.”
        segment s000000000003 “Sentence 3.”
        segment s000000000004 “Sentence 4.”
        and 2 more
        → Speak them: run the agent again that has lamp-01 in its shard, or npx nx run lamp-01:synthesize
        If it did speak them, see that it and this machine share them: “sharedTakes” in audiobook.json, or Nx’s remote cache."
    `);
    expect(openEngine).not.toHaveBeenCalled();
    expect(events.findLast(({ kind }) => kind === 'counted')).toMatchObject({
      counts: { segments: 7, spoken: 0, reused: 2 },
    });
  },
);

test('nobody who wants to hear something gets an engine', async () => {
  const { workspace } = await writtenBook();
  vi.stubEnv('AUDIOBOOK_SPEAK', '0');
  const heard = await listening(workspace)((openEngine) => openEngine('tone', 'tone:1'));
  expect(heard).toMatchObject({
    failure: { found: 'nothing may be spoken: AUDIOBOOK_SPEAK is 0' },
  });
});
