import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeJson } from '@audiobook/files/write-file-atomic';
import { type Throughput, Throughputs } from '@audiobook/model/throughput';
import { sum } from '@audiobook/sharing/sum';
import type { Slot, SlotState } from '../slot.ts';

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
  readonly #measured = new Map<string, Throughput>();
  /** Slots that have been opened for the first time, or again, and when, in milliseconds. */
  readonly #opened = new Map<Slot, number>();
  readonly #states = new Map<Slot, SlotState>();
  /** When a slot had spoken its first segment since it was opened, in milliseconds. */
  readonly #warmAt = new Map<Slot, number>();
  readonly #now: () => number;
  #hasChanged = false;

  constructor(
    workspace: string,
    log: (line: string) => void,
    now: () => number = performance.now.bind(performance),
  ) {
    this.#file = join(workspace, '.audiobook', 'throughput.json');
    this.#now = now;
    for (const one of readMeasured(this.#file, log)) this.#measured.set(nameOf(one), one);
  }

  /** Characters a second of one row; undefined where that was never measured. */
  rowSpeed(slot: Slot): number | undefined {
    const { rows } = this.#measured.get(nameOf(keyOf(slot))) ?? {};
    return rows && rows.seconds > 0 ? rows.characters / rows.seconds : undefined;
  }

  /** Seconds that an engine takes to load on a slot's device; undefined where that was never measured. */
  loadSeconds({ plan }: Slot): number | undefined {
    const measured = [...this.#measured.values()].filter(
      ({ engine, device }) => engine === plan.engine && device === plan.device,
    );
    const count = sum(measured.map(({ loads }) => loads.count));
    return count > 0 ? sum(measured.map(({ loads }) => loads.seconds)) / count : undefined;
  }

  /** What began before the slot had spoken anything tells how it starts, and not how fast it is. */
  spoke(slot: Slot, { characters, seconds, audioSeconds }: SpokenRow): void {
    const now = this.#now();
    const warmAt = this.#warmAt.get(slot);
    if (warmAt === undefined) this.#warmAt.set(slot, now);
    if (warmAt === undefined || now - seconds * 1_000 < warmAt) return;
    const { rows, ...measured } = this.#of(slot);
    const one = {
      ...{ count: 1, characters, seconds },
      charactersSquared: characters ** 2,
      charactersSeconds: characters * seconds,
      secondsSquared: seconds ** 2,
    };
    const isMany = rows.count >= mostRows;
    const sums = Object.entries(one).map(([name, value]) => {
      const before = rows[name as keyof typeof rows];
      return [name, (isMany ? before / 2 : before) + value];
    });
    this.#keep({
      ...measured,
      rows: Object.fromEntries(sums) as Throughput['rows'],
      audioSeconds: (isMany ? measured.audioSeconds / 2 : measured.audioSeconds) + audioSeconds,
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
      if (openedAt !== undefined && hasLoaded) this.#loaded(slot, (this.#now() - openedAt) / 1_000);
    }
  }

  #loaded(slot: Slot, seconds: number): void {
    const { loads, ...measured } = this.#of(slot);
    const share = loads.count >= mostLoads ? 0.5 : 1;
    this.#keep({
      ...measured,
      loads: {
        count: loads.count * share + 1,
        seconds: loads.seconds * share + seconds,
      },
    });
  }

  /** Writes what has changed since the last time. Rejects where the disk does not let it. */
  async write(): Promise<void> {
    if (!this.#hasChanged) return;
    this.#hasChanged = false;
    const measured = [...this.#measured.values()];
    await writeJson(this.#file, { measured } satisfies Throughputs);
  }

  #of(slot: Slot): Throughput {
    const key = keyOf(slot);
    return this.#measured.get(nameOf(key)) ?? { ...key, ...nothing };
  }

  #keep(throughput: Throughput): void {
    this.#measured.set(nameOf(throughput), throughput);
    this.#hasChanged = true;
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
