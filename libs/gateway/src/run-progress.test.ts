import type { ChapterWork } from '@audiobook/engines/gateway/chapter-work';
import { describe, expect, it } from 'vitest';
import { type Pace, RunProgress } from './run-progress.ts';

const chapter = (project: string, characters: number, changes: Partial<ChapterWork> = {}) => ({
  ...{ project, book: project.slice(0, 1), segments: 10, done: 2, characters, estimated: false },
  ...changes,
});

const pace: Pace = { charactersPerSecond: 10, charactersBegun: 0 };

/** Progress with a clock that tests move. */
function progress() {
  const clock = { now: 1_000_000 };
  return { clock, runs: new RunProgress(() => clock.now) };
}

describe('RunProgress', () => {
  it('knows what a run and each of its books have yet to speak when it has its plan', () => {
    const { runs } = progress();
    expect(runs.charactersLeft('run')).toBe('unknown');
    const one = runs.join('run', chapter('a-01', 100));
    expect(runs.charactersLeft('run')).toBe('coming');
    runs.plan('run', [chapter('a-01', 100), chapter('a-02', 200), chapter('b-01', 400)]);
    one.spoken(30, 1);
    expect(runs.charactersLeft('run')).toBe(670);
    expect(runs.charactersLeft('run', 'a')).toBe(270);
    one.leave('left');
    expect(runs.charactersLeft('run', 'a')).toBe(200);
  });

  it('adds planned chapters to those whose tasks are connected, in the order of the plan', () => {
    const { runs } = progress();
    runs.join('run', chapter('a-02', 300));
    expect(runs.isPlanWanted('run')).toBe(true);
    runs.plan('run', [
      chapter('a-01', 100),
      chapter('a-02', 999),
      chapter('a-03', 200),
      chapter('a-04', 0, { done: 10 }),
    ]);
    expect(runs.isPlanWanted('run')).toBe(false);
    const status = runs.statusOf('run', pace);
    expect(
      status?.chapters.map(({ project, state, characters }) => [project, state, characters]),
    ).toEqual([
      ['a-01', 'planned', 100],
      ['a-02', 'waiting', 300],
      ['a-03', 'planned', 200],
      ['a-04', 'done', 0],
    ]);
    expect(status).toMatchObject({ characters: 600, charactersSpoken: 0, secondsLeft: 60 });
  });

  it('counts what is spoken, and how fast over the last minute', () => {
    const { clock, runs } = progress();
    const participant = runs.join('run', chapter('a-01', 1_000));
    for (let second = 0; second < 90; second++) {
      participant.spoken(5, 0.5);
      clock.now += 1_000;
    }
    participant.failed();
    const status = runs.statusOf('run', pace);
    expect(status?.chapters[0]).toMatchObject({ state: 'speaking', done: 10, failed: 1 });
    expect(status).toMatchObject({
      ...{ charactersSpoken: 450, charactersPerSecond: 5, realTimeFactor: 0.5, secondsLeft: 55 },
    });
  });

  it('knows no time left before any slot has spoken', () => {
    const { runs } = progress();
    runs.join('run', chapter('a-01', 100));
    const still = { charactersPerSecond: 0, charactersBegun: 0 };
    expect(runs.statusOf('run', still)?.secondsLeft).toBeNull();
  });

  it('counts for a run what other runs are given meanwhile', () => {
    const { runs } = progress();
    runs.join('short', chapter('a-01', 100));
    runs.join('long', chapter('b-01', 300));
    expect(runs.statusOf('short', pace)?.secondsLeft).toBe(20);
    expect(runs.statusOf('long', pace)?.secondsLeft).toBe(40);
  });

  it('takes nothing as left of a chapter that has ended, and goes on with one that came back', () => {
    const { runs } = progress();
    const first = runs.join('run', chapter('a-01', 100));
    first.spoken(40, 1);
    first.leave('left');
    expect(runs.statusOf('run', pace)?.secondsLeft).toBe(0);
    runs.join('run', chapter('a-01', 60));
    expect(runs.statusOf('run', pace)).toMatchObject({
      characters: 100,
      charactersSpoken: 40,
      secondsLeft: 6,
    });
  });

  it('forgets a run a minute after its last task has left', () => {
    const { clock, runs } = progress();
    runs.join('run', chapter('a-01', 100)).leave('done');
    clock.now += 59_000;
    expect(runs.status(pace)).toHaveLength(1);
    clock.now += 2_000;
    expect(runs.status(pace)).toEqual([]);
  });
});
