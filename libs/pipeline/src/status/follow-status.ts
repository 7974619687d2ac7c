import { setTimeout as wait } from 'node:timers/promises';
import { describeCount } from '@audiobook/model/describe-count';
import { ok, type Result } from '@audiobook/model/result';
import { describeRunProgress } from '../terminal/progress-lines.ts';
import { paintLine } from '../terminal/styled-line.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { openFullScreen } from './full-screen.ts';
import { bookOf, isSpeaking, type ShownRun, type ShownStatus } from './shown-status.ts';
import { statusScreen } from './status-screen.ts';
import { type Look, printStatus, type StatusView } from './status-view.ts';

const usualTimes = { look: 500, line: 5_000, quiet: 3_000 };

/** What shows one status after another. */
interface Picture {
  show(status: ShownStatus | undefined): void;
  close(): void;
}

/**
 * Shows the gateway's status until nothing has been spoken for a while, then prints the last one.
 *
 * A terminal is drawn on, and waits for a run to begin. Without one, lines are printed every few
 * seconds, and where no run begins it ends soon, so that no script waits for ever. A gateway that
 * does not answer for a moment may be replaced by another; one that stays silent is a failure.
 */
export async function followStatus(look: Look, view: StatusView): Promise<Result<undefined>> {
  const { terminal, signal, times = usualTimes } = view;
  const picture =
    terminal === undefined
      ? linePicture(view, times.line)
      : screenPicture(terminal, view, await idleLines(view));
  const stopped = whenAborted(signal);
  let waits = terminal !== undefined;
  let lastSpoken = performance.now();
  let shown: ShownStatus | undefined;
  let last: ShownStatus | undefined;
  try {
    while (true) {
      const status = await Promise.race([look(), stopped]);
      if (status === undefined || signal.aborted) return ok();
      if (status.ok && status.value !== undefined) {
        shown = status.value;
        if (isSpeaking(shown)) {
          waits = false;
          lastSpoken = performance.now();
        }
      }
      picture.show(shown);
      const isQuiet = performance.now() - lastSpoken >= times.quiet;
      if (isQuiet && !status.ok) return status;
      if (isQuiet && status.ok && !waits) {
        last = status.value;
        break;
      }
      await pause(times.look, signal);
    }
  } finally {
    picture.close();
  }
  // A run that was shown at its end may be forgotten; one that was not is no longer what it was.
  const ended = shown !== undefined && !isSpeaking(shown) ? shown : undefined;
  await printStatus(last ?? ended, view);
  return ok();
}

function whenAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

/** Ends early, without an error, when the signal is given. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, { signal }).catch(() => undefined);
}

async function idleLines({ idle }: StatusView): Promise<string[]> {
  return [...(await idle()), '', 'Waiting for a run to begin. Ctrl-C ends this.'];
}

/** The status on the whole terminal, in its size of the moment. */
function screenPicture(
  terminal: Terminal,
  { now = () => new Date() }: StatusView,
  idle: readonly string[],
): Picture {
  const screen = openFullScreen(terminal);
  let latest: ShownStatus | undefined;
  const draw = () => {
    const { columns: width, rows: height, colours } = terminal;
    const lines =
      latest === undefined
        ? idle.slice(0, height).map((line) => paintLine([line], { width, colours }))
        : statusScreen(latest, { width, height, colours, now: now() });
    screen.draw(lines);
  };
  const stopListening = terminal.onResize(draw);
  return {
    show(status) {
      latest = status;
      draw();
    },
    close() {
      stopListening();
      screen.close();
    },
  };
}

/** A line for each run, every so many milliseconds. */
function linePicture({ emit }: StatusView, interval: number): Picture {
  let last = Number.NEGATIVE_INFINITY;
  return {
    show(status) {
      if (status === undefined || !isSpeaking(status)) return;
      if (performance.now() - last < interval) return;
      last = performance.now();
      for (const run of status.runs) emit({ kind: 'done', message: describeRun(run, status) });
    },
    close() {},
  };
}

function describeRun(run: ShownRun, { slots }: ShownStatus): string {
  const books = [...new Set(run.chapters.map(({ project }) => bookOf(project)))].join(', ');
  const done = run.chapters.filter(({ state }) => state === 'done').length;
  const slotsBusy = slots.filter(({ underWay }) => underWay > 0).length;
  const progress = describeRunProgress({ ...run, slots: slots.length, slotsBusy });
  return `${books}  ${describeCount(done)} of ${describeCount(run.chapters.length)} chapters │ ${progress}`;
}
