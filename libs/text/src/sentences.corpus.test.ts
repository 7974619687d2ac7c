import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  chancePassages,
  hardPassages,
  type SentencePassage,
  scorePassage,
  sentenceF1,
  sentenceGoals,
} from './testing/sentence-passages.ts';

const folder = process.env.AUDIOBOOK_CORPUS;

const goals = Object.entries(sentenceGoals).map(([language, goal]) => ({ language, goal }));

function scoresOf(passages: readonly SentencePassage[], language: string) {
  return passages
    .filter((passage) => passage.language === language)
    .map((passage) => scorePassage(passage, readFileSync(join(folder ?? '', passage.file))));
}

describe.skipIf(!folder)('splitSentences() on passages marked by hand (AUDIOBOOK_CORPUS)', () => {
  const sets = [
    { name: 'hard passages', passages: hardPassages, boundaries: 150 },
    { name: 'passages drawn by chance', passages: chancePassages, boundaries: 60 },
  ];
  const cases = sets.flatMap((set) => goals.map((goal) => ({ ...set, ...goal })));

  it.each(cases)('$language, $name: F1 of $goal and more', (set) => {
    const scores = scoresOf(set.passages, set.language);
    const marks = scores.reduce((sum, score) => sum + score.marked, 0);
    expect(marks).toBeGreaterThanOrEqual(set.boundaries);
    const { precision, recall, f1 } = sentenceF1(scores);
    const mistakes = scores.flatMap((score) => score.mistakes);
    expect(f1, JSON.stringify({ precision, recall, mistakes })).toBeGreaterThanOrEqual(set.goal);
  });
});
