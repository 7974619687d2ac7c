import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTree } from '@nx/devkit/testing';
import { expect, onTestFinished, test } from 'vitest';
import bookGenerator from './generator.ts';

test('bookGenerator() says that a folder is no book file, and of what there is not that it is not there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'audiobook-import-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await expect(bookGenerator(createTree(), { file: folder })).rejects.toThrow(
    `Failed while importing ${folder}:\n  it is a folder\n  → Name a book file in it, such as book.epub or book.docx.`,
  );
  const file = join(folder, 'lamp.epub');
  await expect(bookGenerator(createTree(), { file })).rejects.toThrow(
    `Failed while importing ${file}:\n  there is no such file\n  → Name a file that can be read.`,
  );
});
