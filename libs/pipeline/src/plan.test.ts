import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomic, writeJson } from '@audiobook/files/write-file-atomic';
import { expect, onTestFinished, test, vi } from 'vitest';
import { bookPaths, chapterPaths } from './book/book-paths.ts';
import { type PlanOptions, plan } from './plan.ts';
import { script } from './script.ts';
import { withSlots } from './testing/with-slots.ts';

const texts = ['The lamp was lit.\n\nNobody came to see it.\n', 'The lamp went out.\n'];
const card = 'NVIDIA GeForce RTX 4090';
const slots = [
  ...[0, 1].map((index) => ({
    ...{ kind: 'process', engine: 'chatterbox', name: `card-${index}`, gpus: [index] },
    ...{ pricePerHour: 0.25 + index / 10, idleMinutes: 1 },
  })),
  { kind: 'ssh', host: 'gpu-box', engine: 'tone', name: 'gpu-box' },
];

/** A book of two chapters in a git repository, with its scripts. */
async function aBook() {
  const workspace = await mkdtemp(join(tmpdir(), 'audiobook-plan-test-'));
  vi.stubEnv('AUDIOBOOK_TAKES', join(workspace, 'takes'));
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await rm(workspace, { recursive: true });
  });
  await withSlots(workspace, slots, [card, card]);
  const book = bookPaths(workspace, 'lamp');
  const chapters = ['01-lit', '02-out'].map((folder) => chapterPaths(book, folder));
  const models = { chatterbox: 'chatterbox:1' };
  await writeJson(book.book, { title: 'The Lamp', author: 'N. N.', language: 'en', models });
  await writeJson(book.cast, { narrator: { voice: 'plain' } });
  await writeJson(join(book.voices, 'plain', 'voice.json'), { engine: 'chatterbox', preset: 'a' });
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@localhost', ...args], {
      cwd: workspace,
      stdio: 'pipe',
    });
  const write = async (at: number, text: string) => {
    const chapter = chapters[at];
    if (chapter === undefined) throw new Error(`no chapter ${at}`);
    await writeFileAtomic(chapter.text, text);
    const scripted = await script(chapter, () => {});
    if (!scripted.ok) throw new Error(JSON.stringify(scripted.failure));
  };
  for (const [at, text] of texts.entries()) await write(at, text);
  const lines: string[] = [];
  const run = (options: PlanOptions) =>
    plan(book, options, {
      emit: (event) => {
        if (event.kind === 'done') lines.push(...event.message.split('\n'));
      },
      signal: new AbortController().signal,
    });
  return { workspace, git, write, run, lines };
}

test('plan() says what has to be spoken, and what that takes with each number of GPUs', async () => {
  const { run, lines, workspace } = await aBook();
  const planned = await run({ gpus: '1,2', json: 'plan.json' });
  expect(planned).toMatchObject({
    value: {
      chapters: [
        {
          project: 'lamp-01',
          segments: 2,
          reused: 0,
          toSpeak: [{ cause: 'new' }, { cause: 'new' }],
        },
        { project: 'lamp-02', segments: 1, charactersToSpeak: 'The lamp went out.'.length },
      ],
      rows: [{ gpus: 1 }, { gpus: 2 }],
    },
  });
  if (!planned.ok) throw new Error();
  const [one, two] = planned.value.rows;
  const characters = texts.join('').replaceAll('\n', '').length;
  // The first slot of pool.json alone: loading, speaking, and a minute until it ends itself.
  const seconds = 30 + characters / 26.6;
  expect(one?.wallSeconds).toBeCloseTo(seconds, 3);
  expect(one?.cost).toBeCloseTo((0.25 * (seconds + 60)) / 3_600, 6);
  // Each is paid until it has spoken its own last segment, and a minute more.
  const [first, second] = [35, 22].map((spoken) => 30 + spoken / 26.6 + 60);
  const both = (0.25 * (first ?? 0) + 0.35 * (second ?? 0)) / 3_600;
  expect(two?.wallSeconds).toBeCloseTo((first ?? 0) - 60, 3);
  expect(two?.cost).toBeCloseTo(both, 6);
  expect(lines.join('\n')).toContain('RTX 4090, not measured here');
  expect(lines).toContain('gpu-box: GPUs was not asked how many slots it has: it counts as one.');
  expect(JSON.parse(await readFile(join(workspace, 'plan.json'), 'utf8'))).toEqual(planned.value);
});

