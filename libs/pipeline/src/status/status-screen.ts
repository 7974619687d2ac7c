import { describeCount } from '@audiobook/model/describe-count';
import { describeDuration } from '@audiobook/model/describe-duration';
import { paintLine, type StyledLine } from '../terminal/styled-line.ts';
import { runSection } from './run-section.ts';
import { type Item, type Section, secondsSince } from './screen-section.ts';
import { shareLines } from './share-lines.ts';
import type { ShownStatus } from './shown-status.ts';
import { slotSection } from './slot-section.ts';

export interface StatusScreen {
  /** Columns and lines that it may take. */
  width: number;
  height: number;
  colours: boolean;
  now: Date;
}

/**
 * A gateway's status as lines: for each run how far it and its chapters have come, and the slots.
 *
 * Where there are more chapters or slots than lines, those that something happens to are shown and
 * the rest is counted.
 */
export function statusScreen(status: ShownStatus, screen: StatusScreen): string[] {
  const sections = [
    gatewaySection(status, screen.now),
    ...status.runs.map((run) => runSection(run, status.slots, screen)),
    slotSection(status.slots),
  ].filter(({ heading, items }) => heading.length + items.length > 0);
  const fixed = sections.reduce((sum, { heading }) => sum + heading.length + 1, -1);
  const wanted = sections.map(({ items }) =>
    items.reduce((sum, { lines }) => sum + lines.length, 0),
  );
  const shares = shareLines(wanted, screen.height - fixed);
  const lines = sections.flatMap(({ heading, items }, index) => {
    const gap: StyledLine[] = index === 0 ? [] : [[]];
    return [...gap, ...heading, ...itemLines(items, shares[index] ?? 0)];
  });
  return lines.slice(0, screen.height).map((line) => paintLine(line, screen));
}

/** All items, or the first by rank that fit, in their own order, and a line that counts the rest. */
function itemLines(items: readonly Item[], room: number): StyledLine[] {
  const needed = items.reduce((sum, { lines }) => sum + lines.length, 0);
  if (needed <= room) return items.flatMap(({ lines }) => lines);
  if (room < 1) return [];
  const shown = new Set<Item>();
  let left = room - 1;
  for (const item of items.toSorted((a, b) => a.rank - b.rank)) {
    left -= item.lines.length;
    if (left < 0) break;
    shown.add(item);
  }
  const hidden = items.filter((item) => !shown.has(item));
  const lines = items.filter((item) => shown.has(item)).flatMap((item) => item.lines);
  return [
    ...lines,
    [{ text: `${describeCount(hidden.length)} more: ${countStates(hidden)}`, style: 'dim' }],
  ];
}

function countStates(items: readonly Item[]): string {
  const states = Map.groupBy(items, ({ state }) => state);
  return [...states].map(([state, { length }]) => `${describeCount(length)} ${state}`).join(', ');
}

/** What the whole gateway is; nothing where a book is shown. */
function gatewaySection(
  { book, pid, startedAt, url, idleSeconds, runs }: ShownStatus,
  now: Date,
): Section {
  if (book !== undefined) return { heading: [], items: [] };
  const facts = [
    `process ${pid}`,
    `up for ${describeDuration(secondsSince(startedAt, now))}`,
    url === null ? [] : url,
    idleSeconds === null ? [] : `ends ${describeDuration(idleSeconds)} after its last client`,
  ].flat();
  const title = { text: 'gateway', style: 'bold' } as const;
  const idle: StyledLine[] = runs.length === 0 ? [['Nothing is being spoken.']] : [];
  return { heading: [[title, `  ${facts.join(', ')}`], ...idle], items: [] };
}
