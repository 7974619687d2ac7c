import type { Waiting } from '@audiobook/sharing/waiting';
import { type Forecast, forecast, type PlannedSlot } from './forecast.ts';
import { type SlotSources, slotsOf } from './planned-slots.ts';

/** What a run takes on the slots that there are of its engines. */
export interface ForecastHere extends Forecast {
  /** How many those are. */
  slots: number;
}

/**
 * Forecasts on the slots that there are, or on so many of each engine at most; undefined where an engine has none, or
 * nobody knows how fast they are.
 */
export function forecastHere(
  jobs: readonly Waiting[],
  sources: SlotSources,
  most = Number.POSITIVE_INFINITY,
): ForecastHere | undefined {
  const engines = [...new Set(jobs.map(({ model }) => model))];
  const taken: PlannedSlot[] = [];
  for (const engine of engines) {
    const slots = slotsOf(engine, sources);
    if (slots === undefined || slots.here === 0) return undefined;
    taken.push(...slots.take(Math.min(slots.here, most)));
  }
  return { slots: taken.length, ...forecast(jobs, taken) };
}

/** The same with as many slots as a run may have that costs no more than so many dollars; undefined where none may. */
export function forecastWithin(
  jobs: readonly Waiting[],
  sources: SlotSources,
  dollars: number,
): ForecastHere | undefined {
  const all = forecastHere(jobs, sources);
  if (all === undefined || isWithin(all, dollars)) return all;
  // Each slot more costs its start and its warm time.
  let [few, many]: [ForecastHere | undefined, number] = [undefined, all.slots];
  for (let least = 1; least < many; ) {
    const middle = (least + many) >> 1;
    const some = forecastHere(jobs, sources, middle);
    if (some !== undefined && isWithin(some, dollars)) [few, least] = [some, middle + 1];
    else many = middle;
  }
  return few;
}

function isWithin({ cost }: ForecastHere, dollars: number): boolean {
  return cost === null || cost <= dollars;
}
