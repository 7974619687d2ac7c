import { cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Segments } from '@audiobook/model/script';
import { Takes } from '@audiobook/model/take';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { editJson } from './rig/silent-edits.ts';
import { addSmallBook, smallBook } from './rig/small-book.ts';
import { makeWorkspace, type Workspace } from './rig/workspace.ts';

const { slug } = smallBook;
const first = `books/${slug}/chapters/01-the-harbour`;
let workspace: Workspace;
/** Segments of the whole book. */
let all: number;

/** Speaks the book and says what was spoken. */
async function spokenBy(change: () => Promise<void>, target = 'synthesize') {
  await change();
  const run = await workspace.nx('run-many', '-t', target);
  expect(run.code, run.output).toBe(0);
  return { ...(await workspace.summary()), output: run.output };
}

async function segmentsOf(folder: string) {
  const file = `dist/books/${slug}/chapters/${folder}/segments.json`;
  return Segments.parse(await workspace.json(file)).segments;
}

async function digestsOf(folder: string) {
  const file = `dist/books/${slug}/chapters/${folder}/takes.json`;
  return Takes.parse(await workspace.json(file)).takes.map(({ digest }) => digest);
}

beforeAll(async () => {
  workspace = makeWorkspace();
  await addSmallBook(workspace);
  const { spoken, reused, chapters } = await spokenBy(async () => {}, 'publish');
  all = chapters.reduce((sum, { segments }) => sum + segments, 0);
  expect({ spoken, reused, chapters: chapters.length }).toEqual({
    spoken: all,
    reused: 0,
    chapters: 3,
  });
});
afterAll(() => workspace.remove());

