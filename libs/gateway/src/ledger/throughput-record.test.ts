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

let seconds = 0;
const tick = (more: number) => {
  seconds += more;
};

function workspace() {
  const root = mkdtempSync(join(tmpdir(), 'throughput-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const file = join(root, '.audiobook', 'throughput.json');
  const logged: string[] = [];
  return {
    ...{ root, file, logged },
    setClock: (to: number) => {
      seconds = to;
    },
    record: () =>
      new ThroughputRecord(
        root,
        (line) => logged.push(line),
        () => seconds * 1_000,
      ),
    measured: () => Throughputs.parse(JSON.parse(readFileSync(file, 'utf8'))).measured,
  };
}

function slotOf(changes: Partial<SlotPlan> = {}): Slot {
  const device = { device: 'card', deviceKind: 'card' } as const;
  const plan = { name: 'a', engine: 'tone', ...device, batch: 4 };
  return new Slot({ ...plan, open: async () => ok(new ToneEngine()), ...changes });
}

/** Has a slot speak a row that is not its first. */
function speak(
  record: ThroughputRecord,
  changes: Partial<SlotPlan>,
  row: Parameters<ThroughputRecord['spoke']>[1],
): void {
  const slot = slotOf(changes);
  record.spoke(slot, { characters: 1, seconds: 100, audioSeconds: 1 });
  tick(row.seconds);
  record.spoke(slot, row);
}

it('does not count what shows how a slot starts', async () => {
  const { record, measured, setClock } = workspace();
  const one = record();
  const slot = slotOf();
  const row = (seconds: number) => ({ characters: 100, seconds, audioSeconds: 1 });
  // The first batch begins together, while the model warms up.
  for (const [at, seconds] of [
    [10, 9],
    [11, 10],
    [13, 3],
    [15, 4],
  ] as const) {
    setClock(at);
    one.spoke(slot, row(seconds));
  }
  await one.write();
  expect(measured()[0]?.rows).toMatchObject({ count: 2, seconds: 7 });
});

it('adds up rows by engine, device and batch, also those of earlier gateways', async () => {
  const { record, measured } = workspace();
  const first = record();
  speak(first, {}, { characters: 100, seconds: 2, audioSeconds: 6 });
  speak(first, { name: 'b' }, { characters: 50, seconds: 1, audioSeconds: 3 });
  speak(first, { batch: 8 }, { characters: 10, seconds: 1, audioSeconds: 1 });
  await first.write();
  const second = record();
  expect(second.rowSpeed(slotOf())).toBe(50);
  expect(second.rowSpeed(slotOf({ device: 'other' }))).toBeUndefined();
  speak(second, {}, { characters: 10, seconds: 1, audioSeconds: 1 });
  await second.write();
  expect(measured()).toEqual([
    {
      ...{ engine: 'tone', device: 'card', deviceKind: 'card', batch: 4, audioSeconds: 10 },
      rows: {
        ...{ count: 3, characters: 160, seconds: 4 },
        ...{ charactersSquared: 12_600, charactersSeconds: 260, secondsSquared: 6 },
      },
      loads: { count: 0, seconds: 0 },
    },
    expect.objectContaining({ batch: 8 }),
  ]);
});

it('knows how fast a slot is whose batch only its engine says', () => {
  const kept = workspace().record();
  const slot = () => {
    const { batch: _, ...plan } = slotOf().plan;
    return new Slot(plan);
  };
  expect(kept.speed(slot())).toBeUndefined();
  for (const row of [1, 2])
    speak(kept, { batch: 8 }, { characters: 100 * row, seconds: 10, audioSeconds: 1 });
  speak(kept, { batch: 2 }, { characters: 200, seconds: 10, audioSeconds: 1 });
  expect(kept.speed(slot())).toBe(8 * 15);
  expect(kept.speed(slotOf({ batch: 2 }))).toBe(2 * 20);
  expect(kept.speed(slotOf({ batch: 4 }))).toBeUndefined();
});

it('adds to what another gateway has written meanwhile, and writes later what it could not', async () => {
  const { root, record, measured } = workspace();
  const row = { characters: 10, seconds: 1, audioSeconds: 1 };
  const [one, other] = [record(), record()];
  speak(one, {}, row);
  speak(other, {}, row);
  await one.write();
  await other.write();
  expect(measured()[0]?.rows.count).toBe(2);
  rmSync(join(root, '.audiobook'), { recursive: true });
  writeFileSync(join(root, '.audiobook'), '');
  speak(one, {}, row);
  await expect(one.write()).rejects.toThrow();
  speak(one, {}, row);
  rmSync(join(root, '.audiobook'));
  await one.write();
  expect(measured()[0]?.rows.count).toBe(2);
});

it('forgets slowly: of many rows, the old ones count half', async () => {
  const { record, measured } = workspace();
  const one = record();
  for (let row = 0; row < 20_000; row++) {
    speak(one, {}, { characters: 10, seconds: 1, audioSeconds: 1 });
  }
  await one.write();
  speak(one, {}, { characters: 10, seconds: 5, audioSeconds: 1 });
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
  expect(measured()[0]?.loads).toEqual({ count: 2, seconds: 70 });
});

it('begins anew where the file can’t be read, and says so', async () => {
  const { record, measured, root, file, logged } = workspace();
  mkdirSync(join(root, '.audiobook'));
  writeFileSync(file, '{"measured": [{"engine": 3');
  const one = record();
  expect(logged).toEqual([expect.stringContaining('begun anew')]);
  speak(one, {}, { characters: 10, seconds: 1, audioSeconds: 1 });
  await one.write();
  expect(measured()).toHaveLength(1);
});
