import type { ChapterStatus, SlotStatus } from '@audiobook/engines/gateway/gateway-status';
import { describeCount } from '@audiobook/model/describe-count';
import { describeDuration } from '@audiobook/model/describe-duration';
import { percentOf, progressBar, shareOf } from '../terminal/progress-bar.ts';
import { describePace } from '../terminal/progress-lines.ts';
import type { Style, StyledLine } from '../terminal/styled-line.ts';
import {
  fitted,
  type Item,
  longest,
  type Section,
  secondsSince,
  widestName,
} from './screen-section.ts';
import { bookOf, type ShownRun } from './shown-status.ts';

/** Cells of bars, at least and at most. */
const barCells = { least: 8, overall: 72, chapter: 40 };

/** How far a run and each of its chapters have come. */
export function runSection(
  run: ShownRun,
  slots: readonly SlotStatus[],
  { width, now }: { width: number; now: Date },
): Section {
  const { chapters, characters, charactersSpoken, others } = run;
  const books = [...new Set(chapters.map(({ project }) => bookOf(project)))];
  const title =
    books.length <= 3 ? books.join(', ') || 'a run' : `${describeCount(books.length)} books`;
  const since = secondsSince(run.startedAt, now);
  const busy = slots.filter(({ underWay }) => underWay > 0).length;
  const counted = `${describeCount(charactersSpoken)} of ${describeCount(characters)} characters`;
  const percent = percentOf(charactersSpoken, characters).padStart(5);
  const cells = cellsIn(width - percent.length - counted.length - 5, barCells.overall);
  const pace = [
    `${describeCount(busy)} of ${describeCount(slots.length)} slots busy`,
    ...describePace(run),
  ];
  const done = chapters.filter(({ state }) => state === 'done').length;
  return {
    heading: [
      [
        { text: title, style: 'bold' },
        `  ${describeCount(done)} of ${describeCount(chapters.length)} chapters, ${describeDuration(since)} so far`,
      ],
      [
        { text: progressBar(shareOf(charactersSpoken, characters), cells), style: 'green' },
        `${percent}  ${counted}`,
      ],
      [pace.join(', ')],
      ...(others === 0 ? [] : [[{ text: wholeRun(others), style: 'dim' } as const]]),
      ...(chapters.length === 0 ? [] : [[]]),
    ],
    items: chapterItems(chapters, width),
  };
}

function wholeRun(others: number): string {
  return `Speed and time left are the whole run’s, with ${describeCount(others)} chapters of other books.`;
}

function cellsIn(columns: number, most: number): number {
  return Math.min(Math.max(columns, barCells.least), most);
}

const chapterStates: Record<ChapterStatus['state'], { rank: number; style: Style | undefined }> = {
  speaking: { rank: 0, style: 'cyan' },
  failed: { rank: 1, style: 'red' },
  waiting: { rank: 2, style: undefined },
  left: { rank: 3, style: 'yellow' },
  planned: { rank: 4, style: 'dim' },
  done: { rank: 5, style: 'green' },
};

function chapterItems(chapters: readonly ChapterStatus[], width: number): Item[] {
  const names = chapters.map(({ project }) => project);
  const nameWidth = Math.min(longest(names), widestName);
  const counts = chapters.map(
    ({ done, segments }) => `${describeCount(done)} of ${describeCount(segments)}`,
  );
  const countWidth = longest(counts);
  const states = chapters.map(describeState);
  const cells = cellsIn(width - nameWidth - countWidth - longest(states) - 8, barCells.chapter);
  return chapters.map((chapter, index) => {
    const { state, done, segments } = chapter;
    const { rank, style } = chapterStates[state];
    const parts: StyledLine = [
      `${fitted(chapter.project, nameWidth)}  `,
      { text: progressBar(shareOf(done, segments), cells), style },
      `  ${counts[index]?.padStart(countWidth)}  `,
      { text: states[index] ?? '', style },
    ];
    return { lines: [parts], state: stateWords[state], rank };
  });
}

const stateWords: Record<ChapterStatus['state'], string> = {
  planned: 'planned',
  waiting: 'waiting',
  speaking: 'speaking',
  done: 'done',
  failed: 'failed',
  left: 'stopped',
};

/** `speaking`, `speaking, 1 failed` or `1 failed`. */
function describeState({ state, failed }: ChapterStatus): string {
  if (failed === 0) return stateWords[state];
  const count = `${describeCount(failed)} failed`;
  return state === 'failed' ? count : `${stateWords[state]}, ${count}`;
}
