import type { Waiting } from '@audiobook/sharing/waiting';
import { type Forecast, forecast, type PlannedSlot } from './forecast.ts';
import { type SlotSources, slotsOf } from './planned-slots.ts';

/** What a run takes on the slots that there are of its engines. */
export interface ForecastHere extends Forecast {
  /** How many there are. */
  slots: number;
}

/** Forecasts on the slots that there are; undefined where an engine has none, or nobody knows how fast they are. */
export function forecastHere(
  jobs: readonly Waiting[],
  sources: SlotSources,
): ForecastHere | undefined {
  const engines = [...new Set(jobs.map(({ model }) => model))];
  const taken: PlannedSlot[] = [];
  for (const engine of engines) {
    const slots = slotsOf(engine, sources);
    if (slots === undefined || slots.here === 0) return undefined;
    taken.push(...slots.take(slots.here));
  }
  return { slots: taken.length, ...forecast(jobs, taken) };
}
