import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readingOf } from '@audiobook/engines/reading/engine-reading';
import { primaryLanguage } from '@audiobook/model/primary-language';
import { checkSample } from '../check-voices.ts';
import { readPositions } from '../script/read-positions.ts';
import type { BookCheck, BookFinding } from './book-check.ts';
import type { CheckedBook, NamedVoice } from './checked-book.ts';
import { failureFinding } from './failure-finding.ts';

/** Voices that can't be used, whose recording is not there or another, or that speak another language. */
export const checkVoiceFiles: BookCheck = {
  name: 'voices',
  check: async (book) =>
    (await Promise.all(book.voices.map((voice) => ofVoice(book, voice)))).flat(),
};

async function ofVoice(book: CheckedBook, voice: NamedVoice): Promise<BookFinding[]> {
  const { paths } = book;
  if (!voice.resolved.ok) {
    const finding = failureFinding(paths, voice.resolved.failure, voice.namedIn.chapter);
    if (existsSync(join(paths.workspace, finding.file))) return [finding];
    const { file, found } = finding;
    return [{ ...finding, ...(await namedAt(book, voice)), found: `${file}: ${found}` }];
  }
  const problems = [languageProblem(book, voice), await sampleProblem(book, voice)];
  return problems.flatMap((problem) => problem ?? []);
}

/** Where the voice is named. */
async function namedAt({ paths }: CheckedBook, { namedIn, name }: NamedVoice) {
  const positionOf = await readPositions(namedIn.file);
  const file = relative(paths.workspace, namedIn.file);
  return { file, ...positionOf(namedIn.path), text: name, chapter: namedIn.chapter };
}

function languageProblem(
  { paths, book }: CheckedBook,
  { described, name, namedIn }: NamedVoice,
): BookFinding | undefined {
  if (!described.ok) return undefined;
  const { engine, preset } = described.value;
  const reading = readingOf(engine);
  const own = primaryLanguage(book.language);
  const base = {
    severity: 'error',
    line: 1,
    column: 1,
    text: name,
    chapter: namedIn.chapter,
  } as const;
  const file = relative(paths.workspace, join(paths.voices, name, 'voice.json'));
  if (reading.languages !== undefined && !reading.languages.has(own)) {
    const found = `the engine “${engine}” does not speak "${book.language}", only ${[...reading.languages].join(', ')}`;
    return { ...base, file, found, remedy: 'Cast a voice of another engine in cast.json.' };
  }
  const spoken = preset === undefined ? undefined : reading.presetLanguage?.(preset);
  if (spoken === undefined || primaryLanguage(spoken) === own) return undefined;
  const found = `the preset “${preset}” speaks "${spoken}", and the book is in "${book.language}"`;
  return {
    ...base,
    file,
    found,
    remedy: 'Name a preset of the book’s language, or correct "language" in book.json.',
  };
}

async function sampleProblem(
  { paths }: CheckedBook,
  { described, name, namedIn }: NamedVoice,
): Promise<BookFinding | undefined> {
  if (!described.ok || described.value.sample === undefined) return undefined;
  const sample = join(paths.voices, name, 'sample.wav');
  const { state, found } = await checkSample(sample, described.value.sample);
  if (state === 'here') return undefined;
  const file = relative(paths.workspace, join(paths.voices, name, 'voice.json'));
  return {
    // Where every take is there already, the recording is not needed.
    ...{ severity: state === 'wrong' ? 'error' : 'warning', file, line: 1, column: 1 },
    ...{ text: name, found: `sample.wav: ${found}`, chapter: namedIn.chapter },
    remedy:
      'Put the right sample.wav beside it, or make the voice anew: npx nx run voices:add -- --replace …',
  };
}
