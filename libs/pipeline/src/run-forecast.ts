import { join } from 'node:path';
import type { ChapterPlan } from '@audiobook/engines/gateway/chapter-plan';
import { RunForecast } from '@audiobook/model/run-record';
import { readSettings } from '@audiobook/settings/read-settings';
import type { Waiting } from '@audiobook/sharing/sharing';
import { type Forecast, forecast } from './plan/forecast.ts';
import { measuredThroughput } from './plan/measured-throughput.ts';
import { slotsOf } from './plan/planned-slots.ts';
import { slotOffers } from './slot-offers.ts';
import { runsFolder } from './task-record.ts';
import { writeJson } from './write-file-atomic.ts';

/** A run that begins to speak. */
export interface BeginningRun {
  workspace: string;
  run: string;
  /** What speaks it. */
  engine: string;
  chapters: readonly ChapterPlan[];
}

/**
 * Foretells what a run takes and costs on the slots that there are, and keeps it with the run's records, so
 * that its end can be compared with it. Chapters whose scripts are not written yet are estimated, and
 * all segments of a chapter are thought to be equally long. Nothing is kept where a speed is unknown.
 */
export async function keepForecast(
  { workspace, run, engine, chapters }: BeginningRun,
  signal: AbortSignal,
): Promise<void> {
  const offers = await slotOffers(workspace, signal);
  if (!offers.ok) return;
  const measured = await measuredThroughput(workspace);
  const slots = slotsOf(engine, { offers: offers.value.slots, measured });
  if (slots === undefined || slots.here === 0) return;
  const { wallSeconds, slotSeconds, cost, costRange }: Forecast = forecast(
    chapters.flatMap((chapter, place) => jobsOf(chapter, place, engine)),
    slots.take(slots.here),
  );
  const kept: RunForecast = {
    wallSeconds,
    slotSeconds,
    cost,
    costRange: costRange && [...costRange],
  };
  await writeJson(forecastFile(workspace, run), kept);
}

/** What was foretold of a run when it began; undefined where nothing was. */
export async function readForecast(
  workspace: string,
  run: string,
): Promise<RunForecast | undefined> {
  const file = forecastFile(workspace, run);
  const read = await readSettings({ file, schema: RunForecast, doing: 'reading a forecast' });
  return read.ok ? read.value : undefined;
}

function forecastFile(workspace: string, run: string): string {
  return join(runsFolder(workspace), run, 'forecast.json');
}

function jobsOf(
  { segments, done, characters }: ChapterPlan,
  place: number,
  model: string,
): Waiting[] {
  const count = segments - done;
  return Array.from({ length: count }, (_, index) => ({
    ...{ client: 'run', interactive: false, model, avoid: new Set<string>() },
    ...{ place: [place, index], characters: characters / count },
  }));
}
