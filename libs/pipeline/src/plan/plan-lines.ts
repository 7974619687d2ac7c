import { describeCount } from '@audiobook/model/describe-count';
import { describeDollars } from '@audiobook/model/describe-dollars';
import { describeDuration } from '@audiobook/model/describe-duration';
import { tableLines } from '../terminal/table-lines.ts';
import type { BookPlan, BookPlanChapter } from './book-plan.ts';
import { type Cause, causeNames } from './cause-of.ts';
import type { PlanRow } from './plan-rows.ts';

/** A plan as the user reads it. A heading parts it, since Nx prints no empty line of a task. */
export function planLines(plan: BookPlan): string[] {
  const { title, book, against } = plan;
  const since = against === null ? '' : `, against ${against}`;
  const notes = noteLines(plan);
  return [
    `Plan of ${title} (${book})${since}: nothing is spoken.`,
    'Chapters:',
    ...chapterLines(plan),
    ...(plan.rows.length > 0 ? [`By the number of ${plan.places}:`, ...rowLines(plan)] : []),
    ...(notes.length > 0 ? ['Notes:', ...notes] : []),
  ];
}

function chapterLines({ chapters, places }: BookPlan): string[] {
  const unit = places === 'GPUs' ? 'GPU' : 'core';
  const total: BookPlanChapter = {
    project: 'all',
    ...{ segments: sum(chapters, 'segments'), characters: sum(chapters, 'characters') },
    ...{ reused: sum(chapters, 'reused'), audioSeconds: sum(chapters, 'audioSeconds') },
    charactersToSpeak: sum(chapters, 'charactersToSpeak'),
    toSpeak: chapters.flatMap(({ toSpeak }) => toSpeak),
    slotSeconds: chapters.every(({ slotSeconds }) => slotSeconds !== null)
      ? sum(chapters, 'slotSeconds')
      : null,
  };
  const heads = [
    '',
    'segments',
    'characters',
    'reuse',
    'speak',
    'characters',
    `${unit} time`,
    'audio',
  ];
  const rows = [...chapters, total].map((chapter) => [
    chapter.project,
    describeCount(chapter.segments),
    describeCount(chapter.characters),
    describeCount(chapter.reused),
    describeCount(chapter.toSpeak.length),
    describeCount(chapter.charactersToSpeak),
    chapter.slotSeconds === null ? '?' : describeDuration(chapter.slotSeconds),
    describeDuration(chapter.audioSeconds),
    describeCauses(chapter),
  ]);
  return tableLines([[...heads, ''], ...rows], ['left', ...heads.slice(1).map(right), 'left']);
}

const right = () => 'right' as const;

function sum(
  chapters: readonly BookPlanChapter[],
  field:
    | 'segments'
    | 'characters'
    | 'reused'
    | 'charactersToSpeak'
    | 'audioSeconds'
    | 'slotSeconds',
): number {
  return chapters.reduce((total, chapter) => total + (chapter[field] ?? 0), 0);
}

/** `3 edited, 1 take lost`. */
function describeCauses({ toSpeak }: BookPlanChapter): string {
  const counts = new Map<Cause, number>();
  for (const { cause } of toSpeak) counts.set(cause, (counts.get(cause) ?? 0) + 1);
  return [...counts]
    .map(([cause, count]) => `${describeCount(count)} ${causeNames[cause]}`)
    .join(', ');
}

function rowLines(plan: BookPlan): string[] {
  const { rows, marks, places } = plan;
  const hours = places === 'GPUs' ? 'GPU-hours' : 'core-hours';
  const heads = [places, 'wall time', 'between', hours, 'cost', 'speed-up'];
  const whole = [places, 'wall time', hours, 'cost', 'speed-up'];
  return [
    'Segments shared:',
    ...tableLines(
      [
        [...heads, ''],
        ...rows.map((row) => [
          String(row.gpus),
          describeDuration(row.wallSeconds),
          row.wallRange.map(describeDuration).join(' and '),
          ...takenCells(row),
          marks.flatMap(({ gpus, mark }) => (gpus === row.gpus ? mark : [])).join(', '),
        ]),
      ],
      [...heads.map(right), 'left'],
    ),
    ...marks.map(({ gpus, mark, why }) => `${mark}: ${gpus}, ${why}.`),
    ...hereLines(plan),
    'For comparison, were each given whole chapters:',
    ...tableLines(
      [
        whole,
        ...rows.map((row) => [
          String(row.gpus),
          describeDuration(row.wholeChapters.wallSeconds),
          ...takenCells(row.wholeChapters),
        ]),
      ],
      whole.map(right),
    ),
  ];
}

/** What the run would be that a user may start now. */
function hereLines({ here, engines }: BookPlan): string[] {
  if (here === null) return [];
  const { wallSeconds, slotSeconds, cost } = here;
  const slots = engines.map((one) => `${describeCount(one.here)} of ${one.engine}`).join(', ');
  const money = cost === null ? '' : `, ${describeDollars(cost)}`;
  const hours = (slotSeconds / 3_600).toFixed(2);
  return [
    `This workspace’s slots (${slots}): ${describeDuration(wallSeconds)}, ${hours} hours of them${money}.`,
  ];
}

/** Hours, cost and speed-up. */
function takenCells({ slotSeconds, cost, speedUp }: PlanRow['wholeChapters']): string[] {
  return [
    (slotSeconds / 3_600).toFixed(2),
    cost === null ? '–' : describeDollars(cost),
    speedUp.toFixed(2),
  ];
}

function noteLines(plan: BookPlan): string[] {
  const { engines, unknownEngines, unknownSlots, rows, chapters, book, against } = plan;
  const isDone = chapters.every(({ toSpeak }) => toSpeak.length === 0);
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  return [
    ...(isDone && against === null
      ? [`Every segment has its take. Make the book: npx nx run ${book}:publish`]
      : []),
    ...(isDone && against !== null ? [`Nothing is said that ${against} does not say.`] : []),
    ...engines.map(
      ({ engine, source, range: [least, most] }) =>
        `${engine}: ${source}; the time may be ${percent(least)} to ${percent(most)} of that.`,
    ),
    ...unknownEngines.map(
      ({ engine, segments }) =>
        `${engine}: nobody knows how fast it is here. Let it speak a little, and it is measured: npx nx run ${book}:sample -- --segments=${segments}`,
    ),
    ...(rows.some(({ cost }) => cost === null)
      ? [
          'Cost: give the price of an hour of one slot in dollars, --price=0.25, or "pricePerHour" of the slots in gpu-runner/pool.json.',
        ]
      : []),
    ...(rows.length > 0
      ? [
          'Wall time: from the first segment to the last. Hours and cost: of each slot from its start to its release, with loading, waiting and the time that it stays warm.',
        ]
      : []),
    ...(plan.beyond.length > 0
      ? [`More cores than this machine has would be no faster: ${plan.beyond.join(', ')} left out.`]
      : []),
    ...unknownSlots.map((name) => `${name} was not asked how many slots it has: it counts as one.`),
  ];
}
