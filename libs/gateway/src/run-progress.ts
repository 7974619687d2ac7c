import type { ChapterWork } from '@audiobook/engines/gateway/chapter-work';
import type { ChapterStatus, RunStatus } from '@audiobook/engines/gateway/gateway-status';
import { RecentSpeech } from './recent-speech.ts';
import { sum } from './sum.ts';

/** A chapter's task, as long as it is connected. */
export interface Participant {
  spoken(characters: number, audioSeconds: number): void;
  failed(): void;
  leave(state: 'done' | 'failed' | 'left'): void;
}

/**
 * Characters; `coming`: the run is about to say what its chapters are; `unknown`: it never will, as it speaks none, such
 * as samples.
 */
export type CharactersLeft = number | 'coming' | 'unknown';

/** What the slots can do at the moment. */
export interface Pace {
  /** Characters a second of all slots that are ready; 0 while that is unknown. */
  charactersPerSecond: number;
  /** Characters that have been spoken of segments under way, as far as can be said. */
  charactersBegun: number;
}

interface Run {
  run: string;
  startedAt: string;
  /** In book order. */
  chapters: Map<string, ChapterStatus>;
  /** The books of those. */
  books: Map<string, string>;
  planned: boolean;
  participants: number;
  /** When the last participant left, in milliseconds. */
  leftAt: number;
  recent: RecentSpeech;
}

/** A run is shown for so long after its end, in milliseconds. */
const shownMs = 60_000;

/** Keeps count of how far each run has come. */
export class RunProgress {
  readonly #runs = new Map<string, Run>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Whether it is unknown which chapters the run has beside those that are connected. */
  isPlanWanted(run: string): boolean {
    return this.#runs.get(run)?.planned !== true;
  }

  /** The chapters of a run; those whose tasks are connected have said more exactly what they are. */
  plan(name: string, chapters: readonly ChapterWork[]): void {
    const run = this.#run(name);
    const known = run.chapters;
    run.planned = true;
    run.chapters = new Map();
    for (const chapter of chapters) {
      run.books.set(chapter.project, chapter.book);
      run.chapters.set(chapter.project, known.get(chapter.project) ?? planned(chapter));
    }
    for (const [project, status] of known) run.chapters.set(project, status);
  }

  join(name: string, chapter: ChapterWork): Participant {
    const run = this.#run(name);
    const before = run.chapters.get(chapter.project);
    const status = statusOf(chapter, 'waiting');
    if (before !== undefined && before.state !== 'planned') {
      // The same task came back, from another gateway or to another slot.
      status.characters += before.charactersSpoken;
      status.charactersSpoken = before.charactersSpoken;
    }
    run.chapters.set(chapter.project, status);
    run.books.set(chapter.project, chapter.book);
    run.participants++;
    return {
      spoken: (characters, audioSeconds) => {
        status.state = 'speaking';
        status.done = Math.min(status.done + 1, status.segments);
        status.charactersSpoken += characters;
        run.recent.add(this.#now(), characters, audioSeconds);
      },
      failed: () => {
        status.failed++;
      },
      leave: (state) => {
        status.state = state;
        run.participants--;
        run.leftAt = this.#now();
      },
    };
  }

  /** What a run has yet to speak, of all its books or of one. */
  charactersLeft(name: string, book?: string): CharactersLeft {
    const run = this.#runs.get(name);
    if (run === undefined) return 'unknown';
    return run.planned ? charactersLeft(run, book) : 'coming';
  }

  /** Whether every run that was heard of has come to its end, as far as is known of its chapters. */
  get isOver(): boolean {
    return [...this.#runs.values()].every(
      ({ participants, planned: isPlanned, chapters }) =>
        participants === 0 &&
        (isPlanned || chapters.size === 0) &&
        [...chapters.values()].every(({ state }) => hasEnded(state)),
    );
  }

  status(pace: Pace): RunStatus[] {
    const shown = [...this.#runs.values()].filter((run) => this.#isShown(run));
    const left = new Map(shown.map((run) => [run, charactersLeft(run)]));
    return shown.map((run) => describe(run, [...left.values()], left.get(run) ?? 0, pace));
  }

  /** One run; undefined when it has not been heard of. */
  statusOf(name: string, pace: Pace): RunStatus | undefined {
    return this.status(pace).find(({ run }) => run === name);
  }

  #isShown(run: Run): boolean {
    if (run.participants > 0 || this.#now() - run.leftAt < shownMs) return true;
    this.#runs.delete(run.run);
    return false;
  }

  #run(name: string): Run {
    let run = this.#runs.get(name);
    if (run === undefined) {
      run = {
        run: name,
        startedAt: new Date(this.#now()).toISOString(),
        chapters: new Map(),
        books: new Map(),
        planned: false,
        participants: 0,
        leftAt: this.#now(),
        recent: new RecentSpeech(),
      };
      this.#runs.set(name, run);
    }
    return run;
  }
}

function statusOf(chapter: ChapterWork, state: ChapterStatus['state']): ChapterStatus {
  const { project, segments, done, characters } = chapter;
  return { project, state, segments, done, failed: 0, characters, charactersSpoken: 0 };
}

/** A chapter that has all its takes asks for nothing: its task never connects. */
function planned(chapter: ChapterWork): ChapterStatus {
  const isDone = chapter.done === chapter.segments && !chapter.estimated;
  return statusOf(chapter, isDone ? 'done' : 'planned');
}

/** Of chapters that have ended, nothing is left, whatever was planned of them. */
function charactersLeft({ chapters, books }: Run, book?: string): number {
  const chosen = [...chapters.values()].filter(
    ({ project, state }) => !hasEnded(state) && (book ?? books.get(project)) === books.get(project),
  );
  return sum(
    chosen.map(({ characters, charactersSpoken }) => Math.max(0, characters - charactersSpoken)),
  );
}

function hasEnded(state: ChapterStatus['state']): boolean {
  return state === 'done' || state === 'failed' || state === 'left';
}

/** Runs take turns: until one has ended, each of the others has had as much as it. */
function describe(run: Run, lefts: number[], left: number, pace: Pace): RunStatus {
  const { startedAt, recent } = run;
  const ahead = sum(lefts.map((other) => Math.min(other, left)));
  // The end waits for what was begun last: of what is begun now, only half brings it nearer.
  const begun = Math.min(pace.charactersBegun / 2, ahead);
  const chapters = [...run.chapters.values()].map((chapter) => ({ ...chapter }));
  return {
    run: run.run,
    startedAt,
    chapters,
    characters: sum(chapters.map(({ characters }) => characters)),
    charactersSpoken: sum(chapters.map(({ charactersSpoken }) => charactersSpoken)),
    ...recent.rates(),
    secondsLeft:
      left > 0 && pace.charactersPerSecond === 0
        ? null
        : (ahead - begun) / Math.max(pace.charactersPerSecond, Number.MIN_VALUE),
  };
}
