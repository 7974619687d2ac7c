import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import marked from './fixtures/sentences.json' with { type: 'json' };
import heldOut from './fixtures/sentences-held-out.json' with { type: 'json' };
import { type SentencePassage, scorePassage, sentenceF1 } from './testing/sentence-passages.ts';

const folder = process.env.AUDIOBOOK_CORPUS;

const goals = [
  { language: 'en', goal: 0.99 },
  { language: 'fr', goal: 0.97 },
  { language: 'da', goal: 0.97 },
];

function scoresOf(passages: readonly SentencePassage[], language: string) {
  return passages
    .filter((passage) => passage.language === language)
    .map((passage) => scorePassage(passage, readFileSync(join(folder ?? '', passage.file))));
}

describe.skipIf(!folder)('splitSentences() on passages marked by hand (AUDIOBOOK_CORPUS)', () => {
  const sets = [
    // Chosen for their quotes, abbreviations, ellipses, dashes, verse and lists.
    { name: 'hard passages', passages: marked, boundaries: 150 },
    // Drawn by chance and marked when the rules stood as they are.
    { name: 'passages drawn by chance', passages: heldOut, boundaries: 60 },
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
