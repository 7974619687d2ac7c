import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  chancePassages,
  hardPassages,
  type SentencePassage,
  scorePassage,
  sentenceF1,
  sentenceGoals,
} from '@audiobook/text/testing/sentence-passages';
import type { Benchmark } from './benchmark.ts';
import { corpusFolder } from './corpus-book.ts';
import type { Figure } from './row.ts';

/** How well sentences are found in passages marked by hand, in the books that AUDIOBOOK_CORPUS names. */
export const sentences: Benchmark = async function* ({ say }) {
  if (!corpusFolder) say('AUDIOBOOK_CORPUS names no folder of books: nothing can be measured');
  for (const [language, goal] of Object.entries(sentenceGoals)) {
    const of = (passages: readonly SentencePassage[]) =>
      passages.filter((passage) => passage.language === language);
    yield figureOf(`${language}, hard passages`, of(hardPassages), goal);
    yield figureOf(`${language}, drawn by chance`, of(chancePassages), goal);
  }
};

function figureOf(name: string, passages: readonly SentencePassage[], goal: number): Figure {
  const figure = { name, unit: 'F1', goal: { atLeast: goal } } as const;
  if (!corpusFolder) return { ...figure, value: null };
  const scores = passages.map((passage) =>
    scorePassage(passage, readFileSync(join(corpusFolder ?? '', passage.file))),
  );
  const { precision, recall, f1 } = sentenceF1(scores);
  const boundaries = scores.reduce((sum, score) => sum + score.marked, 0);
  const exactly = [f1, precision, recall].map((part) => part.toFixed(4));
  const note = `F1 ${exactly[0]}, precision ${exactly[1]}, recall ${exactly[2]}, ${boundaries} boundaries`;
  return { ...figure, value: f1, note };
}
