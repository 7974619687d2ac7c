import { describe, expect, test } from 'vitest';
import type { RunProgress, SpeakingEvent } from '../stage-event.ts';
import { describeSpeaking } from './progress-lines.ts';

const chapter: SpeakingEvent = {
  kind: 'speaking',
  done: 1_204,
  of: 1_880,
  charactersPerSecond: 26.6,
  realTimeFactor: 1.72,
  secondsLeft: 3_912,
};

const run: RunProgress = {
  run: '1-1',
  startedAt: '2026-01-02T03:04:05Z',
  chapters: [],
  characters: 847_651,
  charactersSpoken: 195_001,
  charactersPerSecond: 231.4,
  realTimeFactor: 14.06,
  secondsLeft: 7_980,
  slots: 9,
  slotsBusy: 8,
};

describe('describeSpeaking()', () => {
  test('tells of a chapter that is spoken alone', () => {
    expect(describeSpeaking(chapter)).toBe(
      '1,204 of 1,880 segments, 27 characters/s, 1.7 × real time, 1 h 05 min left',
    );
  });

  test('tells of the run that a gateway speaks, on one line without escape codes', () => {
    expect(describeSpeaking({ ...chapter, run })).toBe(
      '1,204 of 1,880 segments │ run 23 % ▕██▎       ▏ 8 of 9 slots busy, 231 characters/s, 14.1 × real time, 2 h 13 min left',
    );
  });

  test('leaves out what is not known yet', () => {
    const unknown = { charactersPerSecond: null, realTimeFactor: null, secondsLeft: null };
    const begun = { ...run, charactersSpoken: 0, slotsBusy: 0, ...unknown };
    expect(describeSpeaking({ ...chapter, done: 0, run: begun })).toBe(
      '0 of 1,880 segments │ run 0 % ▕          ▏ 0 of 9 slots busy',
    );
  });

  test('shows the decimals of a speed only where they tell something', () => {
    const fleet = { ...run, charactersPerSecond: 23_456.7, realTimeFactor: 1_432.1 };
    expect(describeSpeaking({ ...chapter, run: fleet })).toContain(
      '23,457 characters/s, 1,432 × real time',
    );
  });
});
