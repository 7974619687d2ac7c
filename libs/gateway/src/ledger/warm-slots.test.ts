import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopGateway } from '@audiobook/engines/gateway/stop-gateway';
import { LedgerReader } from '@audiobook/ledger/ledger-reader';
import { spentOf } from '@audiobook/ledger/spent';
import { describeFailure } from '@audiobook/model/failure';
import { Throughputs } from '@audiobook/model/throughput';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { processorName } from '../processor-name.ts';
import { withGpus } from '../testing/fake-gpus.ts';
import { type GatewayWorkspace, speakAll, textsOf } from '../testing/gateway-workspace.ts';
import { pidOf, runs, spokenOf, workspaceOf } from '../testing/running-gateway.ts';

const python = join(import.meta.dirname, '..', 'testing', 'python');
/** How long a runner stays, in seconds, and what that costs at a cent a second. */
const warmSeconds = 12;
const pricePerHour = 36;

/** A workspace with runners, by default one; each loads for a second, and then speaks ten segments a second. */
function workspaceWithRunner(changes: object = {}): GatewayWorkspace {
  const temporary = mkdtempSync(join(tmpdir(), 'warm-'));
  vi.stubEnv('XDG_CACHE_HOME', temporary);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    const folder = join(temporary, 'audiobook', `runners-${hostname()}`);
    for (const name of existsSync(folder) ? readdirSync(folder) : []) {
      const pid = Number(readFileSync(join(folder, name, 'pid'), 'utf8'));
      if (runs(pid)) process.kill(pid, 'SIGKILL');
    }
    rmSync(temporary, { recursive: true, force: true });
  });
  const options = { loadSeconds: 1, charactersPerSecond: 400 };
  const runner = { kind: 'process', engine: 'tone', gpus: 'none', python, batch: 1, options };
  const slots = [{ ...runner, pricePerHour, idleMinutes: warmSeconds / 60, ...changes }];
  return workspaceOf({ slots, idleSeconds: 1 });
}

function entriesOf({ root }: GatewayWorkspace) {
  return new LedgerReader(root).read();
}

function spentBy(workspace: GatewayWorkspace, run: string) {
  return spentOf(entriesOf(workspace), Date.now() + 60_000, {
    chosen: (entry) => entry.run === run,
  });
}

it('counts loading once, and warm time for one run until the next takes the slot up', async () => {
  const workspace = workspaceWithRunner();
  const one = workspace.client({ run: 'one', book: 'emma' });
  expect(spokenOf(await speakAll(one, textsOf(10)))).toBe(10);
  await one.close('done');
  const pid = await pidOf(workspace);
  await expect.poll(() => runs(pid)).toBe(false);
  const first = spentBy(workspace, 'one');
  expect(first.loadSeconds).toBeGreaterThan(1);
  expect(first.speakingSeconds).toBeGreaterThan(0.9);
  // If nobody comes, it is paid until it ends.
  expect(first.idleSeconds).toBeGreaterThan(warmSeconds - 0.5);
  expect(first.idleSeconds).toBeLessThan(warmSeconds + 10);

  const two = workspace.client({ run: 'two', book: 'emma' });
  expect(spokenOf(await speakAll(two, textsOf(10, 50)))).toBe(10);
  await two.close('done');
  await expect.poll(() => spentBy(workspace, 'two').segments).toBe(10);
  expect(spentBy(workspace, 'one').idleSeconds).toBeLessThan(first.idleSeconds);
  const file = join(workspace.root, '.audiobook', 'throughput.json');
  const [measured] = Throughputs.parse(JSON.parse(readFileSync(file, 'utf8'))).measured;
  expect(measured).toMatchObject({ engine: 'tone', batch: 1, loads: { count: 1 } });
  expect(measured?.loads.seconds).toBeGreaterThan(1);
});

it('keeps back of a budget what a slot costs until it ends by itself', async () => {
  const workspace = workspaceWithRunner();
  const budget = { run: 0.16 };
  const client = workspace.client({ run: 'one', book: 'emma', budget });
  const work = { project: 'emma-01', book: 'emma', segments: 60, done: 0, characters: 2_400 };
  client.begin({ ...work, estimated: false });
  const results = await speakAll(client, textsOf(60));
  // What there is no money for has not failed.
  expect((await workspace.status())?.runs[0]?.chapters).toMatchObject([{ failed: 0 }]);
  await client.close('left');
  expect(spokenOf(results)).toBeLessThan(60);
  const failed = results.find(({ ok }) => !ok);
  const said = failed?.ok === false ? describeFailure(failed.failure) : '';
  expect(said).toMatch(/and needs .*\$0\.\d+ until its warm slots end by themselves/);
  expect(said).toContain('"idleMinutes"');
  const pid = await pidOf(workspace);
  await expect.poll(() => runs(pid)).toBe(false);
  const { cost } = spentBy(workspace, 'one');
  expect(cost).toBeGreaterThan(warmSeconds / 100);
  // Whatever is spoken at the end takes a tenth of a second, on a machine that is not busy.
  expect(cost).toBeLessThan(budget.run + 0.05);
});

