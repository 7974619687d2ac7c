import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gatewayPlace } from '@audiobook/engines/gateway/gateway-place';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { expectSoundBook, keysInStore } from './rig/check-takes.ts';
import { processesOf } from './rig/processes.ts';
import { addSmallBook, smallBook } from './rig/small-book.ts';
import { mayMount, mountDisk } from './rig/small-disk.ts';
import { finished } from './rig/start-nx.ts';
import { addTonePool, type TonePool } from './rig/tone-pool.ts';
import { makeWorkspace, type Workspace } from './rig/workspace.ts';

const { slug } = smallBook;
const speak = ['run-many', '-t', 'synthesize'];
const chapters = Object.keys(smallBook.chapters).length;
/** Characters a second: so few that a run is not over when a test wants it to be going on. */
const slow = 8;
const fast = 5_000;
/** Segments that are spoken at the same time. */
const atOnce = 2;
let workspace: Workspace;
let pool: TonePool;

beforeEach(async () => {
  workspace = makeWorkspace();
  await addSmallBook(workspace);
  pool = await addTonePool(workspace, [{ batch: atOnce, charactersPerSecond: slow }]);
});
afterEach(async () => {
  await workspace.remove();
  await pool.stop();
});

const gateways = () => processesOf(workspace).filter(({ kind }) => kind === 'gateway');

function socket(): string {
  const place = gatewayPlace(workspace.root);
  return place.ok ? place.value.socket : '';
}

/**
 * Runs the same command again, which speaks what is not in the store, but for so much at most that the gateway
 * still has: it was spoken, and nobody could keep it.
 */
async function expectRestSpoken(kept: number, stillThere = 0): Promise<void> {
  const again = await workspace.nx(...speak);
  expect(again.code, again.output).toBe(0);
  const keys = await expectSoundBook(workspace, slug);
  const { spoken } = await workspace.summary();
  expect(spoken).toBeLessThanOrEqual(keys.size - kept);
  expect(spoken).toBeGreaterThanOrEqual(keys.size - kept - stillThere);
}

test('the gateway is killed with -9: the run goes on with a new one, and speaks nothing else twice', async () => {
  const run = workspace.nx(...speak);
  await pool.untilSpeaking(chapters);
  const [gateway] = gateways();
  process.kill(gateway?.pid ?? Number.NaN, 'SIGKILL');
  const successors = () => gateways().filter(({ pid }) => pid !== gateway?.pid);
  await expect.poll(() => successors().length, { timeout: 60_000, interval: 50 }).toBe(1);
  pool.setSpeed(fast);
  const { code, output } = await run;
  expect(code, output).toBe(0);
  const keys = await expectSoundBook(workspace, slug);
  expect(pool.spoken()).toBe(keys.size);
  const twice = [...pool.timesAsked().values()].filter((times) => times > 1);
  expect(twice.length).toBeLessThanOrEqual(atOnce);
});

test('the gateway is stopped: the run ends and says what to do, and the next one goes on', async () => {
  const run = workspace.nx(...speak);
  await pool.untilSpeaking(chapters);
  const stop = workspace.nx('run', 'gpu-runner:stop');
  await expect.poll(() => existsSync(socket()), { timeout: 60_000, interval: 20 }).toBe(false);
  pool.setSpeed(fast);
  expect((await stop).output).toContain('The gateway has ended.');
  const { code, output } = await run;
  expect(code).not.toBe(0);
  expect(output).toMatch(/✗ lamp-0\d:synthesize\n.*the gateway was stopped.*Run the same command/s);
  const kept = await keysInStore(workspace);
  expect(kept.size).toBe(pool.spoken());
  expect(kept.size).toBe(pool.timesAsked().size);
  await expectRestSpoken(kept.size);
});

test('nothing to speak: no gateway is started', async () => {
  pool.setSpeed(fast);
  await expectRestSpoken(0);
  expect((await workspace.nx('run', 'gpu-runner:stop')).code).toBe(0);
  await rm(join(workspace.root, '.audiobook', 'gateway.log'));

  const cached = await workspace.nx(...speak);
  expect(cached.output).toContain('lamp-01:synthesize  [local cache]');
  await rm(workspace.env.NX_CACHE_DIRECTORY ?? '', { recursive: true });
  await rm(workspace.env.NX_WORKSPACE_DATA_DIRECTORY ?? '', { recursive: true });
  await rm(join(workspace.root, 'dist'), { recursive: true });
  const fromStore = await workspace.nx(...speak);
  expect(fromStore.output).toContain(' 0 spoken');
  expect(fromStore.output).not.toContain('[local cache]');
  expect(gateways()).toEqual([]);
  expect(existsSync(socket())).toBe(false);
  expect(existsSync(join(workspace.root, '.audiobook', 'gateway.log'))).toBe(false);
});

const disks = { enough: 64 * 1_024, tooSmall: 1_024 };

test.skipIf(!mayMount()).each([
  { fault: 'is full', options: `size=${disks.tooSmall}k`, mend: `size=${disks.enough}k` },
  { fault: 'becomes read-only', options: 'ro', mend: 'rw' },
])(
  'the disk of the takes $fault: the run says what to do, and loses nothing',
  async ({ fault, options, mend }) => {
    const disk = mountDisk(disks.enough);
    onTestFinished(() => disk.remove());
    workspace.env.AUDIOBOOK_TAKES = join(disk.folder, 'takes');
    const run = workspace.start(...speak);
    const ended = finished(run);
    await pool.untilSpeaking(chapters);
    disk.change(options);
    pool.setSpeed(fast);
    const { code, output } = await ended;
    expect(code).not.toBe(0);
    expect(output).toMatch(/✗ lamp-0\d:synthesize\n.*keeping a take in the take store/s);
    expect(output).toMatch(
      fault === 'is full' ? /disk is full.*takes:prune/s : /disk is read-only/,
    );
    const kept = await keysInStore(workspace);
    expect(kept.size).toBeLessThan(9);
    expect(await readdir(join(disk.folder, 'takes', 'tmp')).catch(() => [])).toEqual([]);

    const unkept = pool.spoken() - kept.size;
    disk.change(mend);
    await expectRestSpoken(kept.size, unkept);
  },
);
