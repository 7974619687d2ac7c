import type { SegmentId } from '@audiobook/model/digest';
import { type SpeechPace, secondsOfChapter, speechPace } from '../book/audio-length.ts';
import type { Cause } from './cause-of.ts';
import type { ChapterToSpeak } from './chapter-plan.ts';
import { jobsOf, speakingSeconds } from './forecast.ts';
import { type ForecastHere, forecastHere } from './forecast-here.ts';
import { markRows, type Places, type PlanMark, type PlanRow, planRows } from './plan-rows.ts';
import { type EngineSlots, type SlotSources, slotsOf } from './planned-slots.ts';
import { segmentsToMeasure } from './slot-speed.ts';

/** A chapter as its plan is told. */
export interface BookPlanChapter {
  project: string;
  segments: number;
  characters: number;
  toSpeak: { segment: SegmentId; characters: number; cause: Cause; text: string }[];
  charactersToSpeak: number;
  reused: number;
  /** Of the finished chapter, pauses included; estimated for what is not spoken yet. */
  audioSeconds: number;
  /** Of a slot's time, for what is to be spoken; null where nobody knows how fast its engine is. */
  slotSeconds: number | null;
}

/** What a run of a book would do, take and cost. */
export interface BookPlan {
  book: string;
  title: string;
  /** The git ref against which it was made, if it was. */
  against: string | null;
  chapters: BookPlanChapter[];
  /** What the rows count. */
  places: Places;
  rows: PlanRow[];
  /** On the slots that this workspace has; null where an engine has none, or nobody knows how fast they are. */
  here: ForecastHere | null;
  /** Numbers that were asked for, and of which there are not so many cores. */
  beyond: number[];
  marks: PlanMark[];
  /** Of the engines that have to speak: how fast they are thought to be, and between which shares of that time. */
  engines: { engine: string; here: number; source: string; range: readonly [number, number] }[];
  /** Engines of which nobody knows how fast they are, and how many segments have to be spoken to know it. */
  unknownEngines: { engine: string; segments: number }[];
  /** Places of pool.json whose slots only show when they are asked. */
  unknownSlots: string[];
}

export interface BookPlanSource extends SlotSources {
  book: string;
  title: string;
  against: string | null;
  chapters: readonly ChapterToSpeak[];
  /** Numbers of GPUs, and whether somebody chose them. */
  gpus: readonly number[];
  areChosen: boolean;
  unknownSlots: readonly string[];
}

/** Puts a book's plan together. */
export function bookPlan(source: BookPlanSource): BookPlan {
  const { book, title, against, chapters, gpus, unknownSlots } = source;
  const all = chapters.flatMap(({ toSpeak }) => toSpeak);
  const names = [...new Set(all.map(({ segment }) => segment.engine))];
  const engines = names.map((engine) => ({ engine, slots: slotsOf(engine, source) }));
  const known = engines.flatMap(({ slots }) => slots ?? []);
  const isKnown = known.length === names.length;
  const slotsFor = (count: number) =>
    known.flatMap((slots) => slots.take(Math.min(count, slots.most)));
  const most = Math.max(1, ...known.map((slots) => slots.most));
  const places = Number.isFinite(most) ? 'cores' : 'GPUs';
  const counts = new Set([...gpus, ...known.map(({ here }) => here)]);
  const beyond = source.areChosen ? gpus.filter((count) => count > most) : [];
  const asked = [...counts].filter((count) => count >= 1 && count <= most);
  const rows =
    isKnown && all.length > 0
      ? planRows(
          chapters,
          asked.sort((a, b) => a - b),
          slotsFor,
        )
      : [];
  const pace = speechPace(chapters, source.measured);
  const here = all.length === 0 ? undefined : forecastHere(jobsOf(chapters), source);
  return {
    ...{
      book,
      title,
      against,
      places,
      rows,
      here: here ?? null,
      beyond,
      marks: markRows(rows, places),
      unknownSlots: [...unknownSlots],
    },
    chapters: chapters.map((chapter) =>
      bookPlanChapter(chapter, pace, isKnown ? known : undefined),
    ),
    engines: known.flatMap(({ engine, here, take }) =>
      take(1).map(({ speed: { source: from, range } }) => ({ engine, here, source: from, range })),
    ),
    unknownEngines: engines.flatMap(({ engine, slots }) =>
      slots === undefined ? { engine, segments: segmentsToMeasure(placesOf(engine, source)) } : [],
    ),
  };
}

/** How many segments this workspace's slots of an engine speak at the same time, as far as pool.json says. */
function placesOf(engine: string, { offers }: SlotSources): number {
  const own = offers.filter((offer) => offer.engine === engine);
  return own.reduce((sum, { batch }) => sum + (batch ?? 1), 0);
}

function bookPlanChapter(
  chapter: ChapterToSpeak,
  pace: SpeechPace,
  slots: readonly EngineSlots[] | undefined,
): BookPlanChapter {
  const { project, segments, characters, toSpeak, charactersToSpeak } = chapter;
  const first = slots?.flatMap(({ take }) => take(1));
  return {
    ...{ project, segments, characters, charactersToSpeak },
    reused: segments - toSpeak.length,
    toSpeak: toSpeak.map(({ segment, cause }) => ({
      ...{ segment: segment.id, characters: segment.spoken.length, cause, text: segment.spoken },
    })),
    audioSeconds: secondsOfChapter(chapter, pace),
    slotSeconds: first?.reduce((sum, slot) => sum + speakingSeconds(toSpeak, slot), 0) ?? null,
  };
}
