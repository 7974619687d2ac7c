import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomic } from '@audiobook/files/write-file-atomic';
import { onTestFinished, vi } from 'vitest';
import { type BookPaths, bookPaths } from '../book/book-paths.ts';

/**
 * A workspace of its own with the book `lamp`, narrated by the preset `plain` of an engine `tone`; `files`, by their
 * paths in the workspace, are written over it or beside it. The take store is one of its own too.
 */
export async function writtenBook(files: Record<string, string | object> = {}): Promise<BookPaths> {
  const root = await mkdtemp(join(tmpdir(), 'audiobook-book-'));
  vi.stubEnv('AUDIOBOOK_TAKES', join(root, 'takes'));
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await rm(root, { recursive: true });
  });
  const all = {
    'books/lamp/book.json': {
      ...{ title: 'The Lamp', author: 'A. Tester', narrator: 'Tone', language: 'en', year: 2020 },
      ...{ description: 'A lamp.', models: { tone: 'tone:1' } },
    },
    'books/lamp/cast.json': { narrator: { voice: 'plain' } },
    'voices/plain/voice.json': { engine: 'tone', preset: 'plain' },
    ...files,
  };
  for (const [path, content] of Object.entries(all)) {
    const text = typeof content === 'string' ? content : JSON.stringify(content, undefined, 2);
    await writeFileAtomic(join(root, path), text);
  }
  return bookPaths(root, 'lamp');
}