it('opens no more slots than there is money for, and speaks', async () => {
  const workspace = workspaceWithRunner({ count: 4, idleMinutes: 0.1 });
  const budget = { run: 0.2 };
  for (const run of ['one', 'two']) {
    const client = workspace.client({ run, book: 'emma', budget });
    const results = await speakAll(client, textsOf(60, run === 'one' ? 40 : 41));
    await client.close('failed');
    expect(spokenOf(results)).toBeGreaterThan(0);
    const entries = entriesOf(workspace).filter((entry) => entry.run === run);
    const used = entries.flatMap(({ slots }) => slots).filter(({ segments }) => segments > 0);
    expect(used.length).toBeLessThan(4);
    expect(spentBy(workspace, run).cost).toBeLessThan(budget.run + 0.05);
  }
});

describe('with slots whose speed is known, opens further ones', () => {
  const texts = textsOf(60);
  const characters = texts.join('').length;

  /** Of four slots, those that a run used, and how many segments it spoke. */
  async function spokenFor(dollars: number) {
    const workspace = workspaceWithRunner({ count: 4, idleMinutes: 1 });
    const measured = { engine: 'tone', device: processorName(), deviceKind: 'processor', batch: 1 };
    const rows = { count: 50, characters: 2_000, seconds: 5 };
    const sums = { charactersSquared: 80_000, charactersSeconds: 200, secondsSquared: 0.5 };
    const loads = { count: 5, seconds: 5 };
    const throughput = { ...measured, rows: { ...rows, ...sums }, audioSeconds: 150, loads };
    workspace.write('.audiobook/throughput.json', JSON.stringify({ measured: [throughput] }));
    const work = { project: 'emma-01', book: 'emma', segments: 60, done: 0, characters };
    const client = workspace.client({
      ...{ run: 'one', book: 'emma', budget: { run: dollars } },
      plan: async () => [{ ...work, estimated: false }],
    });
    client.begin({ ...work, estimated: false });
    const spoken = spokenOf(await speakAll(client, texts));
    await client.close('done');
    const slots = entriesOf(workspace).flatMap((entry) => entry.slots);
    return { spoken, slots: slots.length, cost: spentBy(workspace, 'one').cost };
  }

  // Each takes 61 cents to load and stay warm; all segments take 6 to speak.
  it('where the whole run can be paid with them', async () => {
    const { spoken, slots } = await spokenFor(2);
    expect(spoken).toBe(60);
    expect(slots).toBeGreaterThan(1);
  });

  it('not where they would take the money for its end', async () => {
    const { spoken, slots, cost } = await spokenFor(1.25);
    expect(spoken).toBe(60);
    expect(slots).toBe(1);
    expect(cost).toBeLessThan(1.25);
  });
});

it('starts nothing for a run that can’t pay for one slot, and says so', async () => {
  const workspace = workspaceWithRunner({ count: 2 });
  const client = workspace.client({ run: 'one', book: 'emma', budget: { run: 0.1 } });
  const results = await speakAll(client, textsOf(3));
  expect(spokenOf(results)).toBe(0);
  const [first] = results;
  const said = first?.ok === false ? describeFailure(first.failure) : '';
  expect(said).toContain('this run may cost $0.10; it has cost $0.00');
  expect(said).toContain('needs $0.12 to start a slot, speak one segment, and wait');
  expect(said).toContain('AUDIOBOOK_BUDGET=<dollars>');
  expect(said).toContain('"idleMinutes"');
  const { slots = [] } = (await workspace.status()) ?? {};
  expect(slots.map(({ state }) => state)).toEqual(['idle', 'idle']);
  await client.close('failed');
  expect(spentBy(workspace, 'one').cost).toBe(0);
});

it('refuses a run when a slot is found that has no price', async () => {
  withGpus(`GPU-unpriced-${process.pid}`);
  const workspace = workspaceWithRunner();
  const options = { charactersPerSecond: 1_000 };
  workspace.writePool({
    idleSeconds: 1,
    slots: [{ kind: 'process', engine: 'tone', python, options }],
  });
  const client = workspace.client({ run: 'one', budget: { run: 1 } });
  const results = await speakAll(client, textsOf(3));
  expect(spokenOf(results)).toBe(0);
  const [first] = results;
  expect(first?.ok === false && describeFailure(first.failure)).toContain(
    'the slot tone-gpu0 of tone has no price',
  );
});

it('lets a runner that is stopped cost nothing more', async () => {
  const workspace = workspaceWithRunner();
  const client = workspace.client({ run: 'one' });
  await speakAll(client, textsOf(2));
  await client.close('done');
  await stopGateway(workspace.root, new AbortController().signal);
  await expect.poll(() => spentBy(workspace, 'one').idleSeconds).toBeLessThan(warmSeconds);
});

it('counts no warm time of a runner from when it was stopped', async () => {
  const workspace = workspaceWithRunner({ idleMinutes: 10 });
  const one = workspace.client({ run: 'one', book: 'emma' });
  expect(spokenOf(await speakAll(one, textsOf(3)))).toBe(3);
  await one.close('done');
  const pid = await pidOf(workspace);
  await expect.poll(() => runs(pid)).toBe(false);
  expect(spentOf(entriesOf(workspace), Date.now()).warmSeconds).toBeGreaterThan(500);
  const script = join(import.meta.dirname, '..', 'stop-runners.ts');
  // As under Nx, where the console writes in colours.
  const env = { ...process.env, FORCE_COLOR: 'true' };
  expect(execFileSync(process.execPath, [script, workspace.root], { env }).toString()).toBe('1\n');
  expect(spentOf(entriesOf(workspace), Date.now()).warmSeconds).toBe(0);
  expect(execFileSync(process.execPath, [script, workspace.root], { env }).toString()).toBe('0\n');
});
