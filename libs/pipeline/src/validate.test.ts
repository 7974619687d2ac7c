import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sampleWave } from '@audiobook/engines/testing/sample-wave';
import { writeFileAtomic } from '@audiobook/files/write-file-atomic';
import { segmentChapter } from '@audiobook/text/segment-chapter';
import { describe, expect, test } from 'vitest';
import type { BookPaths } from './book/book-paths.ts';
import type { StageEvent } from './stage-event.ts';
import { writtenBook } from './testing/written-book.ts';
import type { Finding } from './validate/finding.ts';
import { type ValidateOptions, validate } from './validate.ts';

const text = 'books/lamp/chapters/01-one/text.md';
const corrections = 'books/lamp/chapters/01-one/corrections.json';
const plain = '# Chapter One\n\nThe lamp was lit, and nobody knew who had lit it.\n';

/** A narrator of whose engine it is known. */
const symbolsMisread = {
  'voices/plain/voice.json': { engine: 'espeak-ng', preset: 'f3' },
  'books/lamp/book.json': {
    ...{ title: 'The Lamp', author: 'A. Tester', narrator: 'F', language: 'en', year: 2020 },
    ...{ description: 'A lamp.', models: { 'espeak-ng': 'espeak-ng:1' } },
  },
};

async function run(book: BookPaths, options: ValidateOptions = {}) {
  const said: string[] = [];
  const emit = (event: StageEvent) => said.push('message' in event ? event.message : '');
  const json = join(book.workspace, 'findings.json');
  const result = await validate(book, { ...options, json }, emit);
  const report = JSON.parse(await readFile(json, 'utf8'));
  const findings: Finding[] = report.findings;
  return { result, report, findings, output: said.join('\n') };
}

/** Findings beside those of the missing cover, as lines without what to do. */
async function findingsOf(files: Parameters<typeof writtenBook>[0]): Promise<string[]> {
  const { findings } = await run(await writtenBook({ [text]: plain, ...files }));
  return findings
    .filter(({ found }) => found !== 'there is no cover')
    .map(
      ({ file, line, column, severity, found }) =>
        `${file}:${line}:${column}: ${severity}: ${found}`,
    );
}

