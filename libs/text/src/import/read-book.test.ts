import { describeFailure } from '@audiobook/model/failure';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readBook } from './read-book.ts';
import { makeEpub, xhtml } from './testing/small-epub.ts';

async function failureOf(name: string, bytes: Uint8Array): Promise<string> {
  const book = await readBook({ name, bytes });
  if (book.ok) throw new Error(`imported ${book.value.chapters.length} chapters`);
  expect(book.failure.kind).toBe('bad-file');
  return describeFailure(book.failure);
}

/** How Word's binary files begin, and the name of something in them. */
function ole(name: string): Uint8Array {
  const signature = Buffer.from('d0cf11e0a1b11ae1', 'hex');
  return new Uint8Array(
    Buffer.concat([signature, Buffer.alloc(20_000), Buffer.from(name, 'utf16le')]),
  );
}

const sound = makeEpub({ pages: [['1.xhtml', '<p>It rained.</p>']] });

describe('readBook()', () => {
  it('picks the format by content, whatever the name says', async () => {
    expect(await readBook({ name: 'book.txt', bytes: sound })).toMatchObject({
      ok: true,
      value: { title: 'A Book', chapters: [{ title: 'A Book' }] },
    });
    expect(
      await readBook({ name: 'book', bytes: strToU8('It rained all day long.') }),
    ).toMatchObject({
      ok: true,
      value: { chapters: [{ blocks: [{ lines: ['It rained all day long.'] }] }] },
    });
  });

  it('counts what was left out, by kind', async () => {
    const page =
      '<p>It rained.<sup epub:type="noteref">12</sup> And<sup epub:type="noteref">13</sup></p>';
    const book = await readBook({
      name: 'b.epub',
      bytes: makeEpub({ pages: [['1.xhtml', page]] }),
    });
    expect(book.ok && book.value.leftOut).toEqual([{ what: 'note marks', characters: 4 }]);
  });

  it.each([
    ['a text without headings', ''],
    ['a long foreword without a heading', `${'It was read aloud at the fair. '.repeat(80)}\n\n`],
  ])('counts the title that it gives to %s as added', async (_, opening) => {
    const chapters = opening === '' ? [''] : ['CHAPTER I\n\n', 'CHAPTER II\n\n'];
    const text = opening + chapters.map((heading) => `${heading}It rained all day.`).join('\n\n');
    const book = await readBook({ name: 'Rain.txt', bytes: strToU8(text) });
    expect(book.ok && book.value.chapters[0]?.title).toBe(opening === '' ? 'Rain' : 'Front matter');
    expect(book.ok && book.value.letters).toMatchObject({ missing: 0 });
  });

  it.each([
    ['book.mobi', strToU8(`${'x'.repeat(60)}BOOKMOBI`), 'a Kindle book'],
    [
      'book.odt',
      zipSync({ mimetype: [strToU8('application/vnd.oasis.opendocument.text'), { level: 0 }] }),
      'an OpenDocument text',
    ],
    ['book.rtf', strToU8('{\\rtf1 Text.}'), 'an RTF document'],
    [
      'book.docx',
      ole(''),
      'a Word document of before 2007 (.doc), or one protected with a password',
    ],
    ['book.docx', ole('EncryptedPackage'), 'a Word document protected with a password'],
    ['book.azw3', strToU8('Text.'), 'a Kindle book'],
    ['book.png', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]), 'a picture'],
    ['book.dat', new Uint8Array(5_000).map((_, at) => (at * 7919) % 251), 'of an unknown format'],
  ])('refuses %s and names what can be imported', async (name, bytes, format) => {
    const message = await failureOf(name, bytes);
    expect(message).toContain(`the file is ${format}, which cannot be imported`);
    expect(message).toContain('what can be imported is EPUB (.epub), Word (.docx), ');
    expect(message).toContain(' and plain text (.txt).');
  });

  it('refuses empty files, text without text, and binary data named as text', async () => {
    expect(await failureOf('a.txt', new Uint8Array())).toContain('the file is empty');
    expect(await failureOf('a.txt', strToU8(' \n\n* * *\n'))).toContain('there is no text in it');
    const noise = new Uint8Array(5_000).map((_, at) => (at * 7919) % 251);
    expect(await failureOf('a.txt', noise)).toContain('binary data');
  });

  it('refuses an archive that is cut off, or damaged inside', async () => {
    expect(await failureOf('a.epub', sound.subarray(0, sound.length * 0.6))).toContain(
      'is damaged',
    );
    const text = strToU8(xhtml(`<p>${'rain '.repeat(500)}</p>`));
    const whole = zipSync({
      mimetype: strToU8('application/epub+zip'),
      'META-INF/container.xml': text,
    });
    const at = Buffer.from(whole).indexOf('PK\u0001\u0002') - 20;
    whole[at] = (whole[at] ?? 0) ^ 0xff;
    expect(await failureOf('a.epub', whole)).toContain('META-INF/container.xml cannot be unpacked');
  });

  it('names the file that is missing', async () => {
    const noPackage = zipSync({
      mimetype: strToU8('application/epub+zip'),
      'META-INF/container.xml': strToU8(
        '<container><rootfile full-path="x/gone.opf"/></container>',
      ),
    });
    expect(await failureOf('a.epub', noPackage)).toContain('x/gone.opf is missing');
    const noPage = makeEpub({
      pages: [],
      files: {
        'OPS/book.opf':
          '<package><manifest><item id="p" href="gone.xhtml" media-type="application/xhtml+xml"/>' +
          '</manifest><spine><itemref idref="p"/></spine></package>',
      },
    });
    expect(await failureOf('a.epub', noPage)).toContain('OPS/gone.xhtml is missing');
    expect(await failureOf('a.epub', makeEpub({ pages: [] }))).toContain(
      'no pages as its reading order',
    );
  });

  it('refuses DRM, but not scrambled fonts', async () => {
    const encrypted = (method: string, file: string) =>
      makeEpub({
        pages: [['1.xhtml', '<p>It rained.</p>']],
        files: {
          'META-INF/encryption.xml':
            `<encryption><enc:EncryptedData xmlns:enc="e"><enc:EncryptionMethod Algorithm="${method}"/>` +
            `<enc:CipherReference URI="${file}"/></enc:EncryptedData></encryption>`,
        },
      });
    const aes = 'http://www.w3.org/2001/04/xmlenc#aes128-cbc';
    expect(await failureOf('a.epub', encrypted(aes, 'OPS/1.xhtml'))).toContain('protected by DRM');
    const font = encrypted('http://www.idpf.org/2008/embedding', 'OPS/font.otf');
    expect((await readBook({ name: 'a.epub', bytes: font })).ok).toBe(true);
  });

  it('refuses a book of pictures', async () => {
    const pictures = makeEpub({ pages: [['1.xhtml', '<img src="1.png" alt=""/>']] });
    expect(await failureOf('a.epub', pictures)).toContain(
      'no text was found in it, only 1 images on 1 pages',
    );
  });

  it('refuses what says that it unpacks to too much', async () => {
    const bytes = Buffer.from(sound);
    const listed = bytes.lastIndexOf('OPS/1.xhtml') - 46;
    bytes.writeUInt32LE(80 * 1024 * 1024, listed + 24);
    expect(await failureOf('a.epub', bytes)).toContain(
      'OPS/1.xhtml is too large: it unpacks to more than 64 MiB',
    );
  });

  it('writes no file and fails for none outside: names with .. are only names', async () => {
    const traversal = makeEpub({
      pages: [['1.xhtml', '<p>It rained.</p>']],
      files: { '../../evil.txt': 'evil' },
    });
    expect((await readBook({ name: 'a.epub', bytes: traversal })).ok).toBe(true);
  });

  it.each([
    ['lines of nothing', 'book.txt', '.'.repeat(300_000)],
    ['spaces', 'book.txt', `a${' '.repeat(300_000)}b`],
    ['marks', 'book.txt', `${'_a '.repeat(50_000)}${'*'.repeat(100_000)}a`],
    ['headings', 'book.txt', 'I\n\nCONTENTS\n\nChapter 1\n\nABC\n\n\n'.repeat(5_000)],
    ['pages', 'book.txt', '1\n\f\nword-\n'.repeat(10_000)],
    ['tags that never close', 'book.epub', '<script '.repeat(50_000)],
    ['tags within a line', 'book.epub', `<p>${'<b>rain</b> '.repeat(30_000)}</p>`],
    [
      'cells within a row',
      'book.epub',
      `<table><tr>${'<td>rain</td>'.repeat(30_000)}</tr></table>`,
    ],
    ['lines within a stanza', 'book.epub', `<p class="verse">${'rain<br/>'.repeat(30_000)}</p>`],
    ['a heading without end', 'book.epub', `<h1>${'rain '.repeat(50_000)}</h1><p>It rained.</p>`],
    [
      'links to one place',
      'book.html',
      `<html>${'<p><a href="#x">rain</a>'.repeat(30_000)}<h1 id="x">It`,
    ],
    ['tags of HTML', 'book.html', `<html>${'<b>a</b>'.repeat(500_000)}`],
    ['headings of Markdown', 'book.md', '# rain\n'.repeat(10_000)],
    ['marks of Markdown', 'book.md', '*a **b '.repeat(30_000)],
    [
      'sections',
      'book.fb2',
      `<FictionBook><body>${'<section><p>rain</p></section>'.repeat(8_000)}`,
    ],
  ])('is done soon with a file of %s', async (_, name, text) => {
    const bytes = name.endsWith('.epub') ? makeEpub({ pages: [['1.xhtml', text]] }) : strToU8(text);
    const before = process.cpuUsage();
    await readBook({ name, bytes });
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(5_000);
  });
});
