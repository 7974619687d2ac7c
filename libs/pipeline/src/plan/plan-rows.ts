import type { ChapterToSpeak } from './chapter-plan.ts';
import { type Forecast, forecast, jobsOf, type PlannedSlot } from './forecast.ts';
import { type WholeChapters, wholeChapters } from './whole-chapters.ts';

/** What speaks: a plan counts it. */
export type Places = 'GPUs' | 'cores';

/** One number of GPUs, and what a run with so many would take. */
export interface PlanRow extends Forecast {
  gpus: number;
  /** Against one GPU. */
  speedUp: number;
  /** The same if each GPU spoke whole chapters. */
  wholeChapters: WholeChapters & { speedUp: number };
}

/** Rows that stand out, with why. */
export interface PlanMark {
  gpus: number;
  mark: 'fastest' | 'cheapest' | 'best balanced';
  why: string;
}

/**
 * Forecasts a run for each number of GPUs. `slotsFor` gives the slots that so many GPUs are: with several
 * engines, so many for each.
 */
export function planRows(
  chapters: readonly ChapterToSpeak[],
  counts: readonly number[],
  slotsFor: (gpus: number) => readonly PlannedSlot[],
): PlanRow[] {
  const jobs = jobsOf(chapters);
  const rowOf = (gpus: number) => {
    const slots = slotsFor(gpus);
    return { shared: forecast(jobs, slots), whole: wholeChapters(chapters, slots) };
  };
  const alone = rowOf(1);
  const speedUp = (one: WholeChapters, many: WholeChapters) =>
    many.wallSeconds === 0 ? 1 : one.wallSeconds / many.wallSeconds;
  return counts.map((gpus) => {
    const { shared, whole } = gpus === 1 ? alone : rowOf(gpus);
    return {
      ...{ gpus, ...shared, speedUp: speedUp(alone.shared, shared) },
      wholeChapters: { ...whole, speedUp: speedUp(alone.whole, whole) },
    };
  });
}

/** Rows nearer to each other than this are alike. */
const alike = 0.005;

/** Which rows stand out. Where nothing has a price, what is cheap is what takes the fewest GPU-hours. */
export function markRows(rows: readonly PlanRow[], places: Places): PlanMark[] {
  if (rows.length < 2 || rows.every(({ wallSeconds }) => wallSeconds === 0)) return [];
  const isPriced = rows.every(({ cost }) => cost !== null && cost > 0);
  const expense = ({ cost, slotSeconds }: PlanRow) => (isPriced ? cost : null) ?? slotSeconds;
  const fastest = least(rows, ({ wallSeconds }) => wallSeconds, fewer);
  const cheapest = least(rows, expense, sooner);
  const balanced = least(rows, (row) => row.wallSeconds * expense(row), fewer);
  const spent = isPriced ? 'cost' : places === 'GPUs' ? 'GPU-hours' : 'core-hours';
  return [
    { gpus: fastest.gpus, mark: 'fastest', why: whyFastest(fastest, rows) },
    {
      ...{ gpus: cheapest.gpus, mark: 'cheapest' },
      why:
        cheapest.gpus === 1
          ? 'each further one loads its model too, and waits for the others at the end'
          : 'fewer cost as much, and take longer',
    },
    {
      ...{ gpus: balanced.gpus, mark: 'best balanced' },
      why: `the least product of wall time and ${spent}${beyond(balanced, rows, expense, spent)}`,
    },
  ];
}

function whyFastest({ gpus }: PlanRow, rows: readonly PlanRow[]): string {
  const most = Math.max(...rows.map((row) => row.gpus));
  return gpus === most
    ? 'the most that are compared; the work is shared to its end'
    : 'more would not be done sooner';
}

function beyond(
  balanced: PlanRow,
  rows: readonly PlanRow[],
  expense: (row: PlanRow) => number,
  spent: string,
): string {
  const next = rows
    .filter(({ gpus }) => gpus > balanced.gpus)
    .sort((one, other) => one.gpus - other.gpus)[0];
  if (next === undefined) return '';
  const saved = percent(1 - next.wallSeconds / balanced.wallSeconds);
  const more = percent(expense(next) / expense(balanced) - 1);
  return `: ${next.gpus} would take ${saved} less time and ${more} more ${spent}`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

const fewer = (one: PlanRow, other: PlanRow) => one.gpus < other.gpus;
const sooner = (one: PlanRow, other: PlanRow) => one.wallSeconds < other.wallSeconds;

/** The row with the least of something; of those that are alike in it, the one that `better` says. */
function least(
  rows: readonly PlanRow[],
  of: (row: PlanRow) => number,
  better: (one: PlanRow, other: PlanRow) => boolean,
): PlanRow {
  const lowest = Math.min(...rows.map(of));
  return rows
    .filter((row) => of(row) <= lowest * (1 + alike))
    .reduce((best, row) => (better(row, best) ? row : best));
}
