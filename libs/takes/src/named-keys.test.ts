import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Digest } from '@audiobook/model/digest';
import { Segment } from '@audiobook/model/script';
import { describe, expect, it } from 'vitest';
import { namedKeys } from './named-keys.ts';
import { takeKey } from './take-key.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

function segment(spoken: string): Segment {
  return Segment.parse({
    id: 's3f9a1c2b7d04',
    spoken,
    language: 'en',
    engine: 'espeak-ng',
    model: 'espeak-ng@1.0.2',
    voice: 'en',
    params: {},
    take: 1,
  });
}

async function writeScript(workspace: string, chapter: string, content: string): Promise<string> {
  const folder = join(workspace, 'dist', 'books', chapter);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'segments.json'), content);
  return join(folder, 'segments.json');
}

describe('namedKeys()', () => {
  it('is the keys of every chapter of every book', async () => {
    const workspace = await temporaryFolder();
    const [one, two, three] = ['One.', 'Two.', 'Three.'].map(segment);
    const scripts = {
      'a/chapters/01-one': [one, two],
      'a/chapters/02-[x]': [two],
      'b/chapters/1': [three],
    };
    for (const [chapter, segments] of Object.entries(scripts)) {
      await writeScript(workspace, chapter, JSON.stringify({ segments }));
    }
    await mkdir(join(workspace, 'dist', 'books', 'a', 'chapters', '03-nothing-yet'));
    await writeFile(join(workspace, 'dist', 'books', 'a', 'chapters', 'stray-file'), '');
    await writeFile(join(workspace, 'dist', 'books', 'stray-file'), '');
    const keys = ['One.', 'Two.', 'Three.'].map((spoken) => takeKey(segment(spoken)));
    expect(await namedKeys(workspace)).toEqual({ ok: true, value: new Set(keys) });
  });

  it('has what is locked, also where nothing is built, and both keys of a locked segment', async () => {
    const workspace = await temporaryFolder();
    const [accepted, other, lost] = ['One.', 'Two.', 'Three.'].map(segment);
    if (!accepted || !other || !lost) throw new Error('no segments');
    const digest = Digest.parse('d'.repeat(64));
    const moved = { ...accepted, model: 'new', locked: { model: accepted.model, digest } };
    await writeScript(workspace, 'a/chapters/01', JSON.stringify({ segments: [moved] }));
    const chapters = { '01': { [other.id]: { key: takeKey(other), digest } } };
    for (const [book, lock] of [
      ['a', { models: {}, chapters }],
      [
        'gone-from-dist',
        { models: {}, chapters: { x: { [lost.id]: { key: takeKey(lost), digest } } } },
      ],
    ] as const) {
      await mkdir(join(workspace, 'books', book), { recursive: true });
      await writeFile(join(workspace, 'books', book, 'takes.lock.json'), JSON.stringify(lock));
    }
    await mkdir(join(workspace, 'books', 'never-locked'));
    expect(await namedKeys(workspace)).toEqual({
      ok: true,
      value: new Set([accepted, moved, other, lost].map(takeKey)),
    });
  });

  it.each(['', '{"models":{}}', '<<<<<<< HEAD'])('fails on the lock %o', async (content) => {
    const workspace = await temporaryFolder();
    await mkdir(join(workspace, 'books', 'a'), { recursive: true });
    const file = join(workspace, 'books', 'a', 'takes.lock.json');
    await writeFile(file, content);
    expect(await namedKeys(workspace)).toMatchObject({
      ok: false,
      failure: { kind: 'bad-file', file, remedy: expect.stringContaining('git') },
    });
  });

  it('is empty for a workspace that is gone or has built nothing', async () => {
    const workspace = await temporaryFolder();
    expect(await namedKeys(workspace)).toEqual({ ok: true, value: new Set() });
    expect(await namedKeys(join(workspace, 'gone'))).toEqual({ ok: true, value: new Set() });
  });

  it.each(['', '{"segments":[{"spoken":"One."}]}', '[]'])(
    'fails on the script %o, so that nothing is pruned that it names',
    async (content) => {
      const workspace = await temporaryFolder();
      const file = await writeScript(workspace, 'a/chapters/01', content);
      expect(await namedKeys(workspace)).toMatchObject({
        ok: false,
        failure: { kind: 'bad-file', file, remedy: expect.stringContaining('run-many -t script') },
      });
    },
  );
});
