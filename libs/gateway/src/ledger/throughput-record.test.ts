import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SpeechEngine } from '@audiobook/engines/speech-engine';
import { ToneEngine } from '@audiobook/engines/testing';
import { ok } from '@audiobook/model/result';
import { Throughputs } from '@audiobook/model/throughput';
import { expect, it, onTestFinished } from 'vitest';
import { Slot, type SlotPlan } from '../slot.ts';
import { ThroughputRecord } from './throughput-record.ts';

function workspace() {
  const root = mkdtempSync(join(tmpdir(), 'throughput-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const file = join(root, '.audiobook', 'throughput.json');
  const logged: string[] = [];
  let now = 0;
  return {
    ...{ root, file, logged },
    setClock: (seconds: number) => {
      now = seconds * 1_000;
    },
    record: () =>
      new ThroughputRecord(
        root,
        (line) => logged.push(line),
        () => now,
      ),
    measured: () => Throughputs.parse(JSON.parse(readFileSync(file, 'utf8'))).measured,
  };
}

function slotOf(changes: Partial<SlotPlan> = {}): Slot {
  const plan = { name: 'a', engine: 'tone', device: 'card', batch: 4 };
  return new Slot({ ...plan, open: async () => ok(new ToneEngine()), ...changes });
}

it('adds up rows by engine, device and batch, also those of earlier gateways', async () => {
  const { record, measured } = workspace();
  const first = record();
  first.spoke(slotOf(), { characters: 100, seconds: 2, audioSeconds: 6 });
  first.spoke(slotOf({ name: 'b' }), { characters: 50, seconds: 1, audioSeconds: 3 });
  first.spoke(slotOf({ batch: 8 }), { characters: 10, seconds: 1, audioSeconds: 1 });
  await first.write();
  const second = record();
  expect(second.rowSpeed(slotOf())).toBe(50);
  expect(second.rowSpeed(slotOf({ device: 'other' }))).toBeUndefined();
  second.spoke(slotOf(), { characters: 10, seconds: 1, audioSeconds: 1 });
  await second.write();
  expect(measured()).toEqual([
    {
      ...{ engine: 'tone', device: 'card', batch: 4, audioSeconds: 10 },
      rows: {
        ...{ count: 3, characters: 160, seconds: 4 },
        ...{ charactersSquared: 12_600, charactersSeconds: 260, secondsSquared: 6 },
      },
      loads: { count: 0, seconds: 0, most: 0 },
    },
    expect.objectContaining({ batch: 8 }),
  ]);
});

it('forgets slowly: of many rows, the old ones count half', async () => {
  const { record, measured } = workspace();
  const one = record();
  for (let row = 0; row < 20_001; row++) {
    one.spoke(slotOf(), { characters: 10, seconds: row < 20_000 ? 1 : 5, audioSeconds: 1 });
  }
  await one.write();
  expect(measured()[0]?.rows).toMatchObject({
    count: 10_001,
    characters: 100_010,
    seconds: 10_005,
  });
  expect(measured()[0]?.audioSeconds).toBe(10_001);
});

it('counts loads of what was started, and none of what was warm or failed', async () => {
  const { record, measured, setClock } = workspace();
  const one = record();
  const load = (engine: Partial<SpeechEngine>, ...states: [Slot['state'], number][]) => {
    const slot = slotOf({ onDemand: true });
    slot.engine = Object.assign(new ToneEngine(), engine);
    for (const [state, at] of states) {
      setClock(at);
      slot.state = state;
      one.changed(slot);
    }
  };
  load({ hasStarted: true }, ['opening', 0], ['opening', 20], ['ready', 30]);
  load({ hasStarted: true }, ['opening', 0], ['ready', 40], ['resting', 50], ['ready', 90]);
  load({ hasStarted: false }, ['opening', 0], ['ready', 1]);
  load({ hasStarted: true }, ['opening', 0], ['resting', 10], ['ready', 70]);
  await one.write();
  expect(measured()[0]?.loads).toEqual({ count: 2, seconds: 70, most: 40 });
});

it('begins anew where the file can’t be read, and says so', async () => {
  const { record, measured, root, file, logged } = workspace();
  mkdirSync(join(root, '.audiobook'));
  writeFileSync(file, '{"measured": [{"engine": 3');
  const one = record();
  expect(logged).toEqual([expect.stringContaining('begun anew')]);
  one.spoke(slotOf(), { characters: 10, seconds: 1, audioSeconds: 1 });
  await one.write();
  expect(measured()).toHaveLength(1);
});
