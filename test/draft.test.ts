import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ToneEngine } from '@audiobook/engines/testing';
import type { Failure } from '@audiobook/model/failure';
import { ok } from '@audiobook/model/result';
import { Takes } from '@audiobook/model/take';
import { assemble } from '@audiobook/pipeline/assemble';
import { bookPaths, type ChapterPaths, chapterPaths } from '@audiobook/pipeline/book/book-paths';
import { contents } from '@audiobook/pipeline/contents';
import { encode } from '@audiobook/pipeline/encode';
import { publish } from '@audiobook/pipeline/publish';
import { script } from '@audiobook/pipeline/script';
import type { StageEvent } from '@audiobook/pipeline/stage-event';
import { synthesize } from '@audiobook/pipeline/synthesize';
import { openTakeStore } from '@audiobook/takes/take-store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addSmallBook, smallBook } from './rig/small-book.ts';
import { makeWorkspace, type Workspace } from './rig/workspace.ts';

let workspace: Workspace;
let chapter: ChapterPaths;
const events: StageEvent[] = [];
const emit = (event: StageEvent) => {
  events.push(event);
};
const { signal } = new AbortController();

beforeEach(async () => {
  events.length = 0;
  workspace = makeWorkspace();
  await addSmallBook(workspace);
  chapter = chapterPaths(bookPaths(workspace.root, smallBook.slug), '02-the-lamp');
  expect(await script(chapter, emit)).toMatchObject({ ok: true });
});
afterEach(() => workspace.remove());

/** Can't say anything with a joke in it, as `times` attempts show. */
function jokelessEngine(): ToneEngine {
  const failure: Failure = {
    kind: 'speech-failed',
    doing: 'speaking',
    reasons: [
      'the engine’s process ended with code 134',
      'the engine’s process ended with code 134',
    ],
    remedy: 'Change the text.',
  };
  return new ToneEngine({ before: ({ spoken }) => (/joke/.test(spoken) ? failure : undefined) });
}

/** Speaks the chapter with an engine that says it is the one that the book pins. */
async function speak(engine: ToneEngine, draft: boolean) {
  const store = openTakeStore(workspace.env.AUDIOBOOK_TAKES ?? '');
  const { segments } = JSON.parse(await readFile(chapter.segments, 'utf8'));
  engine.identity = async () => ok(segments[0].model);
  return synthesize(chapter, { store, openEngine: async () => ok(engine), draft, emit, signal });
}

const counts = () => events.findLast((event) => event.kind === 'counted');

test('a segment that can’t be spoken fails alone, with its text and the reasons', async () => {
  const result = await speak(jokelessEngine(), false);
  expect(result).toMatchObject({
    failure: {
      kind: 'segments-failed',
      segments: expect.arrayContaining([
        {
          segment: expect.stringMatching(/^s[0-9a-f]{12}$/),
          text: expect.stringContaining('joke'),
          reasons: [expect.stringContaining('134'), expect.stringContaining('134')],
        },
      ]),
      remedy: expect.stringContaining('AUDIOBOOK_DRAFT=1'),
    },
  });
  const { spoken, failed, segments } = counts()?.counts ?? { spoken: 0, failed: 0, segments: 0 };
  expect(failed).toBeGreaterThan(0);
  expect(spoken).toBe(segments - failed);
  expect(await readdir(chapter.output)).not.toContain('takes.json');
});

test('what was spoken before a failure is kept: only the failed segment is asked for again', async () => {
  await speak(jokelessEngine(), false);
  const failed = counts()?.counts.failed;
  const engine = new ToneEngine();
  expect(await speak(engine, false)).toMatchObject({ ok: true });
  expect(engine.requests).toHaveLength(failed ?? -1);
});

