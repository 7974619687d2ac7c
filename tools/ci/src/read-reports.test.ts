import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { readReports } from './read-reports.ts';

const Report = z.object({ book: z.string(), count: z.number() });

function folderOf(files: Record<string, unknown>): string {
  const folder = mkdtempSync(join(tmpdir(), 'reports-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const emma = { book: 'emma', count: 1 };

describe('readReports()', () => {
  it('reads each book’s, in order, and passes over other files', async () => {
    const lamp = { book: 'lamp', count: 2 };
    const folder = folderOf({ 'lamp.json': lamp, 'emma.json': emma, 'page.md': '# x' });
    expect(await readReports(folder, Report)).toEqual({ ok: true, value: [emma, lamp] });
  });

  it('finds nothing where there is no folder', async () => {
    expect(await readReports(join(folderOf({}), 'none'), Report)).toEqual({ ok: true, value: [] });
  });

  it.each([
    ['another book’s', { 'emma.json': { book: '../lamp', count: 1 } }],
    ['no JSON', { 'emma.json': '{' }],
    ['JSON of another kind', { 'emma.json': { book: 'emma' } }],
  ])('refuses %s', async (_name, files) => {
    expect(await readReports(folderOf(files), Report)).toMatchObject({ ok: false });
  });

  it('follows no link, and opens no folder', async () => {
    const folder = folderOf({ 'kept.txt': JSON.stringify(emma) });
    symlinkSync(join(folder, 'kept.txt'), join(folder, 'emma.json'));
    expect(await readReports(folder, Report)).toMatchObject({
      failure: { found: 'this is no file' },
    });
    rmSync(join(folder, 'emma.json'));
    mkdirSync(join(folder, 'emma.json'));
    expect(await readReports(folder, Report)).toMatchObject({
      failure: { found: 'this is no file' },
    });
  });

  it('reads neither endless files nor endlessly many', async () => {
    const folder = folderOf({ 'emma.json': emma });
    truncateSync(join(folder, 'emma.json'), 2 ** 31);
    expect(await readReports(folder, Report)).toMatchObject({
      failure: { found: 'it has more than 33554432 bytes' },
    });
    const many = Array.from({ length: 201 }, (_, at) => [`b${at}.json`, emma]);
    expect(await readReports(folderOf(Object.fromEntries(many)), Report)).toMatchObject({
      failure: { found: 'it holds 201 files, more than 200' },
    });
  });
});
