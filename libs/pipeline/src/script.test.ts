import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomic, writeJson } from '@audiobook/files/write-file-atomic';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bookPaths, type ChapterPaths, chapterPaths } from './book/book-paths.ts';
import { script } from './script.ts';

let chapter: ChapterPaths;

beforeEach(async () => {
  const book = bookPaths(await mkdtemp(join(tmpdir(), 'audiobook-script-')), 'lamp');
  chapter = chapterPaths(book, '01-one');
  const models = { 'espeak-ng': 'espeak-ng:any' };
  await writeJson(book.book, { title: 'The Lamp', author: 'N. N.', language: 'en', models });
  await writeJson(book.cast, { narrator: { voice: 'plain' } });
  const voice = { engine: 'espeak-ng', preset: 'default' };
  await writeJson(join(book.voices, 'plain', 'voice.json'), voice);
});
afterEach(() => rm(chapter.book.workspace, { recursive: true }));

describe('script()', () => {
  test('says of a chapter whose segments are all skipped where that is said', async () => {
    await writeFileAtomic(chapter.text, 'The lamp was lit.\n\nNobody came.\n');
    const whole = await script(chapter, () => {});
    if (!whole.ok) throw new Error(whole.failure.kind);
    const ids = whole.value.segments.map(({ id }) => id);
    const segments = Object.fromEntries(ids.map((id) => [id, { skip: true }]));
    await writeJson(chapter.corrections, { segments });
    expect(ids).toHaveLength(2);
    expect(await script(chapter, () => {})).toMatchObject({
      failure: {
        file: chapter.corrections,
        found: 'the chapter’s segments, 2 in all, are left out by "skip"',
        remedy: expect.stringContaining('Take "skip" away'),
      },
    });
  });

  test('says a shared entry in the chapters that have its word, and changes no other', async () => {
    const { book } = chapter;
    const other = chapterPaths(book, '02-two');
    await writeFileAtomic(chapter.text, 'Anna lit the lamp.\n\nNobody came.\n');
    await writeFileAtomic(other.text, 'Nobody came for Ann.\n');
    const scripted = async () => {
      for (const one of [chapter, other])
        expect(await script(one, () => {})).toMatchObject({ ok: true });
      return Promise.all([chapter, other].map(({ segments }) => readFile(segments, 'utf8')));
    };
    const [before = '', otherBefore] = await scripted();
    await writeJson(book.sharedLexicon, {
      Anna: 'Ahna',
      'N(ob)ody': { say: 'n$1dy', pattern: true, language: 'fr' },
    });
    expect(await scripted()).toEqual([before.replace('Anna', 'Ahna'), otherBefore]);
    await writeJson(book.lexicon, { Anna: 'Onna' });
    expect(await scripted()).toEqual([before.replace('Anna', 'Onna'), otherBefore]);
    await writeFileAtomic(book.sharedLexicon, '{ "Anna": }');
    expect(await script(other, () => {})).toMatchObject({
      failure: { at: { file: book.sharedLexicon }, doing: 'reading the shared lexicon' },
    });
  });

  test('asks for a sample by its digest, and needs no recording', async () => {
    const sha256 = 'ab'.repeat(32);
    const sample = { sha256, licence: 'CC0', consent: 'My own.' };
    const { book } = chapter;
    const voice = join(book.voices, 'plain', 'voice.json');
    const models = { 'espeak-ng': 'espeak-ng:any', chatterbox: 'chatterbox:1' };
    await writeJson(book.book, { title: 'The Lamp', author: 'N. N.', language: 'en', models });
    await writeJson(voice, { engine: 'chatterbox', sample, params: { exaggeration: 0.5 } });
    await writeFileAtomic(chapter.text, 'The lamp was lit.\n');
    expect(await script(chapter, () => {})).toMatchObject({
      value: {
        segments: [
          {
            ...{ engine: 'chatterbox', model: 'chatterbox:1', voice: `sha256:${sha256}` },
            params: { exaggeration: 0.5 },
          },
        ],
      },
    });
    await writeJson(voice, { engine: 'chatterbox', model: 'chatterbox:2', sample });
    expect(await script(chapter, () => {})).toMatchObject({
      value: { segments: [{ engine: 'chatterbox', model: 'chatterbox:2' }] },
    });
    await writeJson(voice, { engine: 'espeak-ng', sample });
    expect(await script(chapter, () => {})).toMatchObject({
      failure: { file: voice, found: expect.stringContaining('speaks with no "sample"') },
    });
    await writeJson(voice, { engine: 'chatterbox', sample: { sha256, licence: 'CC0' } });
    expect(await script(chapter, () => {})).toMatchObject({
      failure: { kind: 'bad-settings', found: expect.stringContaining('without a consent') },
    });
  });

  test('says of a chapter without text where to write it', async () => {
    await writeFileAtomic(chapter.text, '<!-- Nothing yet. -->\n');
    expect(await script(chapter, () => {})).toMatchObject({
      failure: { file: chapter.text, remedy: expect.stringContaining('Write the chapter’s text') },
    });
  });
});
