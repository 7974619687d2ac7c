import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GatewayClientOptions } from '@audiobook/engines/gateway/gateway-client';
import type { SpokenSegment } from '@audiobook/engines/speech-engine';
import type { ToneRunnerOptions } from '@audiobook/engines/testing/tone-runner';
import { LedgerReader, ledgerFolder } from '@audiobook/ledger/ledger-reader';
import { spentOf } from '@audiobook/ledger/spent';
import { describeFailure, type Failure } from '@audiobook/model/failure';
import type { LedgerEntry } from '@audiobook/model/ledger';
import type { Result } from '@audiobook/model/result';
import { Throughputs } from '@audiobook/model/throughput';
import { describe, expect, it } from 'vitest';
import { type GatewayWorkspace, poolOf, speakAll, textsOf } from '../testing/gateway-workspace.ts';
import { pidOf, runnersOf, runs, spokenOf, workspaceOf } from '../testing/running-gateway.ts';

/** Dollars an hour: a cent for each second. */
const pricePerHour = 36;

async function workspaceAt(price: number | undefined, ...options: ToneRunnerOptions[]) {
  const runners = await runnersOf(...options);
  const pool = poolOf(runners, { idleSeconds: 3 });
  const priced = price === undefined ? {} : { pricePerHour: price };
  const workspace = workspaceOf({
    ...pool,
    slots: pool.slots.map((slot) => ({ ...slot, ...priced })),
  });
  return { runners, workspace };
}

function client(workspace: GatewayWorkspace, options: Partial<GatewayClientOptions>) {
  return workspace.client({ book: 'emma', ...options });
}

function failuresOf(results: readonly Result<SpokenSegment>[]): Failure[] {
  return results.flatMap((result) => (result.ok ? [] : [result.failure]));
}

function ledgerOf({ root }: GatewayWorkspace): LedgerEntry[] {
  return new LedgerReader(root).read();
}

function spent(workspace: GatewayWorkspace, chosen: (entry: LedgerEntry) => boolean = () => true) {
  return spentOf(ledgerOf(workspace), Date.now(), { chosen });
}

const ofRun = (name: string) => (entry: LedgerEntry) => entry.run === name;

/** Ten segments take a second. */
const slow = { charactersPerSecond: 400, batch: 1 };

describe('the gateway’s ledger', () => {
  it('says what each run and book cost, and its slots’ speed', async () => {
    const { workspace } = await workspaceAt(pricePerHour, slow, slow);
    const clients = [
      client(workspace, { run: 'one' }),
      client(workspace, { run: 'two', book: 'absalon' }),
    ];
    const texts = textsOf(30);
    await Promise.all([
      speakAll(clients[0] ?? expect.fail(), texts.slice(0, 20)),
      speakAll(clients[1] ?? expect.fail(), texts.slice(20)),
    ]);
    for (const each of clients) await each.close('done');
    await expect.poll(() => spent(workspace).segments).toBe(30);
    const files = readdirSync(ledgerFolder(workspace.root), { recursive: true });
    expect(
      files.filter((name) => /^(emma.one|absalon.two)\.[0-9a-f]{8}\.json$/.test(String(name))),
    ).toHaveLength(2);
    expect(spent(workspace, ofRun('one'))).toMatchObject({ segments: 20, characters: 800 });
    // Thirty times 40 characters at 400 a second.
    expect(spent(workspace).speakingSeconds).toBeGreaterThan(2.9);
    expect(spent(workspace).speakingSeconds).toBeLessThan(30);
    expect(spent(workspace).cost).toBeCloseTo(
      (spent(workspace).speakingSeconds + spent(workspace).idleSeconds) / 100,
    );
    const file = join(workspace.root, '.audiobook', 'throughput.json');
    const read = () => Throughputs.parse(JSON.parse(readFileSync(file, 'utf8'))).measured;
    // Each slot's first segment tells how it starts.
    await expect.poll(() => read().reduce((sum, { rows }) => sum + rows.count, 0)).toBe(28);
    for (const { rows } of read()) expect(rows.characters / rows.seconds).toBeGreaterThan(50);
  });

  it('is there to within seconds when the gateway is killed, and the next one adds on', async () => {
    const { workspace } = await workspaceAt(pricePerHour, { ...slow, charactersPerSecond: 100 });
    const one = client(workspace, { run: 'one' });
    const speaking = speakAll(one, textsOf(15));
    await expect.poll(() => spent(workspace).speakingSeconds, { interval: 50 }).toBeGreaterThan(1);
    const killed = await pidOf(workspace);
    process.kill(killed, 'SIGKILL');
    await expect.poll(() => runs(killed)).toBe(false);
    const before = spent(workspace);
    expect(spokenOf(await speaking)).toBe(15);
    await one.close('done');
    await expect.poll(() => ledgerOf(workspace).length).toBe(2);
    await expect.poll(() => spent(workspace).segments).toBeGreaterThan(before.segments);
    const after = spent(workspace);
    // Fifteen times 0.4 s; what was spoken twice, or lost from the ledger, are two seconds each at most.
    expect(after.speakingSeconds).toBeGreaterThan(6 - 2.5);
    expect(after.speakingSeconds).toBeLessThan(30);
  });
});

