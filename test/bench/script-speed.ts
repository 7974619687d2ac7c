import { basename } from 'node:path';
import { Pauses } from '@audiobook/model/book';
import type { VoiceName } from '@audiobook/model/cast';
import { composeScript } from '@audiobook/pipeline/script/compose-script';
import { segmentChapter } from '@audiobook/text/segment-chapter';
import { generateNovel } from '../novel/generate-novel.ts';
import type { Benchmark } from './benchmark.ts';
import { type CorpusBook, corpusFolder, readCorpusBook } from './corpus-book.ts';
import { cpuSeconds, inTurns, median } from './measure.ts';

const turns = 9;
/** The first turns warm the compiler up. */
const warmUps = 2;

/**
 * Characters of text.md a second that `script` makes segments of, beside `Intl.Segmenter` alone
 * finding the sentences of the same text: parsed, cut, normalised, the lexicon looked up, all in one
 * process; and cutting alone. Real books are in it where AUDIOBOOK_CORPUS names a folder of them.
 */
export const scriptSpeed: Benchmark = async function* ({ say }) {
  for (const book of await books()) {
    say(`${basename(book.file)}, ${turns} turns`);
    const { chapters, language } = book;
    const characters = chapters.reduce((sum, { length }) => sum + length, 0);
    const sentences = new Intl.Segmenter(language, { granularity: 'sentence' });
    const seconds = await inTurns(turns, {
      segmenter: () => cpuSeconds(() => chapters.map((text) => countSentences(text, sentences))),
      cut: () => cpuSeconds(() => chapters.map((text) => segmentChapter(text, language))),
      script: () => cpuSeconds(() => chapters.map((text) => compose(text, language))),
    });
    const speed = (of: number[]) => characters / median(of.slice(warmUps));
    const beside = { name: 'characters/s Intl.Segmenter', value: speed(seconds.segmenter) };
    const unit = 'characters/s' as const;
    const name = `${basename(book.file, '.txt')}`;
    yield { name: `${name}, cut`, value: speed(seconds.cut), unit, beside };
    yield {
      ...{ name: `${name}, script`, value: speed(seconds.script), unit, beside },
      goal: { atLeast: 0.5 },
    };
  }
};

async function books(): Promise<CorpusBook[]> {
  const novel = generateNovel({ seed: 3, characters: 1_000_000, chapters: 20 });
  const generated = {
    file: 'generated novel',
    language: 'en',
    chapters: novel.chapters.map(({ text }) => text),
  };
  if (!corpusFolder) return [generated];
  return [
    generated,
    await readCorpusBook('texts/en/great-expectations.txt', 'en'),
    await readCorpusBook('texts/fr/monte-cristo-tome-1.txt', 'fr'),
    await readCorpusBook('texts/da/niels-lyhne.txt', 'da'),
    await readCorpusBook('texts/da/barbara.txt', 'da'),
  ];
}

function countSentences(text: string, segmenter: Intl.Segmenter): number {
  let count = 0;
  for (const { segment } of segmenter.segment(text)) count += Number(segment.length > 0);
  return count;
}

function compose(source: string, language: string) {
  const narrator = 'rehearsal' as VoiceName;
  const voice = { engine: 'espeak-ng', model: 'espeak-ng:1', voice: 'default', params: {} };
  return composeScript({
    book: { language, pauses: Pauses.parse({}) },
    folder: '01-part',
    source,
    lexicon: { Vantongeren: 'Van Tongeren' },
    corrections: { segments: {} },
    narrator,
    voices: new Map([[narrator, voice]]),
  });
}
