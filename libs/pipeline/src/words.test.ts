import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { StageEvent } from './stage-event.ts';
import { writtenBook } from './testing/written-book.ts';
import { loadWordList } from './words/load-word-list.ts';
import type { WordsReport } from './words/words-report.ts';
import { type WordsOptions, words } from './words.ts';

async function run(files: Record<string, string | object>, options: WordsOptions = {}) {
  const book = await writtenBook(files);
  const said: string[] = [];
  const emit = (event: StageEvent) => said.push('message' in event ? event.message : '');
  const result = await words(book, { json: '{book}.words.json', ...options }, emit);
  const file = join(book.workspace, 'lamp.words.json');
  const report = async (): Promise<WordsReport> => JSON.parse(await readFile(file, 'utf8'));
  return { result, output: said.join('\n'), report };
}

const chapters = {
  'books/lamp/chapters/01-one/text.md': '# One\n\nThe lamp of Edwina Vantongeren was lit.\n',
  'books/lamp/chapters/02-two/text.md':
    'Nobody had asked Vantongeren.\n\nIt was Colquhoun, by the Skagerrhak.\n',
};

test('lists words with count and first place, says how to put one right, and leaves out what the lexicons read', async () => {
  const lexicons = {
    'books/lexicon.json': { Colquhoun: 'Cahoon' },
    'books/lamp/lexicon.json': { Skagerrhak: 'Skagerrack' },
  };
  const { result, output, report } = await run({ ...chapters, ...lexicons }, { limit: 1 });
  expect(result).toEqual({ ok: true, value: undefined });
  expect(await report()).toMatchObject({
    ...{ book: 'lamp', language: 'en', dictionary: true },
    words: [
      {
        ...{ word: 'Vantongeren', kind: 'name', count: 2, likelihood: 0.6, chapter: 'lamp-01' },
        ...{ file: 'books/lamp/chapters/01-one/text.md', line: 3, column: 20 },
        context: 'The lamp of Edwina Vantongeren was lit.',
      },
      { word: 'Edwina', kind: 'common name' },
    ],
  });
  expect(output.split('\n')).toEqual([
    'Written to lamp.words.json.',
    'lamp: 2 words that may be said wrong, first those that matter most:',
    'times  word         why   first in',
    '    2  Vantongeren  name  lamp-01   The lamp of Edwina Vantongeren was lit.',
    '… and 1 more: --limit=2, or --json=<file>',
    'Hear one:     npx nx run gpu-runner:say -- --text=Vantongeren --voice=plain --out=word.wav',
    'Put it right: "Vantongeren": "as it sounds" in books/lamp/lexicon.json, or for all books in books/lexicon.json. It is not listed here then.',
  ]);
});

test('looks at the chapters that are named, and says where there is nothing to list or something can’t be read', async () => {
  const second = await run(chapters, { chapters: 2 });
  const found = (await second.report()).words.map(({ word, chapter }) => `${chapter} ${word}`);
  expect(found.sort()).toEqual([
    ...['lamp-02 Colquhoun', 'lamp-02 Skagerrhak', 'lamp-02 Vantongeren'],
  ]);
  const text = { 'books/lamp/chapters/01-one/text.md': 'The lamp was lit.\n' };
  expect((await run(text)).output).toContain('lamp: no word is likely to be said wrong.');
  const broken = await run({ ...text, 'books/lexicon.json': '{' });
  expect(broken.output).toContain('no word');
  expect(broken.result).toMatchObject({
    failure: { found: expect.stringContaining('books/lexicon.json:1:2: this is not JSON') },
  });
  expect((await run(text, { chapters: 7 })).result).toMatchObject({
    failure: { found: 'it has no chapter 7' },
  });
});

test('there are dictionaries of English, French and Danish', async () => {
  const has = async (language: string, ...words: string[]) => {
    const list = await loadWordList(language);
    return list && words.filter((word) => list.has(word));
  };
  expect(await has('en-GB', 'colour', 'color', 'xqzt')).toEqual(['colour', 'color']);
  expect(await has('fr-CA', 'été', 'xqzt')).toEqual(['été']);
  expect(await has('da', 'fyrtøjet', 'xqzt')).toEqual(['fyrtøjet']);
  expect(await has('nl', 'de')).toBeUndefined();
});
