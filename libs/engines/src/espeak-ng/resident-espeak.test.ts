import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openFreshEspeak } from '../testing/fresh-espeak.ts';
import { ResidentEspeak, type Spoken } from './resident-espeak.ts';
import type { Utterance } from './utterance.ts';

const languages = ['en', 'en-US', 'fr', 'da', 'de', 'ru', 'cmn', 'ja', 'ar'];
const variants = ['', '+f3', '+m2', '+croak', '+whisper'];
const texts = [
  'Hello there, my friend.',
  'Il était une fois — « non » — l’été…',
  'På Østerbro koster det 1.250,50 kr.; den 4. maj!',
  'Привет, world 12,345.67!',
  '日本語のテキスト',
  '- a dash first, then (brackets) & <signs> 100 % "quoted"',
  '…',
  '* * *',
  'a',
  'x'.repeat(300),
  `${'A long line goes on and on, and further. '.repeat(26)}End.`,
];

/** Every text, language and variant, and voices that several texts share. */
const utterances: Utterance[] = [...texts, ...texts.slice(0, 4)].map((text, index) => {
  const language = languages[(index * 2) % languages.length];
  const variant = variants[index % variants.length];
  return { args: ['-b', '1', '-v', `${language}${variant}`, '-s', String(150 + index)], text };
});

let resident: ResidentEspeak;
let expected: Spoken[];

beforeAll(async () => {
  resident = await ResidentEspeak.load();
  const fresh = await openFreshEspeak();
  expected = [];
  for (const utterance of utterances) expected.push(await fresh(utterance));
}, 60_000);

function speakAll(wanted: Utterance[]): Spoken[] {
  const queue = [...wanted];
  const spoken: Spoken[] = [];
  resident.serve(
    () => queue.shift(),
    (one) => spoken.push(one),
  );
  return spoken;
}

describe('ResidentEspeak', () => {
  it('gives the samples of a fresh instance, bit for bit, in any order', () => {
    const order = fc.shuffledSubarray(
      utterances.map((_, index) => index),
      { minLength: 10 },
    );
    fc.assert(
      fc.property(order, (indices) => {
        const spoken = speakAll(indices.flatMap((index) => utterances[index] ?? []));
        for (const [at, index] of indices.entries()) expectSame(spoken[at], expected[index]);
      }),
      { numRuns: 2 },
    );
  });

  it('speaks lines of one voice after each other as if each were the first', () => {
    const args = ['-b', '1', '-v', 'en+f3'];
    const [alone] = speakAll([{ args, text: 'The same again.' }]);
    const others = texts.slice(0, 8).flatMap((text) => [
      { args, text },
      { args, text: 'The same again.' },
    ]);
    const spoken = speakAll(others);
    for (let at = 1; at < spoken.length; at += 2) expectSame(spoken[at], alone);
  });

  it('says what espeak-ng complains of, and goes on', () => {
    const [unknown, known] = speakAll([
      { args: ['-v', 'nowhere'], text: 'Lost.' },
      { args: ['-v', 'en'], text: 'Found.' },
    ]);
    expect(unknown).toEqual({ problem: 'Error: The specified espeak-ng voice does not exist.' });
    expect(known).toMatchObject({ sampleRate: 22_050 });
  });
});

function expectSame(spoken: Spoken | undefined, wanted: Spoken | undefined): void {
  if (!spoken || !wanted || 'problem' in spoken || 'problem' in wanted) {
    throw new Error(JSON.stringify({ spoken, wanted }));
  }
  expect(spoken.sampleRate).toBe(wanted.sampleRate);
  expect(Buffer.from(spoken.pcm).equals(Buffer.from(wanted.pcm))).toBe(true);
}