test('a draft has a marked gap, and the book lists what is missing', async () => {
  expect(await speak(jokelessEngine(), true)).toMatchObject({ ok: true });
  const { takes } = Takes.parse(JSON.parse(await readFile(chapter.takes, 'utf8')));
  const gaps = takes.filter(({ digest }) => digest === null);
  expect(gaps.map(({ verdict }) => verdict)).toContain('missing');

  const timeline = await encode(chapter, signal);
  const cue =
    timeline.ok && timeline.value.cues.find(({ segment }) => segment === gaps[0]?.segment);
  expect(cue && cue.end - cue.start).toBeCloseTo(1, 6);

  for (const other of ['01-the-harbour', '03-the-end']) await makeChapter(other);
  await contents(chapter.book);
  expect(await assemble(chapter)).toMatchObject({ ok: true });
  for (const other of ['01-the-harbour', '03-the-end']) {
    expect(await assemble(chapterPaths(chapter.book, other))).toMatchObject({ ok: true });
  }
  expect(await publish(chapter.book, { emit, signal })).toMatchObject({ ok: true });
  const missing = await readFile(join(chapter.book.output, 'missing.txt'), 'utf8');
  expect(missing).toMatch(/^02-the-lamp {2}s[0-9a-f]{12} {2}.*joke/);
  expect(missing.trim().split('\n')).toHaveLength(gaps.length);

  async function makeChapter(folder: string) {
    const whole = chapter;
    chapter = chapterPaths(whole.book, folder);
    await script(chapter, emit);
    await speak(new ToneEngine(), false);
    expect(await encode(chapter, signal)).toMatchObject({ ok: true });
    chapter = whole;
  }
});

test('an engine that is not the pinned one speaks nothing, and says how to move the pin', async () => {
  const store = openTakeStore(workspace.env.AUDIOBOOK_TAKES ?? '');
  const engine = new ToneEngine({ identity: 'tone:2' });
  const options = { store, openEngine: async () => ok(engine), draft: false, emit, signal };
  expect(await synthesize(chapter, options)).toMatchObject({
    failure: {
      kind: 'bad-request',
      found: expect.stringContaining('but the engine tone has tone:2'),
    },
  });
  expect(engine.requests).toEqual([]);
});

test('a newer engine speaks nothing while the takes of the pinned model are there', async () => {
  await speak(new ToneEngine(), false);
  const store = openTakeStore(workspace.env.AUDIOBOOK_TAKES ?? '');
  const openEngine = async () => {
    throw new Error('no engine is needed');
  };
  const options = { store, openEngine, draft: false, emit, signal };
  expect(await synthesize(chapter, options)).toMatchObject({ ok: true });
  expect(counts()?.counts.spoken).toBe(0);
});

test('many takes are damaged: all are spoken again in one run', async () => {
  const engine = new ToneEngine();
  await speak(engine, false);
  const { takes } = Takes.parse(JSON.parse(await readFile(chapter.takes, 'utf8')));
  const root = workspace.env.AUDIOBOOK_TAKES ?? '';
  for (const { key } of takes) {
    await writeFile(join(root, key.slice(0, 2), `${key}.wav`), 'noise'.repeat(1000));
  }
  const files = await readdir(chapter.output);
  for (const name of files.filter((file) => /^speech/.test(file))) {
    await rm(join(chapter.output, name));
  }
  const again = new ToneEngine();
  expect(await speak(again, false)).toMatchObject({ ok: true });
  expect(again.requests).toHaveLength(new Set(takes.map(({ key }) => key)).size);
});

test('a store that loses a take while the chapter is written: the take is spoken again', async () => {
  const engine = new ToneEngine();
  await speak(engine, false);
  const before = engine.requests.length;
  const store = openTakeStore(workspace.env.AUDIOBOOK_TAKES ?? '');
  const { segments } = JSON.parse(await readFile(chapter.segments, 'utf8'));
  engine.identity = async () => ok(segments[0].model);
  let lost = 0;
  const forgetful: typeof store = {
    ...store,
    async get(key) {
      const take = await store.get(key);
      return lost++ === 1 ? undefined : take;
    },
  };
  const options = {
    store: forgetful,
    openEngine: async () => ok(engine),
    draft: false,
    emit,
    signal,
  };
  expect(await synthesize(chapter, options)).toMatchObject({ ok: true });
  expect(engine.requests).toHaveLength(before);
});
