import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeJson } from '@audiobook/files/write-file-atomic';
import { type Throughput, Throughputs, throughputFile } from '@audiobook/model/throughput';
import type { Slot, SlotState } from '../slot.ts';
import { sum } from '../sum.ts';

/** A segment that was spoken. */
export interface SpokenRow {
  characters: number;
  /** From when it came into the batch to its end. */
  seconds: number;
  audioSeconds: number;
}

/** With more than so many, what was measured before counts half: engines, drivers and cards change. */
const mostRows = 20_000;
const mostLoads = 20;

/** Keeps how fast each engine was on each device, in `.audiobook/throughput.json`. */
export class ThroughputRecord {
  readonly #file: string;
  readonly #log: (line: string) => void;
  readonly #now: () => number;
  /** What the file says. */
  #kept: Map<string, Throughput>;
  /** What was measured since: another gateway may write to the file too, as while one hands over. */
  #added = new Map<string, Throughput>();
  /** Slots that have been opened for the first time, or again, and when, in milliseconds. */
  readonly #opened = new Map<Slot, number>();
  readonly #states = new Map<Slot, SlotState>();
  /** When a slot had spoken its first segment since it was opened, in milliseconds. */
  readonly #warmAt = new Map<Slot, number>();

  constructor(
    workspace: string,
    log: (line: string) => void,
    now: () => number = performance.now.bind(performance),
  ) {
    this.#file = join(workspace, throughputFile);
    this.#log = log;
    this.#now = now;
    this.#kept = this.#read();
  }

  /** Characters a second of one row; undefined where that was never measured. */
  rowSpeed(slot: Slot): number | undefined {
    const name = nameOf(keyOf(slot));
    const { rows } = sumOf(this.#kept.get(name), this.#added.get(name)) ?? {};
    return rows && rows.seconds > 0 ? rows.characters / rows.seconds : undefined;
  }

  /**
   * Characters a second of a slot with a full batch; undefined where that was never measured. Of one whose
   * batch only its engine says, with the batch that was measured most.
   */
  speed(slot: Slot): number | undefined {
    const { batch } = slot.plan;
    const measured = this.#ofDevice(slot)
      .filter((one) => one.rows.seconds > 0 && (batch ?? one.batch) === one.batch)
      .sort((one, other) => other.rows.count - one.rows.count);
    const [most] = measured;
    return most && (most.batch * most.rows.characters) / most.rows.seconds;
  }

  /** Seconds that an engine takes to load on a slot's device; undefined where that was never measured. */
  loadSeconds(slot: Slot): number | undefined {
    const loads = this.#ofDevice(slot).map((one) => one.loads);
    const count = sum(loads.map((one) => one.count));
    return count > 0 ? sum(loads.map(({ seconds }) => seconds)) / count : undefined;
  }

  /** What began before the slot had spoken anything tells how it starts, and not how fast it is. */
  spoke(slot: Slot, { characters, seconds, audioSeconds }: SpokenRow): void {
    const now = this.#now();
    const warmAt = this.#warmAt.get(slot);
    if (warmAt === undefined) this.#warmAt.set(slot, now);
    if (warmAt === undefined || now - seconds * 1_000 < warmAt) return;
    this.#add(slot, {
      rows: {
        ...{ count: 1, characters, seconds },
        charactersSquared: characters ** 2,
        charactersSeconds: characters * seconds,
        secondsSquared: seconds ** 2,
      },
      audioSeconds,
    });
  }

  /** A slot has become something else: one that is started for a run, and gets ready, has loaded. */
  changed(slot: Slot): void {
    const before = this.#states.get(slot) ?? 'idle';
    this.#states.set(slot, slot.state);
    if (slot.state === 'opening') this.#warmAt.delete(slot);
    if (!slot.plan.onDemand || before === slot.state) return;
    if (before === 'idle' && slot.state === 'opening') this.#opened.set(slot, this.#now());
    else {
      const openedAt = this.#opened.get(slot);
      this.#opened.delete(slot);
      // One that was found warm has loaded nothing.
      const hasLoaded = slot.state === 'ready' && slot.engine?.hasStarted === true;
      if (openedAt === undefined || !hasLoaded) return;
      this.#add(slot, { loads: { count: 1, seconds: (this.#now() - openedAt) / 1_000 } });
    }
  }

  /** Adds what was measured since the last time to what the file says now. Rejects where the disk does not let it. */
  async write(): Promise<void> {
    if (this.#added.size === 0) return;
    const added = this.#added;
    this.#added = new Map();
    const kept = this.#read();
    for (const [name, more] of added) kept.set(name, sumOf(kept.get(name), more) ?? more);
    try {
      await writeJson(this.#file, { measured: [...kept.values()] } satisfies Throughputs);
      this.#kept = kept;
    } catch (error) {
      for (const [name, more] of this.#added) added.set(name, sumOf(added.get(name), more) ?? more);
      this.#added = added;
      throw error;
    }
  }

  #ofDevice({ plan }: Slot): Throughput[] {
    return [...this.#kept.values(), ...this.#added.values()].filter(
      ({ engine, device }) => engine === plan.engine && device === plan.device,
    );
  }

  #add(slot: Slot, more: Partial<Throughput>): void {
    const key = keyOf(slot);
    const one = { ...key, ...nothing, ...more };
    this.#added.set(nameOf(key), sumOf(this.#added.get(nameOf(key)), one) ?? one);
  }

  #read(): Map<string, Throughput> {
    const measured = readMeasured(this.#file, this.#log);
    return new Map(measured.map((one) => [nameOf(one), one]));
  }
}

type Key = Pick<Throughput, 'engine' | 'device' | 'deviceKind' | 'batch'>;

const nothing = {
  rows: {
    ...{ count: 0, characters: 0, seconds: 0 },
    ...{ charactersSquared: 0, charactersSeconds: 0, secondsSquared: 0 },
  },
  audioSeconds: 0,
  loads: { count: 0, seconds: 0 },
};

/** Both together: of many, those before count half. */
function sumOf(
  before: Throughput | undefined,
  more: Throughput | undefined,
): Throughput | undefined {
  if (before === undefined || more === undefined) return before ?? more;
  const ofRows = before.rows.count >= mostRows ? 0.5 : 1;
  const ofLoads = before.loads.count >= mostLoads ? 0.5 : 1;
  return {
    ...more,
    rows: added(before.rows, more.rows, ofRows),
    audioSeconds: before.audioSeconds * ofRows + more.audioSeconds,
    loads: added(before.loads, more.loads, ofLoads),
  };
}

function added<Sums extends Record<string, number>>(before: Sums, more: Sums, share: number): Sums {
  const sums = Object.entries(more).map(([name, value]) => [
    name,
    (before[name] ?? 0) * share + value,
  ]);
  return Object.fromEntries(sums) as Sums;
}

function keyOf({ plan, batch }: Slot): Key {
  const { engine, device, deviceKind } = plan;
  return { engine, device, deviceKind, batch };
}

function nameOf({ engine, device, batch }: Omit<Key, 'deviceKind'>): string {
  return [engine, device, batch].join('\0');
}

function readMeasured(file: string, log: (line: string) => void): Throughput[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // Nothing was measured yet.
    return [];
  }
  try {
    return Throughputs.parse(JSON.parse(text)).measured;
  } catch {
    log(`${file} can't be read: what was measured of slots is begun anew`);
    return [];
  }
}
