import { Segment } from '@audiobook/model/script';
import { describe, expect, it } from 'vitest';
import { keySegments } from '../takes/keyed-segment.ts';
import type { ChapterToSpeak } from './chapter-plan.ts';
import { forecast, jobsOf, type PlannedSlot } from './forecast.ts';
import { markRows, planRows } from './plan-rows.ts';

/** Characters of the nine chapters of a long novel. */
const lengths = [53_887, 62_817, 66_216, 103_964, 100_198, 99_768, 169_852, 149_237, 41_712];
const all = lengths.reduce((sum, length) => sum + length, 0);

const chapters = lengths.map((length, chapter): ChapterToSpeak => {
  const segments: Segment[] = [];
  for (let left = length; left > 0; ) {
    const characters = Math.min(left, 40 + ((segments.length * 97 + chapter * 31) % 211));
    const id = `s${String(segments.length).padStart(12, '0')}`;
    const voice = { language: 'en', engine: 'chatterbox', model: 'm', voice: 'v', params: {} };
    segments.push(Segment.parse({ id, spoken: 'x'.repeat(characters), ...voice, take: 1 }));
    left -= characters;
  }
  const toSpeak = keySegments(segments).map((keyed) => ({ ...keyed, cause: 'new' as const }));
  return {
    ...{ project: `novel-0${chapter + 1}`, segments: segments.length, characters: length },
    ...{ toSpeak, charactersToSpeak: length, pauseSeconds: 0, engines: [] },
    known: { characters: 0, seconds: 0 },
  };
});

const slot: PlannedSlot = {
  engine: 'chatterbox',
  speed: {
    ...{ batch: 1, charactersPerSecond: 26.6, segmentSeconds: 0, loadSeconds: 30 },
    ...{ range: [0.9, 1.2], source: 'a test' },
  },
  pricePerHour: 0.25,
  warmSeconds: 600,
};
const slots = (count: number, changes: Partial<PlannedSlot> = {}) =>
  Array.from({ length: count }, () => ({ ...slot, ...changes }));

