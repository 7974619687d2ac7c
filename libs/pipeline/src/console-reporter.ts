import type { EmitEvent, StageEvent } from './stage-event.ts';

/** Least time between two progress lines of a task, in milliseconds. */
const progressInterval = 2_000;

/** Prints a task's events as lines that read well among those of other tasks. */
export function consoleReporter(
  print: (line: string) => void = console.log,
  now: () => number = Date.now,
): EmitEvent {
  let lastProgress = Number.NEGATIVE_INFINITY;
  return (event) => {
    if (event.kind === 'speaking') {
      if (now() - lastProgress < progressInterval) return;
      lastProgress = now();
    }
    const line = describeEvent(event);
    if (line !== undefined) print(line);
  };
}

function describeEvent(event: StageEvent): string | undefined {
  switch (event.kind) {
    case 'speaking': {
      const { done, of, charactersPerSecond, realTimeFactor, secondsLeft } = event;
      const speed = `${Math.round(charactersPerSecond)} characters/s, ${realTimeFactor.toFixed(1)} × real time`;
      return `${done} of ${of} segments, ${speed}, ${describeDuration(secondsLeft)} left`;
    }
    case 'counted':
      return undefined;
    case 'notice':
      return `! ${event.message}`;
    case 'done':
      return event.message;
    default:
      return event satisfies never;
  }
}

/** `3 h 05 min`, `12 min 41 s` or `8 s`. */
export function describeDuration(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  const padded = (value: number) => String(value).padStart(2, '0');
  if (hours > 0) return `${hours} h ${padded(minutes)} min`;
  if (minutes > 0) return `${minutes} min ${padded(whole % 60)} s`;
  return `${whole} s`;
}
