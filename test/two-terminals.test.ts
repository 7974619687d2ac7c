import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { expectSoundBook, keysInStore } from './rig/check-takes.ts';
import { addSmallBook, smallBook } from './rig/small-book.ts';
import { finished } from './rig/start-nx.ts';
import { addTonePool, type TonePool } from './rig/tone-pool.ts';
import { makeWorkspace, type Workspace } from './rig/workspace.ts';

const { slug } = smallBook;
const other = 'wick';
const speak = (book: string) => ['run-many', '-t', 'synthesize', '-p', `${book}-*`];
/** Characters a second: so few that a run is not over when a test wants it to be going on. */
const slow = 8;
const fast = 5_000;
let workspace: Workspace;
let pool: TonePool;

beforeAll(async () => {
  workspace = makeWorkspace();
  pool = await addTonePool(workspace, [{ batch: 2 }, { batch: 2 }]);
});
afterAll(async () => {
  await workspace.remove();
  await pool.stop();
});

/** Books whose sentences no test has had before. */
let count = 0;
beforeEach(async () => {
  count++;
  await rm(join(workspace.root, 'books'), { recursive: true, force: true });
  await rm(join(workspace.root, 'dist'), { recursive: true, force: true });
  for (const book of [slug, other]) {
    await addSmallBook(workspace, book);
    for (const folder of Object.keys(smallBook.chapters)) {
      await workspace.edit(`books/${book}/chapters/${folder}/text.md`, (text) =>
        text.replace(/(?<=\S)$/gm, ` In ${book} ${count}.`).replace(/^\*\*\* .*/m, '***'),
      );
    }
  }
});

/** Of what this test has asked for. */
function begunTwice(): string[] {
  const times = [...pool.timesAsked()].filter(([text]) => text.endsWith(` ${count}.`));
  return times.filter(([, time]) => time > 1).map(([text]) => text);
}

test('the same book at the same time: every segment is spoken once, and both runs succeed', async () => {
  const before = pool.spoken();
  pool.setSpeed(slow);
  const both = [workspace.nx(...speak(slug)), workspace.nx(...speak(slug))];
  await pool.untilSpeaking(6);
  pool.setSpeed(fast);
  const runs = await Promise.all(both);
  for (const { code, output } of runs) expect(code, output).toBe(0);
  const keys = await expectSoundBook(workspace, slug);
  expect(pool.spoken() - before).toBe(keys.size);
  expect(begunTwice()).toEqual([]);
});

test('two books at the same time: every segment is spoken once, and both runs succeed', async () => {
  const before = pool.spoken();
  pool.setSpeed(slow);
  const both = [workspace.nx(...speak(slug)), workspace.nx(...speak(other))];
  await pool.untilSpeaking(6);
  pool.setSpeed(fast);
  const runs = await Promise.all(both);
  for (const { code, output } of runs) expect(code, output).toBe(0);
  const named = [slug, other].map((book) => expectSoundBook(workspace, book));
  const [one, two] = await Promise.all(named);
  expect(pool.spoken() - before).toBe((one?.size ?? 0) + (two?.size ?? 0));
  expect(begunTwice()).toEqual([]);
});

test.each(['SIGINT', 'SIGKILL'] as const)(
  'the same book: one run is ended by %s, the other goes on as if nothing had been',
  async (signal) => {
    pool.setSpeed(slow);
    const [one, two] = [workspace.start(...speak(slug)), workspace.start(...speak(slug))];
    const ended = [finished(one), finished(two)] as const;
    await pool.untilSpeaking(6);
    process.kill(-(one.pid ?? Number.NaN), signal);
    expect((await ended[0]).code).not.toBe(0);
    pool.setSpeed(fast);
    const { code, output } = await ended[1];
    expect(code, output).toBe(0);
    await expectSoundBook(workspace, slug);
    expect(begunTwice()).toEqual([]);
  },
);

test.each(['SIGINT', 'SIGKILL'] as const)(
  'two books: the run that started the gateway is ended by %s, the other goes on as if nothing had been',
  async (signal) => {
    const [before, kept] = [pool.spoken(), (await keysInStore(workspace)).size];
    pool.setSpeed(slow);
    const one = workspace.start(...speak(slug));
    const first = finished(one);
    await pool.untilSpeaking(3);
    const second = workspace.nx(...speak(other));
    await pool.untilSpeaking(6);
    process.kill(-(one.pid ?? Number.NaN), signal);
    expect((await first).code).not.toBe(0);
    await pool.untilSpeaking(3);
    pool.setSpeed(fast);
    const { code, output } = await second;
    expect(code, output).toBe(0);
    await expectSoundBook(workspace, other);

    const again = await workspace.nx(...speak(slug));
    expect(again.code, again.output).toBe(0);
    if (signal === 'SIGKILL') expect(again.output).toContain('was cut off during');
    await expectSoundBook(workspace, slug);
    // What was under way for the first run was given up, and nothing else.
    expect(begunTwice().filter((text) => text.includes(`In ${other}`))).toEqual([]);
    expect(pool.spoken() - before).toBe((await keysInStore(workspace)).size - kept);
  },
);
