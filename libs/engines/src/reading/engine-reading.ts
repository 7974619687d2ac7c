import type { EngineReading } from '@audiobook/model/engine-reading';
import { espeakReading } from './espeak-reading.ts';

const none: ReadonlySet<string> = new Set();

/**
 * Chatterbox has no text front end of its own: what is written goes to the model as it stands, but for
 * capitals, which its tokenizer makes small (MTLTokenizer of the package, 0.1.7).
 *
 * Sources, of github.com/resemble-ai/chatterbox: gibberish above some 300 to 350 characters (#424), and with
 * "Hi!", "Why?", "Yes" (#97); figures are said in English, or not at all, in other languages (#284, #299).
 */
const chatterbox: EngineReading = {
  // Hebrew is another of the model's 23, but needs vowel points that the runner can't add.
  languages: new Set(
    'ar da de el en es fi fr hi it ja ko ms nl no nb nn pl pt ru sv sw tr zh'.split(' '),
  ),
  shortest: {
    letters: 4,
    otherwise: 'Chatterbox often adds gibberish to texts as short as this',
  },
  longest: { characters: 300, otherwise: 'Chatterbox goes to gibberish in texts as long as this' },
  abbreviations: () => none,
  figures: (language) =>
    /^en\b/i.test(language)
      ? []
      : [
          {
            pattern: /\d+(?:[.,:/]\d+)*/g,
            otherwise: 'Chatterbox says figures in English, or not at all',
          },
        ],
  symbols: 'for which Chatterbox has no word',
  romanNumerals: () => undefined,
};

/** A preset's name begins with its language: af_heart is an American woman (VOICES.md, as below). */
const presetLanguages: Record<string, string> = {
  ...{ a: 'en-US', b: 'en-GB', e: 'es', f: 'fr', h: 'hi', i: 'it', j: 'ja', p: 'pt-BR', z: 'zh' },
};

/**
 * Kokoro is given phonemes by espeak-ng, and reads as that does.
 *
 * Its author's VOICES.md (huggingface.co/hexgrad/Kokoro-82M) finds it weak below 10 to 20 phonemes, and
 * hurried above 400 of the 510 that it takes at most.
 */
const kokoro: EngineReading = {
  ...espeakReading,
  languages: new Set(['en', 'es', 'fr', 'hi', 'it', 'pt']),
  presetLanguage: (preset) => (preset[2] === '_' ? presetLanguages[preset[0] ?? ''] : undefined),
  symbols: 'which Kokoro passes over, or calls by its name',
  shortest: { letters: 4, otherwise: 'Kokoro is weak on texts as short as this' },
  longest: { characters: 400, otherwise: 'Kokoro hurries through texts as long as this' },
};

const readings: ReadonlyMap<string, EngineReading> = new Map([
  ['espeak-ng', espeakReading],
  ['chatterbox', chatterbox],
  ['kokoro', kokoro],
]);

const unknown: EngineReading = {
  abbreviations: () => none,
  figures: () => [],
  romanNumerals: () => undefined,
};

/** What is known of how an engine reads; of one that is not known, nothing. */
export function readingOf(engine: string): EngineReading {
  return readings.get(engine) ?? unknown;
}