describe('speaks nothing when', () => {
  test('nothing changed', async () => {
    const { spoken, reused, chapters } = await spokenBy(async () => {}, 'publish');
    expect({ spoken, reused }).toEqual({ spoken: 0, reused: all });
    expect(chapters.map(({ state }) => state)).toEqual(['restored', 'restored', 'restored']);
  });

  test('white space changes: a cache hit behind `script`, as far as the audio goes', async () => {
    const { spoken, output } = await spokenBy(
      () =>
        workspace.edit(`${first}/text.md`, (text) => text.replaceAll(/(?<=\w)\n(?=\w)/g, '  \n')),
      'publish',
    );
    expect(spoken).toBe(0);
    expect(output).toMatch(/lamp-01:synthesize {2}\[/);
    expect(output).toMatch(/lamp-01:encode {2}\[/);
  });

  test('a pause changes', async () => {
    const { spoken, output } = await spokenBy(
      () =>
        editJson(workspace, `books/${slug}/book.json`, (book) => ({
          ...book,
          pauses: { sentence: 500 },
        })),
      'publish',
    );
    expect(spoken).toBe(0);
    expect(output).toMatch(/lamp-01:synthesize {2}\[/);
  });

  test('title, narrator or cover change, and nothing is encoded', async () => {
    const cover = await workspace.readRepositoryBytes('books/eleven-minutes-slow/cover.jpg');
    const { spoken, output } = await spokenBy(async () => {
      await editJson(workspace, `books/${slug}/book.json`, (book) => ({
        ...book,
        title: 'The Lamp [2nd ed.]',
        narrator: 'Somebody',
      }));
      await workspace.write(`books/${slug}/cover.jpg`, cover);
    }, 'publish');
    expect(spoken).toBe(0);
    for (const chapter of ['01', '02', '03']) {
      expect(output).toMatch(new RegExp(`lamp-${chapter}:encode {2}\\[`));
    }
    const published = await readdir(join(workspace.root, `dist/books/${slug}`));
    expect(published.filter((name) => name.endsWith('.m4b'))).toEqual(['The Lamp [2nd ed.].m4b']);
  });

  test('the loudness target changes', async () => {
    const { spoken } = await spokenBy(
      () =>
        editJson(workspace, `books/${slug}/book.json`, (book) => ({
          ...book,
          loudness: { targetLufs: -21 },
        })),
      'encode',
    );
    expect(spoken).toBe(0);
  });

  test('a chapter is renamed and renumbered', async () => {
    const chapters = join(workspace.root, `books/${slug}/chapters`);
    const { spoken, reused } = await spokenBy(async () => {
      await rename(join(chapters, '03-the-end'), join(chapters, '04-how-it-ended'));
    }, 'publish');
    expect({ spoken, reused }).toEqual({ spoken: 0, reused: all });
    const kept = await readdir(join(workspace.root, `dist/books/${slug}/chapters`));
    expect(kept).toEqual(['01-the-harbour', '02-the-lamp', '04-how-it-ended']);
    await rename(join(chapters, '04-how-it-ended'), join(chapters, '03-the-end'));
  });

  test('a chapter gets a title other than its heading', async () => {
    const { spoken } = await spokenBy(
      () => workspace.write(`${first}/corrections.json`, '{ "title": "Harbour [I]" }'),
      'publish',
    );
    expect(spoken).toBe(0);
    const made = await readdir(join(workspace.root, `dist/${first}`));
    expect(made).toContain('01 Harbour [I].mp3');
    expect(made).not.toContain('01 The Harbour.mp3');
  });

  test('nx.json is edited, or the engine upgraded while the pin stays', async () => {
    const { spoken } = await spokenBy(async () => {
      await editJson(workspace, 'nx.json', (settings) => ({ ...settings, defaultBase: 'trunk' }));
      await workspace.edit('package-lock.json', (text) =>
        text.replace(/("node_modules\/espeak-ng": \{\s*"version": ")[^"]+/, '$19.9.9'),
      );
    });
    expect(spoken).toBe(0);
  });

  test('an unrelated package is installed: nothing even runs', async () => {
    const { spoken, chapters } = await spokenBy(async () => {
      await editJson(workspace, 'package.json', (settings) => ({
        ...settings,
        dependencies: { 'left-pad': '1.3.0' },
      }));
      await editJson(workspace, 'package-lock.json', (lock) => ({
        ...lock,
        packages: {
          ...(lock.packages as object),
          'node_modules/left-pad': { version: '1.3.0', license: 'WTFPL' },
        },
      }));
    });
    expect(spoken).toBe(0);
    expect(chapters.map(({ state }) => state)).toEqual(['restored', 'restored', 'restored']);
  });

  test('the repository is cloned elsewhere, with an empty Nx cache and the same take store', async () => {
    const clone = makeWorkspace({ takes: workspace.env.AUDIOBOOK_TAKES ?? '' });
    try {
      await cp(join(workspace.root, 'books'), join(clone.root, 'books'), { recursive: true });
      const run = await clone.nx('run-many', '-t', 'synthesize');
      expect(run.code, run.output).toBe(0);
      expect(await clone.summary()).toMatchObject({ spoken: 0, reused: all });
    } finally {
      await clone.remove();
    }
  });

  test('the take store is emptied: it is refilled from dist, digests equal', async () => {
    const before = await digestsOf('01-the-harbour');
    const takes = workspace.env.AUDIOBOOK_TAKES ?? '';
    await rm(takes, { recursive: true });
    const run = await workspace.nx('run-many', '-t', 'synthesize', '--skip-nx-cache');
    expect(run.output).toContain('takes came back from earlier speech');
    expect(await workspace.summary()).toMatchObject({ spoken: 0, reused: all });
    expect(await digestsOf('01-the-harbour')).toEqual(before);
  });
});

describe('speaks as little as can be when', () => {
  test('a sentence changes: its segment', async () => {
    const { spoken, chapters } = await spokenBy(() =>
      workspace.edit(`${first}/text.md`, (text) => text.replace('lamps along', 'lanterns along')),
    );
    expect(spoken).toBe(1);
    expect(chapters.find(({ project }) => project === 'lamp-02')?.state).toBe('restored');
  });

  test('a lexicon entry is added: exactly the segments that hold the word', async () => {
    const holding = [];
    for (const folder of Object.keys(smallBook.chapters)) {
      holding.push(...(await segmentsOf(folder)).filter(({ spoken }) => /\bAnna\b/.test(spoken)));
    }
    expect(holding.length).toBeGreaterThan(0);
    const { spoken } = await spokenBy(() =>
      workspace.write(`books/${slug}/lexicon.json`, '{ "Anna": "Ahna" }'),
    );
    expect(spoken).toBe(holding.length);
  });

  test('a further take of a segment is asked for: that segment', async () => {
    const [segment] = await segmentsOf('02-the-lamp');
    const { spoken } = await spokenBy(() =>
      workspace.write(
        `books/${slug}/chapters/02-the-lamp/corrections.json`,
        JSON.stringify({ segments: { [segment?.id ?? '']: { take: 7 } } }),
      ),
    );
    expect(spoken).toBe(1);
    expect((await segmentsOf('02-the-lamp'))[0]?.take).toBe(7);
  });

  test('a segment is skipped, and another is said in other words: that one', async () => {
    const [skipped, said] = await segmentsOf('03-the-end');
    const { spoken } = await spokenBy(() =>
      workspace.write(
        `books/${slug}/chapters/03-the-end/corrections.json`,
        JSON.stringify({
          segments: {
            [skipped?.id ?? '']: { skip: true },
            [said?.id ?? '']: { spoken: 'The lamp was back.', pauseAfterMs: 10 },
          },
        }),
      ),
    );
    expect(spoken).toBe(1);
    expect((await segmentsOf('03-the-end')).map(({ spoken: words }) => words)).toEqual([
      'The lamp was back.',
    ]);
  });

  test('the same sentences stand in another book: nothing of them', async () => {
    const { spoken, chapters } = await spokenBy(() => addSmallBook(workspace, 'other-lamp'));
    expect(chapters).toHaveLength(6);
    expect(spoken).toBe(0);
    await rm(join(workspace.root, 'books/other-lamp'), { recursive: true });
  });

  test('a take in the store is damaged: it is noticed, spoken again, and said so', async () => {
    const { takes } = Takes.parse(
      await workspace.json(`dist/books/${slug}/chapters/02-the-lamp/takes.json`),
    );
    const key = takes[1]?.key ?? '';
    const file = join(workspace.env.AUDIOBOOK_TAKES ?? '', key.slice(0, 2), `${key}.wav`);
    await writeFile(file, 'noise'.repeat(1000));
    await rm(join(workspace.root, 'dist'), { recursive: true });
    const run = await workspace.nx('run-many', '-t', 'synthesize', '--skip-nx-cache');
    expect(run.code, run.output).toBe(0);
    expect(run.output).toContain(`The take ${key} is damaged`);
    expect((await workspace.summary()).spoken).toBe(1);
  });

  test('the voice changes: everything', async () => {
    const { spoken, chapters } = await spokenBy(() =>
      workspace.write(`books/${slug}/cast.json`, '{ "narrator": { "voice": "rehearsal-low" } }'),
    );
    expect(spoken).toBe(chapters.reduce((sum, { segments }) => sum + segments, 0));
  });
});

test('a chapter added leaves the speech and the encoding of the others alone', async () => {
  await workspace.nx('run-many', '-t', 'publish');
  const { output } = await spokenBy(async () => {
    await mkdir(join(workspace.root, `books/${slug}/chapters/04-more`), { recursive: true });
    await workspace.write(`books/${slug}/chapters/04-more/text.md`, '# More\n\nThere was more.\n');
  }, 'publish');
  expect(output).toMatch(/lamp-01:encode {2}\[/);
  const { number, mp3 } = (await workspace.json(
    `dist/books/${slug}/chapters/04-more/chapter.json`,
  )) as { number: number; mp3: string };
  expect({ number, mp3 }).toEqual({ number: 4, mp3: '04 More.mp3' });
});

test('an edit that is taken back leaves no trace in dist, though Nx restores everything', async () => {
  const dist = join(workspace.root, `dist/books/${slug}`);
  const chapters = join(workspace.root, `books/${slug}/chapters`);
  const titled = (title: string) =>
    editJson(workspace, `books/${slug}/book.json`, (book) => ({ ...book, title }));
  await titled('The First');
  await spokenBy(async () => {}, 'publish');
  const before = (await readdir(dist, { recursive: true })).sort();

  await titled('The Second');
  await rename(join(chapters, '03-the-end'), join(chapters, '05-no-end'));
  await workspace.write(`${first}/corrections.json`, '{ "title": "Another" }');
  await spokenBy(async () => {}, 'publish');
  expect((await readdir(dist, { recursive: true })).sort()).not.toEqual(before);

  await titled('The First');
  await rename(join(chapters, '05-no-end'), join(chapters, '03-the-end'));
  await workspace.write(`${first}/corrections.json`, '{ "title": "Harbour [I]" }');
  const { output } = await spokenBy(async () => {}, 'publish');
  expect(output).toMatch(/lamp:publish {2}\[/);
  expect((await readdir(dist, { recursive: true })).sort()).toEqual(before);
});