describe('validate()', () => {
  test('finds nothing in a sound book but what it lacks', async () => {
    expect(await findingsOf({})).toEqual([]);
    const book = {
      title: 'T',
      author: 'Unknown author',
      language: 'en',
      models: { tone: 'tone:1' },
    };
    expect(await findingsOf({ 'books/lamp/book.json': book })).toEqual([
      'books/lamp/book.json:3:3: warning: the author is not named',
      ...['narrator', 'year', 'description'].map((field) =>
        expect.stringContaining(`books/lamp/book.json:1:1: warning: there is no "${field}"`),
      ),
    ]);
  });

  test('says where in text.md something is, what, and what to do', async () => {
    const book = await writtenBook({ [text]: `${plain}\nHe said *“Come* in.\n` });
    const { output, result } = await run(book);
    expect(output).toContain(
      [
        `${text}:5:10: warning: quotation marks: “ is not closed`,
        '    He said *“Come* in.',
        '    → Write the mark that is missing: pauses, and who speaks, are read off them.',
      ].join('\n'),
    );
    expect(output).toMatch(/lamp: no errors, 2 warnings: metadata 1, quotation marks 1$/);
    expect(result.ok).toBe(true);
  });

  test('fails with an error, and with a warning where --strict asks for it', async () => {
    const sound = await run(await writtenBook({ [text]: plain }));
    expect(sound.report).toMatchObject({ book: 'lamp', errors: 0, warnings: 1 });
    const strict = await run(await writtenBook({ [text]: plain }), { strict: true });
    expect(strict.result).toMatchObject({ failure: { found: 'no errors, 1 warning: metadata 1' } });
    const { result } = await run(await writtenBook({ [text]: `${plain}\nCaf\ufffd.\n` }));
    expect(result).toMatchObject({
      failure: { kind: 'bad-request', found: '1 error, 1 warning: metadata 1, characters 1' },
    });
  });

  test('tells the entries of the lexicon and the corrections that find nothing, with their lines', async () => {
    const lost = { spoken: 'Gone.' };
    const files = {
      'books/lamp/lexicon.json': { lamp: 'lump', Lamp: 'Lump', genie: 'jeanie' },
      [corrections]: { segments: { s0123456789ab: lost } },
    };
    expect(await findingsOf(files)).toEqual([
      'books/lamp/lexicon.json:3:3: warning: no segment has this word, or a longer entry always wins over it',
      'books/lamp/lexicon.json:4:3: warning: no segment has this word, or a longer entry always wins over it',
      `${corrections}:3:5: warning: the text no longer has this segment, and the correction does nothing`,
    ]);
  });

  test('tells the entries of the lexicon that fight, where they stand', async () => {
    const lexicon = `{
  "LAMP": { "say": "lump", "case": "any" },
  "lamp": "lamb",
  "Lamp": "Lump",
  "nobody": "no one",
  "no(body|where)": { "pattern": true, "say": "no $1" },
  "lit": [
    { "say": "litt" },
    { "say": "lee", "language": "fr" },
    { "say": "let" }
  ],
  "who": "hoo",
  "who": "hoo"
}`;
    const source = `${plain}\n“Lamp!” she said.\n`;
    const file = 'books/lamp/lexicon.json';
    expect(await findingsOf({ [file]: lexicon, [text]: source })).toEqual([
      `${file}:13:3: warning: the lexicon has this entry twice, and the last of them alone is read`,
      `${file}:3:3: warning: it matches the same words as “LAMP”, which is read: “lump”`,
      `${file}:10:5: warning: it matches the same words as “lit”, which is read: “litt”`,
      `${file}:6:3: warning: it matches “nobody” too, for which “nobody” is read: “no one”`,
      `${file}:9:5: warning: it is for books in “fr”, and this one is in “en”`,
    ]);
  });

  test('tells what is wrong with a pattern, and where', async () => {
    const file = 'books/lamp/lexicon.json';
    const lexicon = '{\n  "lamp": "lump",\n  "l(amp": { "say": "$1", "pattern": true }\n}';
    expect(await findingsOf({ [file]: lexicon })).toEqual([
      `${file}:3:3: error: the pattern “l(amp” is no regular expression: missing closing ): l(amp`,
    ]);
    expect(await findingsOf({ [file]: { lamp: { say: 'lump', whole: false } } })).toEqual([
      expect.stringContaining(`${file}:2:3: error: “lamp”: "whole" is for patterns`),
    ]);
    expect(await findingsOf({ 'books/lexicon.json': '{ "lamp": 1 }' })).toEqual([
      'books/lexicon.json:1:11: error: "lamp": it has to be text, an object or a list',
    ]);
  });

  test('says nothing of entries of the shared lexicon, which other books may have', async () => {
    const shared = { 'books/lexicon.json': { lamp: 'lump', genie: 'jeanie' } };
    expect(await findingsOf({ ...shared, 'books/lamp/lexicon.json': { Lamp: 'lemp' } })).toEqual([
      expect.stringContaining('books/lamp/lexicon.json:2:3: warning: no segment has this word'),
    ]);
  });

  test('tells accepted takes that no segment has any more, or that ask for something else', async () => {
    const take = { key: 'a'.repeat(64), digest: 'b'.repeat(64) };
    const [segment = ''] = segmentChapter(plain, 'en').segments.map(({ id }) => id);
    const lock = 'books/lamp/takes.lock.json';
    const takes = { s0123456789ab: take, [segment]: take };
    const content = { models: { tone: ['tone:1'] }, chapters: { '01-one': takes } };
    const found = await findingsOf({ [lock]: content });
    expect(found).toHaveLength(2);
    expect(found).toContainEqual(
      expect.stringMatching(/^.*lock\.json:9:7: warning: no chapter has/),
    );
    expect(found).toContainEqual(expect.stringContaining('something else than was accepted'));
    // What segments ask for is not known then.
    for (const file of ['cast.json', 'lexicon.json', 'chapters/01-one/corrections.json']) {
      const unread = await findingsOf({
        [lock]: content,
        [`books/lamp/${file}`]: '{ "narator": 1 }',
      });
      expect(unread).toEqual([expect.stringContaining(`${file}:1:`)]);
    }
  });

  test('tells chapters without text, with a heading alone, and folders that are none', async () => {
    const files = {
      'books/lamp/chapters/02-two/text.md': '<!-- to come -->\n',
      'books/lamp/chapters/03-three/text.md': '# Three\n',
      'books/lamp/chapters/four/text.md': 'Four.\n',
    };
    expect(await findingsOf(files)).toEqual([
      'books/lamp/chapters/four:1:1: error: its name is not that of a chapter',
      'books/lamp/chapters/02-two/text.md:1:1: error: there is nothing to speak',
      'books/lamp/chapters/03-three/text.md:1:1: warning: there is a heading alone',
    ]);
  });

  test('tells files that can’t be read, and checks the others all the same', async () => {
    const files = {
      'books/lamp/lexicon.json': '{ "a": 1 }',
      'books/lamp/cast.json': '{ "narator": {} }',
      [text]: `${plain}\nCaf\ufffd.\n`,
    };
    expect(await findingsOf(files)).toEqual([
      expect.stringContaining('books/lamp/cast.json:1:3: error: there is no "narator"'),
      expect.stringContaining('books/lamp/lexicon.json:1:8: error:'),
      expect.stringContaining(`${text}:5:4: error: U+FFFD`),
    ]);
    const book = await writtenBook({ [text]: plain, 'books/lamp/book.json': '{' });
    expect((await run(book)).findings).toMatchObject([
      { file: 'books/lamp/book.json', line: 1, severity: 'error' },
    ]);
  });

  test('tells a voice that there is not where it is named, and one that the engine does not have', async () => {
    expect(await findingsOf({ 'books/lamp/cast.json': { narrator: { voice: 'nobody' } } })).toEqual(
      [expect.stringContaining('books/lamp/cast.json:3:5: error: voices/nobody/voice.json')],
    );
    const espeak = { engine: 'espeak-ng', preset: 'nosuch', model: 'espeak-ng:1' };
    expect(await findingsOf({ 'voices/plain/voice.json': espeak })).toEqual([
      expect.stringMatching(/^voices\/plain\/voice\.json:1:1: error: .*nosuch/),
    ]);
  });

  test('tells a preset, or an engine, that speaks another language', async () => {
    const french = { engine: 'kokoro', preset: 'ff_siwis', model: 'kokoro:1' };
    expect(await findingsOf({ 'voices/plain/voice.json': french })).toEqual([
      'voices/plain/voice.json:1:1: error: the preset “ff_siwis” speaks "fr", and the book is in "en"',
    ]);
    const british = { ...french, preset: 'bf_emma' };
    expect(await findingsOf({ 'voices/plain/voice.json': british })).toEqual([]);
    const book = {
      title: 'T',
      author: 'A',
      narrator: 'N',
      language: 'da',
      year: 1900,
      description: 'D',
      models: {},
    };
    const danish = {
      [text]: '# Første Kapitel\n\nLampen var tændt, og ingen vidste hvorfor.\n',
      'books/lamp/book.json': book,
      'voices/plain/voice.json': { ...french, preset: 'x' },
    };
    expect(await findingsOf(danish)).toEqual([
      expect.stringContaining('the engine “kokoro” does not speak "da"'),
    ]);
  });

  test('warns of a recording that is not here, and fails with another one', async () => {
    const { bytes, digest: sha256 } = sampleWave();
    const sample = { sha256, licence: 'CC0', consent: 'A tone.' };
    const book = await writtenBook({
      [text]: plain,
      'voices/plain/voice.json': { engine: 'tone', sample },
    });
    const voices = async () => (await run(book)).findings.filter(({ check }) => check === 'voices');
    expect(await voices()).toMatchObject([{ severity: 'warning', text: 'plain' }]);
    const wave = join(book.voices, 'plain', 'sample.wav');
    await writeFileAtomic(wave, sampleWave(440).bytes);
    expect(await voices()).toMatchObject([
      { severity: 'error', found: expect.stringContaining('another recording') },
    ]);
    await writeFileAtomic(wave, bytes);
    expect(await voices()).toEqual([]);
    await rm(wave);
  });

  test('shows five of a kind in a chapter and counts the rest; what is the same is told once a book', async () => {
    const open = Array.from({ length: 8 }, (_, at) => `Line ${at} “is open.`).join(
      '\n\nHe went.\n\n',
    );
    const two = 'books/lamp/chapters/02-two/text.md';
    const book = await writtenBook({
      [text]: open,
      [two]: 'He saw → there, and → here.\n\nAnd → too.\n',
      ...symbolsMisread,
    });
    const { output, report } = await run(book);
    expect(output.match(/“ is not closed/g)).toHaveLength(5);
    expect(output).toContain('    … and 3 more');
    expect(output).toContain(`${two}:1:8: warning: characters: U+2192 → is a symbol`);
    expect(output).toContain('(2 times, here first)');
    expect(report).toMatchObject({ warnings: 11 });
    expect(report.findings).toHaveLength(11);
  });

  test('checks what is spoken: corrections and the lexicon are heard, skipped segments are not', async () => {
    const source = `${plain}\nHe saw → there.\n`;
    const files = { [text]: source, ...symbolsMisread };
    expect(await findingsOf(files)).toEqual([expect.stringContaining('U+2192 → is a symbol')]);
    const lexicon = { 'books/lamp/lexicon.json': { '→': 'an arrow' } };
    expect(await findingsOf({ ...files, ...lexicon })).toEqual([]);
    const { id = '' } = segmentChapter(source, 'en').segments.at(-1) ?? {};
    for (const correction of [{ spoken: 'He saw an arrow there.' }, { skip: true }]) {
      const corrected = { [corrections]: { segments: { [id]: correction } } };
      expect(await findingsOf({ ...files, ...corrected })).toEqual([]);
    }
  });
});