test('plan() takes the price, the chapters and the engine that it is given', async () => {
  const { run } = await aBook();
  const priced = await run({ gpus: 1, price: 36, chapters: 2 });
  const seconds = 30 + 'The lamp went out.'.length / 26.6 + 60;
  expect(priced).toMatchObject({ value: { chapters: [{ project: 'lamp-02' }] } });
  expect(priced.ok && priced.value.rows[0]?.cost).toBeCloseTo(seconds / 100, 6);
  expect(await run({ engine: 'kokoro' })).toMatchObject({
    value: { chapters: [{ toSpeak: [{ cause: 'new' }, {}] }, {}] },
  });
  expect(await run({ engine: 'kokorro' })).toMatchObject({
    failure: {
      found: 'nobody knows an engine “kokorro”',
      remedy: expect.stringContaining('chatterbox, espeak-ng, kokoro, tone;'),
    },
  });
  expect(await run({ chapters: '2-4' })).toMatchObject({
    failure: { found: 'it has no chapter 3, 4', remedy: 'Name some of these: 1, 2.' },
  });
  expect(await run({ gpus: 'nine' })).toMatchObject({
    failure: { doing: 'reading --gpus', found: 'its value is “nine”' },
  });
  expect(await run({ gpus: '1-51' })).toMatchObject({
    failure: { found: 'it names 51 numbers of GPUs' },
  });
  expect(await run({ price: -1 })).toMatchObject({ failure: { doing: 'reading --price' } });
});

test('plan() says what budgets leave, how many slots that allows, and that it is too little', async () => {
  const { run, lines, workspace } = await aBook();
  const allow = (budget: object) =>
    writeFileAtomic(join(workspace, 'audiobook.json'), JSON.stringify({ budget }));
  await allow({ month: 0.001 });
  await run({ gpus: 1 });
  expect(lines).toContain(
    'Budget: $0.001 are left for this month. That is less than the run costs: it would end before it is done.',
  );
  // Enough for the first slot alone.
  await allow({ run: 10, book: 0.01 });
  const planned = await run({ gpus: 1 });
  expect(planned).toMatchObject({ value: { here: { slots: 2 } } });
  expect(planned.ok && planned.value.rows[0]?.cost).toBeLessThan(0.01);
  expect(lines).toContain(
    'Budget: $10.00 a run may cost, $0.01 are left for the book. All 2 slots may cost more. With 1 of them the run comes to its end, in 32 s, for $0.0064; no more are opened.',
  );
  expect(lines).toContainEqual(
    expect.stringMatching(
      /^This workspace’s slots \(2 of chatterbox\): 31 s, 0.05 hours of them, \$0.0152\.$/,
    ),
  );
});

test('plan() says that a budget needs prices', async () => {
  const { run, lines, workspace } = await aBook();
  await writeFileAtomic(join(workspace, 'audiobook.json'), '{ "budget": { "run": 3 } }');
  await writeFileAtomic(
    join(workspace, 'gpu-runner', 'pool.json'),
    '{ "slots": [{ "kind": "process", "name": "own", "engine": "chatterbox", "gpus": "none" }] }',
  );
  await run({ gpus: 1 });
  expect(lines).toContain(
    'Budget: $3.00 a run may cost. A run would be refused, since the slot own-1 has no price: say what an hour of it costs ("pricePerHour" in gpu-runner/pool.json).',
  );
});

test('plan() against a git ref says what a change costs, whatever takes there are', async () => {
  const { git, write, run, workspace } = await aBook();
  git('init', '--quiet', '--initial-branch=main');
  // Names that git hands on as they are.
  for (const name of ['a\nb.md', 'ä “c” d.md', '-e.json']) {
    await writeFileAtomic(join(workspace, 'books', 'lamp', name), 'x');
  }
  git('add', 'books', 'voices');
  git('commit', '--quiet', '--message', 'a book');
  const causes = async (against: string) => {
    const planned = await run({ against });
    if (!planned.ok) throw new Error(JSON.stringify(planned.failure));
    return planned.value.chapters.map(({ toSpeak }) =>
      toSpeak.map(({ cause, text }) => `${cause}: ${text}`),
    );
  };
  expect(await causes('main')).toEqual([[], []]);
  await write(0, texts[0]?.replace('Nobody', 'Somebody') ?? '');
  // A sentence that moved from another chapter has its take.
  const late = 'The lamp went out.\n\nThe lamp was lit.\n\nIt was late.\n';
  await write(1, late);
  expect(await causes('main')).toEqual([
    ['edited: Somebody came to see it.'],
    ['new: It was late.'],
  ]);
  await writeFileAtomic(join(workspace, 'books', 'lexicon.json'), '{ "late": "layt" }');
  await write(1, late);
  expect((await causes('main'))[1]).toEqual(['new: It was layt.']);
  git('add', 'books');
  git('commit', '--quiet', '--message', 'the lexicon that all books share is read at a ref, too');
  expect(await causes('main')).toEqual([[], []]);
  expect(await run({ against: 'nowhere' })).toMatchObject({
    failure: { found: 'git knows no commit of the name “nowhere”' },
  });
});
