import { caution } from '@audiobook/sharing/caution';
import type { Waiting } from '@audiobook/sharing/waiting';
import { type Forecast, forecast, type PlannedSlot } from './forecast.ts';
import { type SlotSources, slotsOf } from './planned-slots.ts';

/** What a run takes on the slots that there are of its engines. */
export interface ForecastHere extends Forecast {
  /** How many those are. */
  slots: number;
}

/**
 * Forecasts on the slots that there are, or on so many of each engine at most that cost something; undefined where an
 * engine has none, or nobody knows how fast they are.
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
    const own = slots.take(slots.here);
    taken.push(...(own.every(({ pricePerHour }) => pricePerHour === 0) ? own : own.slice(0, most)));
  }
  return { slots: taken.length, ...forecast(jobs, taken) };
}

/**
 * The same with as many slots as the gateway opens for a run that may cost so many dollars, and comes to its end with
 * them; undefined where that does not last for one.
 */
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

/** Only to a further slot does caution apply: without a first one nothing is spoken. */
function isWithin({ slots, cost, openingCost }: ForecastHere, dollars: number): boolean {
  if (cost === null || openingCost === null) return true;
  const speaking = cost - openingCost;
  return openingCost + speaking * (slots === 1 ? 1 : caution) <= dollars;
}
