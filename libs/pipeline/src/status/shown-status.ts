import type { GatewayStatus, RunStatus } from '@audiobook/engines/gateway/gateway-status';

/** A run as it is shown: all of it, or its chapters of one book. */
export interface ShownRun extends RunStatus {
  /** The run's chapters that are of other books and not shown. */
  others: number;
}

/** What of a gateway is shown. */
export interface ShownStatus extends Omit<GatewayStatus, 'runs'> {
  runs: ShownRun[];
  /** The book that it is of; without one, all of it. */
  book: string | undefined;
}

/**
 * A gateway's status with the runs and chapters of one book alone, or with all of them.
 *
 * Characters are those of the chapters that are shown; speed and time left stay the run's.
 */
export function shownStatus(status: GatewayStatus, book?: string): ShownStatus {
  const runs = status.runs.map((run) => {
    if (book === undefined) return { ...run, others: 0 };
    const chapters = run.chapters.filter(({ project }) => bookOf(project) === book);
    const sum = (field: 'characters' | 'charactersSpoken') =>
      chapters.reduce((total, chapter) => total + chapter[field], 0);
    const others = run.chapters.length - chapters.length;
    const [characters, charactersSpoken] = [sum('characters'), sum('charactersSpoken')];
    return { ...run, chapters, characters, charactersSpoken, others };
  });
  return {
    ...status,
    book,
    runs: runs.filter(({ chapters }) => book === undefined || chapters.length > 0),
  };
}

/** The book of a chapter's project: `absalon` of `absalon-03`. */
export function bookOf(project: string): string {
  return project.replace(/-\d+$/, '');
}

/** Whether something of what is shown is still to be spoken. */
export function isSpeaking({ runs }: ShownStatus): boolean {
  return runs.some(({ chapters }) =>
    chapters.some(({ state }) => ['planned', 'waiting', 'speaking'].includes(state)),
  );
}
