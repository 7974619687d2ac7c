import { describe, expect, it } from 'vitest';
import { decodeText } from './decode-text.ts';

const said = 'Ærø, Crécy – 5 €.';

describe('decodeText()', () => {
  it.each([
    ['UTF-8', Buffer.from(said)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${said}`)],
    ['UTF-16, little endian', Buffer.from(`\ufeff${said}`, 'utf16le')],
    ['UTF-16, big endian', Buffer.from(`\ufeff${said}`, 'utf16le').swap16()],
    ['UTF-16 without a mark', Buffer.from(said.repeat(5), 'utf16le')],
    ['Windows-1252', Buffer.from([0xc6, 0x72, 0xf8, 0x20, 0x80, 0x96])],
  ])('reads %s', (_, bytes) => {
    const decoded = decodeText(bytes);
    expect(decoded.kind === 'text' && decoded.text).toMatch(/^(Ærø, Crécy – 5 €\.)+$|^Ærø €–$/);
  });

  it('drops NUL characters that are strewn in, and counts them', () => {
    expect(decodeText(Buffer.from('Chap\0\0ter 1 was long enough.'))).toEqual({
      kind: 'text',
      text: 'Chapter 1 was long enough.',
      nulCharacters: 2,
    });
  });

  it('knows binary data, whatever it begins with', () => {
    const noise = Uint8Array.from({ length: 4_000 }, (_, at) => (at * 7919) % 251);
    expect(decodeText(noise).kind).toBe('binary');
    expect(decodeText(Buffer.concat([Buffer.from('Title\n'), noise])).kind).toBe('binary');
    expect(decodeText(new Uint8Array(100)).kind).toBe('binary');
  });
});
