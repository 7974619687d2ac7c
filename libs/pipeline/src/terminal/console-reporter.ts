import type { EmitEvent, StageEvent } from '../stage-event.ts';
import { describeSpeaking } from './progress-lines.ts';

/** For so long after its first a task's progress lines come often, in milliseconds. */
const freshFor = 60_000;

/** Least time between two progress lines of a task, in milliseconds: at first, and later. */
const progressInterval = { fresh: 2_000, later: 30_000 };

/** Prints a task's events as lines that read well among those of other tasks. */
export function consoleReporter(
  print: (line: string) => void = console.log,
  now: () => number = Date.now,
): EmitEvent {
  const isDue = progressClock(now);
  return (event) => {
    if (event.kind === 'speaking' && !isDue()) return;
    const line = describeEvent(event);
    if (line !== undefined) print(line);
  };
}

/** Says whether it is time for another line: nine chapters of hours each must not flood a log. */
function progressClock(now: () => number): () => boolean {
  let first: number | undefined;
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    const time = now();
    first ??= time;
    const interval = time - first < freshFor ? progressInterval.fresh : progressInterval.later;
    if (time - last < interval) return false;
    last = time;
    return true;
  };
}

function describeEvent(event: StageEvent): string | undefined {
  switch (event.kind) {
    case 'speaking':
      return describeSpeaking(event);
    case 'counted':
    case 'published':
      return undefined;
    case 'notice':
      return `! ${event.message}`;
    case 'done':
      return event.message;
    default:
      return event satisfies never;
  }
}
