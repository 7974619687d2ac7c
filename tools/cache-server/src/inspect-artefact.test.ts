import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ArtefactInspector } from './inspect-artefact.ts';
import { artefactOf, type ForgedEntry, forgeArtefact, ofNx, tarOf } from './testing/artefacts.ts';

const limits = { unpackedBytes: 1_000_000, files: 20 };

/** What is wrong with an artefact that comes in pieces; undefined for one that is taken. */
async function problemOf(
  artefact: Buffer,
  pieceBytes = 1_000,
  own = limits,
): Promise<string | undefined> {
  const inspector = new ArtefactInspector(own);
  for (let at = 0; at < artefact.length; at += pieceBytes) {
    const problem = await inspector.write(artefact.subarray(at, at + pieceBytes));
    if (problem !== undefined) return problem;
  }
  return await inspector.end();
}

const problemWith = (...entries: ForgedEntry[]) => problemOf(forgeArtefact([...entries, ...ofNx]));

const longName = `dist/${'a-long-folder/'.repeat(12)}chapter.mp3`;
const named = (name: string): ForgedEntry => ({
  name: '././@LongLink',
  type: 'L',
  body: `${name}\0`,
});

describe('ArtefactInspector takes', () => {
  test('what Nx writes, in pieces of any size', async () => {
    const artefact = forgeArtefact([
      { name: 'dist', type: '5' },
      { name: 'dist/books/Été/01 L’été.mp3', body: randomBytes(5_000) },
      { name: 'dist/empty' },
      named(longName),
      { name: longName.slice(0, 100), body: randomBytes(513) },
      ...ofNx,
    ]);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: artefact.length }), async (bytes) => {
        expect(await problemOf(artefact, bytes)).toBeUndefined();
      }),
      { numRuns: 30 },
    );
  });

  test('a task without outputs', async () => {
    expect(await problemWith()).toBeUndefined();
  });

  test('a file with holes, whose list of pieces goes on in further blocks', async () => {
    const sparse = (realBytes: number): ForgedEntry => ({
      name: 'dist/book.m4b',
      type: 'S',
      body: Buffer.concat([
        Buffer.alloc(504, '0'),
        Buffer.from([1]),
        Buffer.alloc(7),
        Buffer.alloc(512),
        Buffer.alloc(100),
      ]),
      size: (100).toString(8).padStart(11, '0'),
      change(header) {
        header[482] = 1;
        header.write(realBytes.toString(8).padStart(11, '0'), 483);
      },
    });
    expect(await problemWith(sparse(900_000))).toBeUndefined();
    expect(await problemWith(sparse(1_100_000))).toBe('it unpacks to more than 1000000 bytes');
    expect(await problemWith(sparse(50))).toContain('can not be read');
  });
});

