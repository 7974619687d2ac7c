import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileTitle } from './file-title.ts';

describe('fileTitle()', () => {
  it.each([
    ['Chapter 1: The Road', 'Chapter 1 - The Road'],
    ['12:30 / 13:00', '12-30 - 13-00'],
    ['Who?! «Moi», [said] {he}', 'Who! «Moi», [said] {he}'],
    ['“Quoted” and "quoted" <b>*', "“Quoted” and 'quoted' (b)"],
    ['  tabs\tand\nlines  ', 'tabs and lines'],
    ['...', 'Untitled'],
    ['', 'Untitled'],
    ['The end...', 'The end'],
    ['.hidden', 'hidden'],
    ['CON', 'CON_'],
    ['nul.txt', 'nul_.txt'],
    ['Console', 'Console'],
    ['LPT1', 'LPT_1'],
    ['e\u0301', '\u00e9'],
    ['../../etc/passwd', '-..-etc-passwd'],
    ['Æblet 漢字 👩‍👩‍👧', 'Æblet 漢字 👩‍👩‍👧'],
  ])('makes %j into %j', (title, name) => {
    expect(fileTitle(title)).toBe(name);
  });

  it('cuts at 180 bytes, between characters that belong together', () => {
    const family = '👩‍👩‍👧';
    const name = fileTitle(family.repeat(40));
    expect(name).toBe(family.repeat(Math.floor(180 / Buffer.byteLength(family))));
    expect(fileTitle('a'.repeat(500))).toBe('a'.repeat(180));
  });

  it('gives a name that every system takes, and that it would give again', () => {
    const law = fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (title) => {
      const name = fileTitle(title);
      expect(name).not.toMatch(/[/\\:*?"<>|\p{Cc}]|^[ .]|[ .]$|^$/u);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(182);
      expect(Buffer.from(name).toString()).toBe(name);
      expect(fileTitle(name)).toBe(name);
    });
    fc.assert(law, { numRuns: 200 });
  });
});
