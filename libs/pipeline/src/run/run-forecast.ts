import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ChapterWork } from '@audiobook/engines/gateway/chapter-work';
import { writeJson } from '@audiobook/files/write-file-atomic';
import { RunForecast } from '@audiobook/model/run-record';
import { readSettings } from '@audiobook/settings/read-settings';
import type { Waiting } from '@audiobook/sharing/waiting';
import { forecastHere, forecastWithin } from '../plan/forecast-here.ts';
import { budgetLeft } from '../speaking/budget-left.ts';
import { measuredThroughput } from '../speaking/measured-throughput.ts';
import { slotOffers } from '../speaking/slot-offers.ts';
import { type ChapterProject, inBookOrder, readScript } from './run-plan.ts';
import { runsFolder } from './task-record.ts';

/** A run that begins to speak. */
export interface BeginningRun {
  workspace: string;
  run: string;
  projects: readonly ChapterProject[];
  /** What there is to do for each of them. */
  plans: readonly ChapterWork[];
}

/**
 * Foretells what a run takes and costs on the slots that there are, or as many of them as its budget allows, and keeps
 * it with the run's records, so that its end can be compared with it. Chapters whose scripts are not written yet are estimated; the segments of
 * a chapter are thought to be equally long, and spoken by the engine of its first. Nothing is kept where the
 * speed of an engine is unknown.
 */
export async function keepForecast(
  { workspace, run, projects, plans }: BeginningRun,
  signal: AbortSignal,
): Promise<void> {
  // A gateway that takes the place of another asks again, and of less.
  if (existsSync(forecastFile(workspace, run))) return;
  const offers = await slotOffers(workspace, signal);
  if (!offers.ok) return;
  const measured = await measuredThroughput(workspace);
  const engines = await enginesOf(workspace, projects);
  const jobs = plans.flatMap((plan, place) => jobsOf(plan, place, engines.get(plan.project) ?? ''));
  const sources = { offers: offers.value.slots, measured };
  const dollars = await dollarsFor(workspace, projects);
  // Without an end that the money lasts to, it goes as far as all slots come.
  const foretold = forecastWithin(jobs, sources, dollars) ?? forecastHere(jobs, sources);
  if (foretold === undefined) return;
  const { wallSeconds, slotSeconds, cost, ...ranges } = foretold;
  const wallRange = [...ranges.wallRange];
  const costRange = ranges.costRange && [...ranges.costRange];
  const kept: RunForecast = { wallSeconds, wallRange, slotSeconds, cost, costRange };
  await writeJson(forecastFile(workspace, run), kept);
}

/** What a run may cost; infinite without a budget. What is left of a book's goes for it alone. */
async function dollarsFor(workspace: string, projects: readonly ChapterProject[]): Promise<number> {
  const books = new Set(inBookOrder(workspace, projects).map(({ book }) => book.slug));
  const left = await budgetLeft(workspace, books.size === 1 ? [...books] : []);
  return Math.min(...(left.ok ? left.value.map(({ dollars }) => dollars) : []));
}

/** The engine of each chapter's first segment; that of another chapter, where there is no script yet. */
async function enginesOf(
  workspace: string,
  projects: readonly ChapterProject[],
): Promise<Map<string, string>> {
  const engines = new Map<string, string>();
  const without: string[] = [];
  for (const chapter of inBookOrder(workspace, projects)) {
    const engine = (await readScript(chapter))?.[0]?.segment.engine;
    if (engine === undefined) without.push(chapter.project);
    else engines.set(chapter.project, engine);
  }
  const [usual = ''] = engines.values();
  for (const project of without) engines.set(project, usual);
  return engines;
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
  { segments, done, characters }: ChapterWork,
  place: number,
  model: string,
): Waiting[] {
  const count = segments - done;
  return Array.from({ length: count }, (_, index) => ({
    ...{ client: 'run', interactive: false, model, avoid: new Set<string>() },
    ...{ place: [place, index], characters: characters / count },
  }));
}