describe('ArtefactInspector refuses', () => {
  test.each([
    ['/etc/passwd', 'the name "/etc/passwd" is absolute'],
    ['\\windows', 'the name "\\\\windows" is absolute'],
    ['C:/windows', 'the name "C:/windows" is absolute'],
    ['../evil', 'the name "../evil" climbs out of its folder'],
    ['dist/../../evil', 'the name "dist/../../evil" climbs out of its folder'],
    ['dist\\..\\evil', 'the name "dist\\\\..\\\\evil" climbs out of its folder'],
    ['..', 'the name ".." climbs out of its folder'],
  ])('the name %s, short or long', async (name, problem) => {
    expect(await problemWith({ name, body: 'x' })).toBe(problem);
    expect(await problemWith(named(name), { name: 'dist/fine', body: 'x' })).toBe(problem);
  });

  test('a name that POSIX would put a prefix in front of', async () => {
    const prefixed: ForgedEntry = {
      name: 'evil',
      magic: 'ustar\x0000',
      change: (header) => void header.write('../..', 345),
    };
    expect(await problemWith(prefixed)).toContain('climbs out');
  });

  test.each([
    ['1', 'a link'],
    ['2', 'a link'],
    ['3', 'a device'],
    ['4', 'a device'],
    ['6', 'a pipe'],
    ['x', 'of the type 120'],
    ['g', 'of the type 103'],
    ['K', 'of the type 75'],
    ['V', 'of the type 86'],
  ])('an entry of the type %s', async (type, what) => {
    const problem = `"dist/a" is ${what}, and only files and folders are taken`;
    expect(await problemWith({ name: 'dist/a', type, link: '/etc/passwd' })).toBe(problem);
  });

  test('what one reader would pass over and another would not', async () => {
    const old = { ...named('dist/fine'), magic: '' };
    expect(await problemWith(old, { name: '../evil', body: 'x' })).toContain(
      'of a type that its header can not have',
    );
    expect(await problemWith(named('dist/a'), named('dist/b'), { name: 'c' })).toBe(
      'a name in it is longer than any path',
    );
    expect(await problemWith(named('a'.repeat(5_000)), { name: 'c' })).toBe(
      'a name in it is longer than any path',
    );
    expect(await problemWith({ name: 'dist/a', size: '\x80\0\0\0\0\0\0\0\0\0\0\x05' })).toContain(
      'can not be read',
    );
    expect(await problemWith({ name: 'dist/a', size: '-0000000005' })).toContain('can not be read');
    expect(await problemWith({ name: 'dist', type: '5', body: 'x' })).toBe(
      'a folder in it has a content',
    );
    expect(await problemWith({ name: 'a', change: (header) => void header.fill(0xff, 0, 3) })).toBe(
      'a name in it is not UTF-8',
    );
  });

  test('an archive that is not whole, or has something behind it', async () => {
    const whole = artefactOf('dist/a', randomBytes(10_000));
    for (const bytes of [0, 1, 20, 600, 5_000, whole.length - 1]) {
      expect(await problemOf(whole.subarray(0, bytes))).toBe(
        'it is not compressed as gzip does, or cut short',
      );
    }
    expect(await problemOf(forgeArtefact(ofNx, { ended: false }))).toBe('it is cut short');
    expect(await problemOf(Buffer.concat([whole, Buffer.from('x')]))).toMatch(/follows|cut short/);
    expect(await problemOf(Buffer.concat([whole, whole]))).toContain('follows');
    expect(await problemOf(gzipSync('no archive'.repeat(100)))).toBe('it is no tar archive');
    expect(await problemOf(randomBytes(3_000))).toContain('not compressed as gzip');
  });

  test('what Nx could not read: no exit code, two of them, one of another size', async () => {
    expect(await problemOf(forgeArtefact(ofNx.slice(0, 1)))).toBe(
      'it does not say how its task ended',
    );
    expect(await problemWith({ name: 'code', body: Buffer.alloc(4) })).toBe(
      'its "code" is not what Nx writes',
    );
    expect(await problemOf(forgeArtefact([{ name: 'code', body: '0' }]))).toBe(
      'its "code" is not what Nx writes',
    );
  });

  test('whatever is changed in one, or takes it, and never fails otherwise', async () => {
    const tar = tarOf([
      { name: 'dist', type: '5' },
      named(longName),
      { name: longName.slice(0, 100), body: 'x'.repeat(600) },
      ...ofNx,
    ]);
    const changes = fc.array(fc.tuple(fc.nat(tar.length - 1), fc.nat(255)), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(changes, fc.boolean(), async (places, squeezed) => {
        const bytes = squeezed ? gzipSync(tar) : Buffer.from(tar);
        for (const [at, value] of places) bytes[at % bytes.length] = value;
        const problem = await problemOf(squeezed ? bytes : gzipSync(bytes), 700);
        expect(problem === undefined || problem.length > 5).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('more files than there may be', async () => {
    const files = Array.from({ length: 30 }, (_, at) => ({ name: `dist/${at}` }));
    expect(await problemWith(...files)).toBe('it has more than 20 files and folders');
  });

  test('folders that are only on the way to others', async () => {
    const deep = (at: number) => `dist/${at}/${'x/'.repeat(8)}y`;
    expect(await problemWith({ name: deep(1), body: 'x' })).toBeUndefined();
    expect(await problemWith({ name: deep(1) }, { name: deep(2) })).toBe(
      'it has more than 20 files and folders',
    );
    const folders = Array.from({ length: 30 }, () => ({ name: 'dist', type: '5' }));
    expect(await problemWith(...folders)).toBe('it has more than 20 files and folders');
  });

  test('a long name with something behind a zero byte', async () => {
    for (const name of ['code\0elsewhere', 'dist/a\0', '\0']) {
      expect(await problemWith(named(name), { name: 'dist/a' })).toMatch(
        /a name in it (holds a zero byte|is empty)/,
      );
    }
    const bare = { ...named(longName), body: longName };
    expect(await problemWith(bare, { name: 'x' })).toBeUndefined();
  });

  test('what a task wrote to the terminal where Nx could not read it', async () => {
    const wrote = (...bodies: (Buffer | string)[]) =>
      problemOf(
        forgeArtefact([
          ...bodies.map((body) => ({ name: 'terminalOutput', body })),
          { name: 'code', body: Buffer.alloc(4) },
        ]),
        100,
        { ...limits, unpackedBytes: 1e9 },
      );
    expect(await wrote('Été'.repeat(50_000))).toBeUndefined();
    expect(await wrote('')).toBeUndefined();
    for (const wrong of [Buffer.from('Été', 'latin1'), Buffer.from('É').subarray(0, 1)]) {
      expect(await wrote(wrong)).toBe('its "terminalOutput" is not UTF-8');
    }
    expect(await wrote('a', 'b')).toBe('its "terminalOutput" is not what Nx writes');
    expect(await wrote(Buffer.alloc(64_000_001))).toBe('its "terminalOutput" has more than 64 MB');
  });

  test('a bomb, in flat memory, long before it is unpacked', async () => {
    const bomb = forgeArtefact([{ name: 'dist/zeros', body: Buffer.alloc(60_000_000) }, ...ofNx]);
    expect(bomb.length).toBeLessThan(100_000);
    const before = process.memoryUsage.rss();
    expect(await problemOf(bomb, 65_536)).toBe('it unpacks to more than 1000000 bytes');
    expect(await problemOf(bomb, 65_536, { ...limits, unpackedBytes: 1e8 })).toBeUndefined();
    expect(process.memoryUsage.rss() - before).toBeLessThan(40_000_000);
  });
});
