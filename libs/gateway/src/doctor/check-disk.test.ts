import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { localHost } from '../runners/local-host.ts';
import { withPrograms } from '../testing/with-programs.ts';
import { checkDisk, literal } from './check-disk.ts';

const { signal } = new AbortController();

async function marked(kilobytes: number) {
  const lines = `echo 'Filesystem 1024-blocks Used Available Capacity Mounted on'
echo 'map auto_home 900000000 1 ${kilobytes} 50% /'`;
  withPrograms({ df: lines });
  return checkDisk(localHost, [{ what: 'takes', folder: '/takes' }], signal);
}

it('is wrong under 1 GB, and worth knowing under 10 GB', async () => {
  expect(await marked(900_000)).toEqual([
    {
      ...{ name: 'disk', mark: 'wrong', remedy: 'Free some space there.' },
      found: '0.9 GB free for takes (/takes)',
    },
  ]);
  expect(await marked(9_000_000)).toMatchObject([{ mark: 'notice' }]);
  expect(await marked(90_000_000)).toMatchObject([{ mark: 'ok', remedy: null }]);
});

it('measures the disk of a folder that is not made yet, by whatever name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'a "$HOME" `b` \\ '));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const things = [
    { what: 'takes', folder: literal(join(folder, 'not', 'yet')) },
    { what: 'temporary files', folder: `\${NO_SUCH_VARIABLE:-/}` },
  ];
  const [takes, temporary] = await checkDisk(localHost, things, signal);
  expect(takes?.found).toMatch(/^\d+\.\d GB free for takes/);
  expect(takes?.found).toContain(`(${join(folder, 'not', 'yet')})`);
  expect(temporary?.found).toMatch(/ GB free for temporary files \(\/\)$/);
});

it('leaves out what can’t be seen', async () => {
  withPrograms({ df: 'exit 1' });
  expect(await checkDisk(localHost, [{ what: 'images', folder: '/x' }], signal)).toEqual([]);
});