describe('a budget', () => {
  it('ends a run when its money is spent, keeps what was spoken, and stops nobody else', async () => {
    const { workspace } = await workspaceAt(pricePerHour, slow);
    const budget = { run: 0.015 };
    const [poor, rich] = [
      client(workspace, { run: 'poor', budget }),
      client(workspace, { run: 'rich', budget: { run: 100 } }),
    ];
    const texts = textsOf(40);
    const both = [
      speakAll(poor, texts),
      speakAll(rich, texts.slice(30).concat('Another text of its own.')),
    ];
    const [ofPoor = [], ofRich = []] = await Promise.all(both);
    const later = await speakAll(client(workspace, { run: 'poor', budget, place: 1 }), [
      'A later chapter.',
    ]);
    await poor.close('failed');
    await rich.close('done');
    expect(spokenOf(ofRich)).toBe(11);
    expect(spokenOf(ofPoor)).toBeGreaterThan(0);
    expect(spokenOf(ofPoor)).toBeLessThan(40);
    const failures = [...failuresOf(ofPoor), ...failuresOf(later)];
    expect(new Set(failures.map(({ kind }) => kind))).toEqual(new Set(['budget-spent']));
    expect(failuresOf(later)).toHaveLength(1);
    expect(describeFailure(failures[0] ?? expect.fail())).toMatch(
      /this run may cost \$0\.015; it has cost \$0\.\d+ \([\d.]+ s loading, [\d.]+ s speaking, [\d.]+ s idle\)/,
    );
    await expect.poll(() => spent(workspace, ofRun('poor')).cost).toBeGreaterThan(0);
    expect(spent(workspace, ofRun('poor')).cost).toBeLessThan(budget.run + 0.1);
  });

  it.each([
    ['book', 'the book emma may cost $0.015'],
    ['month', 'a calendar month may cost $0.015'],
  ] as const)('of a %s counts what earlier gateways spent', async (scope, said) => {
    const { workspace } = await workspaceAt(pricePerHour, slow);
    const first = client(workspace, { run: 'one' });
    await speakAll(first, textsOf(12));
    await first.close('done');
    const pid = await pidOf(workspace);
    await expect.poll(() => runs(pid)).toBe(false);
    expect(spent(workspace).cost).toBeGreaterThan(0.01);
    const second = client(workspace, { run: 'two', budget: { [scope]: 0.015 } });
    const results = await speakAll(second, textsOf(40, 41));
    expect(spokenOf(results)).toBeLessThan(40);
    const [failure] = failuresOf(results);
    expect(describeFailure(failure ?? expect.fail())).toContain(said);
    const other = client(workspace, { run: 'three', book: 'absalon', budget: { [scope]: 0.015 } });
    expect(spokenOf(await speakAll(other, textsOf(1, 42)))).toBe(scope === 'book' ? 1 : 0);
    expect(spent(workspace).cost).toBeLessThan(0.1);
  });

  it('needs no price for slots of this machine’s own processor', async () => {
    const workspace = workspaceOf({ idleSeconds: 1, slots: [{ kind: 'embedded', count: 1 }] });
    const free = client(workspace, { run: 'free', budget: { run: 0.0001 } });
    const engine = free.engine('espeak-ng', 'no-such-model');
    const request = { spoken: 'x', language: 'en', voice: 'en', params: {}, seed: 1 };
    const refused = await engine.speak(request, new AbortController().signal);
    expect(refused).toMatchObject({ failure: { kind: 'bad-request' } });
    expect(JSON.stringify(refused)).not.toContain('no price');
  });

  it('refuses a run at once whose slots have no price', async () => {
    const { workspace, runners } = await workspaceAt(undefined, slow);
    const poor = client(workspace, { run: 'one', budget: { month: 5 } });
    const [failure] = failuresOf(await speakAll(poor, textsOf(3)));
    expect(describeFailure(failure ?? expect.fail())).toContain(
      'the slot tone-0 of tone has no price\n  → Add what an hour of it costs in dollars, or 0, to its entry in gpu-runner/pool.json: "pricePerHour": 0.25',
    );
    expect(runners[0]?.requests).toEqual([]);
    expect(spokenOf(await speakAll(client(workspace, { run: 'two' }), textsOf(3)))).toBe(3);
  });
});
