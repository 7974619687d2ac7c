import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeFailure } from '@audiobook/model/failure';
import { expect, test } from 'vitest';
import { writtenBook } from '../testing/written-book.ts';
import { writeReport } from './write-report.ts';

const emit = () => undefined;

test('writeReport() writes a file that is named after the book', async () => {
  const book = await writtenBook();
  expect(await writeReport(book, 'plans/{book}.json', { a: 1 }, emit)).toEqual({ ok: true });
  const text = await readFile(join(book.workspace, 'plans', 'lamp.json'), 'utf8');
  expect(JSON.parse(text)).toEqual({ a: 1 });
});

test('writeReport() names the file that was asked for where it can’t be written', async () => {
  const book = await writtenBook();
  await writeFile(join(book.workspace, 'plans'), '');
  const written = await writeReport(book, 'plans/{book}.json', {}, emit);
  expect(!written.ok && describeFailure(written.failure)).toBe(
    [
      'Failed while writing what --json=plans/{book}.json asks for:',
      '  plans/lamp.json: EEXIST: file already exists',
      '  → Name another place: a file is where a folder would have to be.',
    ].join('\n'),
  );
});

test.skipIf(process.platform !== 'linux')(
  'writeReport() says so of a folder that takes no files',
  async () => {
    const written = await writeReport(await writtenBook(), '/proc/{book}.json', {}, emit);
    const said = !written.ok && describeFailure(written.failure);
    expect(said).toContain('/proc/lamp.json: ENOENT: no');
    expect(said).toContain('Name a file in a folder that you may write to');
  },
);
