import { LedgerReader } from '@audiobook/ledger/ledger-reader';
import { spentOf } from '@audiobook/ledger/spent';
import type { LedgerEntry } from '@audiobook/model/ledger';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addSmallBook, smallBook } from './rig/small-book.ts';
import { finished, startNx } from './rig/start-nx.ts';
import { addTonePool, pinnedModel, type TonePool, toneSlot, writePool } from './rig/tone-pool.ts';
import { makeWorkspace, type Workspace } from './rig/workspace.ts';

const { slug } = smallBook;
const other = 'wick';
/** Dollars an hour: a cent for a second. */
const pricePerHour = 36;
/** What may be spent beyond a limit, since a busy machine speaks slower than was foreseen. */
const slack = 0.06;
/** Each slot speaks a segment in about a third of a second. */
const slots = { batch: 1, charactersPerSecond: 300 };
let workspace: Workspace;
let pool: TonePool;
let segments: number;

beforeAll(async () => {
  workspace = makeWorkspace();
  pool = await addTonePool(workspace, [slots, slots]);
  const { engine } = await pinnedModel(workspace);
  const priced = pool.runners.map(({ url }) => ({ ...toneSlot(url, engine), pricePerHour }));
  await writePool(workspace, { slots: priced });
});
afterAll(async () => {
  await workspace.remove();
  await pool.stop();
});

/** Two books whose sentences no test has had before. */
let count = 0;
beforeEach(async () => {
  count++;
  await workspace.write('audiobook.json', '{}');
  for (const book of [slug, other]) {
    await addSmallBook(workspace, book);
    for (const folder of Object.keys(smallBook.chapters)) {
      await workspace.edit(`books/${book}/chapters/${folder}/text.md`, (text) =>
        text.replace(/(?<=\S)$/gm, ` In ${book} ${count}.`).replace(/^\*\*\* .*/m, '***'),
      );
    }
  }
});

const speak = (book: string, env: NodeJS.ProcessEnv = {}) =>
  finished(
    startNx(workspace.root, { ...workspace.env, ...env }, [
      ...['run-many', '-t', 'synthesize', '-p', `${book}-*`],
    ]),
  );

function spent(chosen: (entry: LedgerEntry) => boolean = () => true) {
  return spentOf(new LedgerReader(workspace.root).read(), Date.now(), { chosen });
}

test('a run ends when its money is spent, and the next one speaks the rest', async () => {
  const before = spent().cost;
  const poor = await speak(slug, { AUDIOBOOK_BUDGET: '0.03' });
  expect(poor.code).not.toBe(0);
  expect(poor.output).toContain('this run may cost $0.03; it has cost $0.0');
  expect(poor.output).toContain('Every segment that was spoken is kept. To go on, run the same');
  const first = await workspace.summary();
  segments = first.chapters.reduce((sum, chapter) => sum + chapter.segments, 0);
  expect(first.spoken).toBeGreaterThan(0);
  expect(first.spoken).toBeLessThan(segments);
  expect(first.cost?.dollars).toBeGreaterThan(0);
  expect(poor.output).toMatch(/^Cost {6}\$0\.\d+: slots .* loading, .* speaking, .* idle$/m);
  expect(spent().cost - before).toBeLessThan(0.03 + slack);

  const rest = await speak(slug);
  expect(rest.code, rest.output).toBe(0);
  expect((await workspace.summary()).spoken).toBe(segments - first.spoken);
});

test('its end stops no other run, and that is counted for itself', async () => {
  const [poor, rich] = await Promise.all([
    speak(slug, { AUDIOBOOK_BUDGET: '0.02' }),
    speak(other, { AUDIOBOOK_BUDGET: '5' }),
  ]);
  expect(rich.code, rich.output).toBe(0);
  expect(poor.code).not.toBe(0);
  expect(poor.output).toContain('this run may cost $0.02');
  expect(rich.output).not.toContain('may cost');
});

test('a book’s limit counts all that was spent on it, a month’s all that was spent', async () => {
  const ofBook = spent(({ book }) => book === slug).cost;
  const limits = { book: ofBook + 0.015, month: 1_000 };
  await workspace.write('audiobook.json', JSON.stringify({ budget: limits }));
  const { code, output } = await speak(slug);
  expect(code).not.toBe(0);
  expect(output).toContain(`the book ${slug} may cost $`);
  expect(spent(({ book }) => book === slug).cost).toBeLessThan(limits.book + slack);
  await workspace.write('audiobook.json', JSON.stringify({ budget: { month: spent().cost } }));
  const month = await speak(other);
  expect(month.code).not.toBe(0);
  expect(month.output).toContain('a calendar month may cost $');
});

test('settings that can’t be read end the run with file, line and column', async () => {
  await workspace.write('audiobook.json', '{\n  "budget": { "run": -1 }\n}');
  const wrong = await speak(slug);
  expect(wrong.output).toContain('audiobook.json:2:22');
  await workspace.write('audiobook.json', '{}');
  const unsaid = await speak(slug, { AUDIOBOOK_BUDGET: 'much' });
  expect(unsaid.output).toContain('reading AUDIOBOOK_BUDGET');
  expect(pool.runners.flatMap(({ requests }) => requests).join()).not.toContain(
    `In ${slug} ${count}.`,
  );
});
