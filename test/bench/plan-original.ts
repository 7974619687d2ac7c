import { profileOf } from '@audiobook/engines/engine-profile';
import { Segment } from '@audiobook/model/script';
import type { ChapterToSpeak } from '@audiobook/pipeline/plan/chapter-plan';
import { planRows } from '@audiobook/pipeline/plan/plan-rows';
import { slotsOf } from '@audiobook/pipeline/plan/planned-slots';
import { keySegments } from '@audiobook/pipeline/takes/keyed-segment';
import type { Benchmark } from './benchmark.ts';
import { original, originalSegments } from './original-book.ts';

/** What the original paid for an hour of an RTX 4090, in dollars. */
const price = 0.25;

const counts = [1, 2, 3, 4, 5, 6, 8, 9, 16, 20, 32];

/** The plan of the original's book on the GPUs that spoke it, whose table README.md shows. */
export const planOriginal: Benchmark = async function* (options) {
  const engine = 'chatterbox';
  const slots = slotsOf(engine, { offers: [], measured: [], price });
  const loadSeconds = profileOf(engine)?.loadSeconds ?? 0;
  const texts = originalSegments();
  const chapters = original.chapters.map((characters, index) =>
    chapterOf(engine, segmentsOf(texts[index] ?? [], characters), index),
  );
  const rows = planRows(chapters, options.runners ?? counts, (gpus) => slots?.take(gpus) ?? []);
  const [alone] = planRows(chapters, [1], (gpus) => slots?.take(gpus) ?? []);
  const work = (alone?.wallSeconds ?? 0) - loadSeconds;
  for (const row of rows) {
    const hours = (seconds: number) => `${(seconds / 3_600).toFixed(2)} h`;
    yield {
      ...{ name: `${row.gpus} GPUs`, value: row.wallSeconds, unit: 's' },
      beside: { name: 's ideal', value: loadSeconds + work / row.gpus },
      order: 'beside by value',
      note: `${hours(row.wallSeconds)}, ${hours(row.slotSeconds)} of GPUs, $${row.cost?.toFixed(2)}, ${row.speedUp.toFixed(2)} times; whole chapters ${hours(row.wholeChapters.wallSeconds)}, ${row.wholeChapters.speedUp.toFixed(2)} times, $${row.wholeChapters.cost?.toFixed(2)}`,
    };
  }
};

/** Segments as long as those of a generated text, again and again, until they have all of a chapter's characters. */
function segmentsOf(texts: readonly string[], characters: number): string[] {
  const segments: string[] = [];
  for (let left = characters; left > 0; ) {
    const { length } = texts[segments.length % texts.length] ?? '';
    const spoken = 'x'.repeat(Math.min(left, Math.max(1, length)));
    segments.push(spoken);
    left -= spoken.length;
  }
  return segments;
}

function chapterOf(engine: string, texts: readonly string[], index: number): ChapterToSpeak {
  const voice = { language: 'fr', engine, model: 'm', voice: 'v', params: {}, take: 1 };
  const segments = texts.map((spoken, at) =>
    Segment.parse({ id: `s${at.toString(16).padStart(12, '0')}`, spoken, ...voice }),
  );
  const toSpeak = keySegments(segments).map((keyed) => ({ ...keyed, cause: 'new' as const }));
  const characters = texts.reduce((sum, { length }) => sum + length, 0);
  return {
    ...{ project: `original-0${index + 1}`, segments: texts.length, characters, toSpeak },
    ...{
      charactersToSpeak: characters,
      pauseSeconds: 0,
      engines: [],
      known: { characters: 0, seconds: 0 },
    },
  };
}
