import { expect, test } from 'vitest';
import type { StageEvent } from './stage-event.ts';
import { writtenBook } from './testing/written-book.ts';
import { validateSharedLexicon } from './validate-shared-lexicon.ts';

const signal = new AbortController().signal;

async function said(files: Record<string, string | object>, options = {}) {
  const { workspace } = await writtenBook(files);
  const messages: string[] = [];
  const emit = (event: StageEvent) => messages.push('message' in event ? event.message : '');
  const { ok } = await validateSharedLexicon(workspace, options, { emit, signal });
  return { ok, output: messages.join('\n') };
}

const books = {
  'books/lamp/chapters/01-one/text.md': 'The *lamp* was lit by Jean.\n',
  'books/fyr/book.json': { title: 'F', author: 'A', language: 'da-DK', models: {} },
  'books/fyr/chapters/01-et/text.md': 'Fyret brændte, sagde kaptajnen.\n',
  'books/fyr/chapters/02-to/text.md': 'Og så gik det ud.\n',
  'books/broken/book.json': '{',
};

test('tells once which entries match in no book of their language, and which fight', async () => {
  const lexicon = {
    lamp: 'lump',
    gik: { say: 'gick', language: 'da' },
    fyret: { say: 'feeret', language: 'en' },
    genie: 'jeanie',
    Jean: [
      { say: 'Jan', language: 'da' },
      { say: 'Jeen', language: 'en' },
    ],
    '(Je)an': { say: '$1n', pattern: true },
    'x+y': { say: 'z', pattern: true },
  };
  const { ok, output } = await said({ ...books, 'books/lexicon.json': lexicon });
  expect(ok).toBe(true);
  expect(output.split('\n').filter((line) => line.includes('warning'))).toEqual([
    'books/lexicon.json:22:3: warning: lexicon: it matches “Jean” too, for which “Jean” is read: “Jeen”',
    'books/lexicon.json:7:3: warning: lexicon: no book has this word, or a longer entry always wins over it',
    'books/lexicon.json:11:3: warning: lexicon: no book has this word, or a longer entry always wins over it',
    'books/lexicon.json:13:5: warning: lexicon: no book has this word, or a longer entry always wins over it',
    'books/lexicon.json:26:3: warning: lexicon: no book has what this pattern matches, or another entry always wins over it',
    'books: no errors, 5 warnings: lexicon 5',
  ]);
});

test('fails where the lexicon can’t be read, and has nothing to say where there is none', async () => {
  expect(await said(books)).toEqual({ ok: true, output: 'books: no errors, no warnings' });
  const broken = await said({ ...books, 'books/lexicon.json': '{ "a": {} }' });
  expect(broken.ok).toBe(false);
  expect(broken.output).toContain('books/lexicon.json:1:8: error: files: "a.say": it is missing');
});