describe('forecast()', () => {
  it('takes one GPU as long as loading and all characters do', () => {
    const { wallSeconds, wallRange, slotSeconds, cost } = forecast(jobsOf(chapters), slots(1));
    const work = all / 26.6;
    expect(wallSeconds).toBeCloseTo(30 + work, 3);
    expect(wallRange[0]).toBeCloseTo(30 + 0.9 * work, 3);
    expect(wallRange[1]).toBeCloseTo(30 + 1.2 * work, 3);
    expect(slotSeconds).toBeCloseTo(630 + work, 3);
    expect(cost).toBeCloseTo((0.25 * (630 + work)) / 3_600, 6);
  });

  it('shares segments among GPUs, where whole chapters come to an end at five times', () => {
    const rows = planRows(chapters, [1, 4, 9, 32], slots);
    for (const { gpus, wallSeconds } of rows) {
      expect(wallSeconds).toBeLessThan((30 + all / 26.6 / gpus) * 1.02);
    }
    const [, four, nine, many] = rows.map(({ wholeChapters }) => wholeChapters.speedUp);
    expect(four).toBeCloseTo(3.79, 1);
    expect(nine).toBeCloseTo(4.99, 1);
    expect(many).toBeCloseTo(4.99, 1);
    // Nine GPUs have a chapter each, and no more are started.
    const [, , , costs] = rows.map(({ wholeChapters }) => wholeChapters);
    expect(costs?.slotSeconds).toBeCloseTo(9 * 630 + all / 26.6, 3);
    expect(costs?.cost).toBeCloseTo((0.25 * (costs?.slotSeconds ?? 0)) / 3_600, 6);
  });

  it('knows no cost without a price, and counts no release where slots are there anyway', () => {
    const mixed = [slot, { ...slot, pricePerHour: null }];
    expect(forecast(jobsOf(chapters), mixed)).toMatchObject({ cost: null, costRange: null });
    const { cost, wallSeconds } = forecast(jobsOf(chapters), slots(1, { warmSeconds: null }));
    expect(cost).toBeCloseTo((0.25 * wallSeconds) / 3_600, 6);
  });

  it('starts no GPU that finds nothing to speak, and pays each until its own last segment', () => {
    const [chapter] = chapters;
    if (chapter === undefined) throw new Error('no chapter');
    const few = [{ ...chapter, toSpeak: chapter.toSpeak.slice(0, 3) }];
    const characters = few[0]?.toSpeak.map(({ segment }) => segment.spoken.length) ?? [];
    const ends = characters.map((one) => 30 + one / 26.6);
    const { wallSeconds, slotSeconds } = forecast(jobsOf(few), slots(9));
    expect(wallSeconds).toBeCloseTo(Math.max(...ends), 6);
    expect(slotSeconds).toBeCloseTo(
      ends.reduce((sum, end) => sum + end + 600, 0),
      6,
    );
  });

  it('has engines speak beside each other, and lets one that is little known blur no other', () => {
    const [chapter] = chapters;
    if (chapter === undefined) throw new Error('no chapter');
    const [first] = chapter.toSpeak;
    if (first === undefined) throw new Error('no segment');
    const kokoro = { ...first, segment: { ...first.segment, engine: 'kokoro' } };
    const both = [{ ...chapter, toSpeak: [...chapter.toSpeak, kokoro] }, ...chapters.slice(1)];
    const rough: PlannedSlot = {
      ...{ engine: 'kokoro', pricePerHour: 0.25, warmSeconds: 600 },
      speed: { ...slot.speed, charactersPerSecond: 1_440, range: [0.1, 7] },
    };
    const alone = forecast(jobsOf(chapters), slots(2));
    const mixed = forecast(jobsOf(both), [...slots(2), rough]);
    expect(mixed.wallSeconds).toBeCloseTo(alone.wallSeconds, 6);
    expect(mixed.wallRange).toEqual(alone.wallRange);
    const spoken = first.segment.spoken.length / 1_440;
    expect(mixed.slotSeconds).toBeCloseTo(alone.slotSeconds + 630 + spoken, 3);
  });

  it('costs nothing when nothing is to be spoken, or nothing of that engine', () => {
    const done = chapters.map((chapter) => ({ ...chapter, toSpeak: [] }));
    expect(forecast(jobsOf(done), slots(9))).toMatchObject({ wallSeconds: 0, cost: 0 });
    const idle = forecast(jobsOf(chapters), [
      slot,
      { ...slot, engine: 'kokoro', pricePerHour: 99 },
    ]);
    expect(idle.cost).toBeCloseTo(forecast(jobsOf(chapters), [slot]).cost ?? 0, 6);
  });
});

describe('markRows()', () => {
  it('marks the fastest, the cheapest and the best balanced, each with its reason', () => {
    const rows = planRows(chapters, [1, 2, 3, 4, 5, 8, 9, 16, 200], slots);
    const marks = markRows(rows, 'GPUs');
    expect(marks.map(({ gpus, mark }) => `${mark} ${gpus}`)).toEqual([
      'fastest 200',
      'cheapest 1',
      'best balanced 200',
    ]);
    expect(marks[0]?.why).toBe('the most that are compared; the work is shared to its end');
    const dear = planRows(chapters, [1, 8, 16, 200], (count) =>
      slots(count, { warmSeconds: 7_200 }),
    );
    const balanced = markRows(dear, 'GPUs').find(({ mark }) => mark === 'best balanced');
    const product = ({ wallSeconds, cost }: (typeof dear)[number]) => wallSeconds * (cost ?? 0);
    const best = dear.toSorted((one, other) => product(one) - product(other))[0]?.gpus;
    expect(balanced?.gpus).toBe(best);
  });

  it('goes by hours where nothing costs anything', () => {
    const marks = (pricePerHour: number | null) =>
      markRows(
        planRows(chapters, [1, 4, 16], (count) => slots(count, { pricePerHour })),
        'GPUs',
      );
    expect(marks(0)).toEqual(marks(null));
    expect(marks(0).map(({ gpus, mark }) => `${mark} ${gpus}`)).toEqual([
      'fastest 16',
      'cheapest 1',
      'best balanced 16',
    ]);
    for (const { why } of marks(0)) expect(why).not.toMatch(/NaN|Infinity/);
  });

  it('says nothing of a run that speaks nothing', () => {
    const done = chapters.map((chapter) => ({ ...chapter, toSpeak: [] }));
    expect(markRows(planRows(done, [1, 2], slots), 'GPUs')).toEqual([]);
  });
});
