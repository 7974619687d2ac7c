import { profiledEngines } from '@audiobook/engines/engine-profile';
import type { SlotOffer, SlotOffers } from '@audiobook/engines/gateway/slot-offer';
import { Book } from '@audiobook/model/book';
import type { Failure } from '@audiobook/model/failure';
import { fail, ok, type Result } from '@audiobook/model/result';
import type { Throughput } from '@audiobook/model/throughput';
import { readSettings } from '@audiobook/settings/read-settings';
import type { BookPaths } from './book/book-paths.ts';
import { chosenChapters } from './book/chosen-chapters.ts';
import { parseCounts } from './book/parse-counts.ts';
import { writeReport } from './book/write-report.ts';
import { type BookPlan, bookPlan } from './plan/book-plan.ts';
import { budgetLines } from './plan/budget-lines.ts';
import {
  type ChapterToSpeak,
  type OtherEngine,
  type PlanBasis,
  planChapters,
  takesAsBasis,
} from './plan/chapter-plan.ts';
import { jobsOf } from './plan/forecast.ts';
import { planLines } from './plan/plan-lines.ts';
import { refAsBasis } from './plan/ref-as-basis.ts';
import { measuredThroughput } from './speaking/measured-throughput.ts';
import { slotOffers } from './speaking/slot-offers.ts';
import type { Surroundings } from './stage-event.ts';
import { openUserStore } from './takes/open-store.ts';

export interface PlanOptions {
  /** Numbers of GPUs to compare. */
  gpus?: string | number;
  /** Dollars for an hour of one GPU. */
  price?: number;
  /** Plans as though this engine spoke everything. */
  engine?: string;
  /** Numbers of chapters, as players show them. */
  chapters?: string | number;
  /** A git ref: plans what has changed since, whatever takes there are. */
  against?: string;
  /** File that gets the plan as JSON: see `writeReport`. */
  json?: string;
}

const usualCounts = '1,2,3,4,5,8,9,16';
/** As many as an entry of pool.json may have. */
const mostSlots = 1_024;

/** Of more numbers than these nobody reads a table. */
const mostRows = 50;

/** The `plan` target of a book: what a run would speak, why, and what it takes and costs. Speaks nothing. */
export async function plan(
  book: BookPaths,
  options: PlanOptions,
  { emit, signal }: Surroundings,
): Promise<Result<BookPlan>> {
  const gpus = parseCounts('gpus', options.gpus ?? usualCounts, mostSlots);
  if (!gpus.ok) return gpus;
  if (gpus.value.length > mostRows) return fail(tooManyRows(gpus.value.length));
  const { price, json } = options;
  if (price !== undefined && !(price >= 0)) return fail(noPrice(price));
  const work = await workOf(book, options, { emit, signal });
  if (!work.ok) return work;
  const { title, chapters, offers } = work.value;
  const measured = await measuredThroughput(book.workspace);
  const unknown = unknownEngine(options.engine, offers.slots, measured);
  if (unknown !== undefined) return fail(unknown);
  const sources = { offers: offers.slots, measured, ...(price !== undefined && { price }) };
  const planned = bookPlan({
    ...{ book: book.slug, title, against: options.against ?? null },
    ...{ chapters, gpus: gpus.value, areChosen: options.gpus !== undefined },
    ...{ ...sources, unknownSlots: offers.unknown },
  });
  if (json !== undefined) {
    const written = await writeReport(book, json, planned, emit);
    if (!written.ok) return written;
  }
  const money = await budgetLines(book, planned, { ...sources, jobs: jobsOf(chapters) });
  if (!money.ok) return money;
  emit({ kind: 'done', message: [...planLines(planned), ...money.value].join('\n') });
  return ok(planned);
}

/** What there is to do, and who could do it. */
interface Work {
  title: string;
  chapters: ChapterToSpeak[];
  offers: SlotOffers;
}

/** Reads the book while a process of its own looks for slots: each takes as long as the other. */
async function workOf(
  book: BookPaths,
  options: PlanOptions,
  { emit, signal }: Surroundings,
): Promise<Result<Work>> {
  const enough = new AbortController();
  const offering = slotOffers(book.workspace, AbortSignal.any([signal, enough.signal]));
  try {
    const work = await chaptersOf(book, options, { emit, signal });
    if (!work.ok) return work;
    const offers = await offering;
    return offers.ok ? ok({ ...work.value, offers: offers.value }) : offers;
  } finally {
    enough.abort();
    await offering;
  }
}

async function chaptersOf(
  book: BookPaths,
  { engine, chapters: numbers, against }: PlanOptions,
  { emit, signal }: Surroundings,
): Promise<Result<Pick<Work, 'title' | 'chapters'>>> {
  const doing = `reading the book ${book.slug}`;
  const read = await readSettings({ file: book.book, schema: Book, doing });
  if (!read.ok) return read;
  const chosen = await chosenChapters(book, numbers);
  if (!chosen.ok) return chosen;
  const store = openUserStore(book.workspace, emit);
  const basis: Result<PlanBasis> =
    against === undefined ? ok(takesAsBasis(store)) : await refAsBasis(book, against, signal);
  if (!basis.ok) return basis;
  const other = otherEngine(engine, read.value);
  const chapters = await planChapters(chosen.value, basis.value, other);
  return chapters.ok ? ok({ title: read.value.title, chapters: chapters.value }) : chapters;
}

/** A model that nobody has pinned yet has spoken nothing. */
function otherEngine(name: string | undefined, { models }: Book): OtherEngine | undefined {
  return name === undefined ? undefined : { name, model: models[name] ?? `${name}: not pinned` };
}

/** An engine that nobody has heard of: no profile, no slot, no measurement. */
function unknownEngine(
  name: string | undefined,
  offers: readonly SlotOffer[],
  measured: readonly Throughput[],
): Failure | undefined {
  const known = new Set([
    ...profiledEngines,
    ...[...offers, ...measured].map(({ engine }) => engine),
  ]);
  if (name === undefined || known.has(name)) return undefined;
  return {
    kind: 'bad-request',
    doing: 'reading --engine',
    found: `nobody knows an engine “${name}”`,
    remedy: `Name one of these: ${[...known].sort().join(', ')}; or give gpu-runner/pool.json a slot of it.`,
  };
}

function tooManyRows(count: number): Failure {
  return {
    kind: 'bad-request',
    doing: 'reading --gpus',
    found: `it names ${count} numbers of GPUs`,
    remedy: `Name ${mostRows} at most, such as --gpus=${usualCounts},32.`,
  };
}

function noPrice(price: number): Failure {
  return {
    kind: 'bad-request',
    doing: 'reading --price',
    found: `its value is ${price}`,
    remedy: 'Write what an hour of one GPU costs in dollars, such as --price=0.25.',
  };
}
