import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type SentencePassage, scorePassage, sentenceF1 } from './sentence-passages.ts';

const text =
  '\ufeffHeading\r\n\r\n“Why?” he said. It --\r\n_rained_. Mr. Ash left.\r\n\r\nThe end.';
const bytes = new TextEncoder().encode(text);

/** Offsets are those of the decoded text, which has no byte order mark. */
const passage = (...sentences: string[]): SentencePassage => ({
  language: 'en',
  file: 'own.txt',
  sha256: createHash('sha256').update(bytes).digest('hex'),
  start: text.indexOf('“Why') - 1,
  end: text.length - 1,
  boundaries: sentences.map((sentence) => text.indexOf(sentence) - 1),
});

describe('scorePassage()', () => {
  it('compares what was found with what was marked, ends of blocks apart', () => {
    expect(scorePassage(passage('It --', 'Mr.'), bytes)).toEqual({
      ...{ found: 2, marked: 2, right: 2 },
      mistakes: [],
    });
  });

  it('tells of what was missed and of what was found wrongly', () => {
    const score = scorePassage(passage('It --', 'Ash'), bytes);
    expect(score).toMatchObject({ found: 2, marked: 2, right: 1 });
    expect(score.mistakes).toEqual([
      { kind: 'found', around: '“Why?” he said. It -- _rained_. ¦Mr. Ash left. The end.' },
      { kind: 'missed', around: expect.stringContaining('Mr. ¦Ash left') },
    ]);
    expect(sentenceF1([score])).toEqual({ precision: 0.5, recall: 0.5, f1: 0.5 });
  });

  it('refuses another file than the one that was marked', () => {
    expect(() => scorePassage(passage(), bytes.slice(1))).toThrow('own.txt is not the file');
  });
});
