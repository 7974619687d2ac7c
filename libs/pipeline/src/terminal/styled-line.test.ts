import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { paintLine } from './styled-line.ts';

describe('paintLine()', () => {
  test('paints only when asked', () => {
    const line = ['lamp-01  ', { text: 'done', style: 'green' }] as const;
    expect(paintLine(line, { width: 80, colours: false })).toBe('lamp-01  done');
    expect(paintLine(line, { width: 80, colours: true })).toBe('lamp-01  \x1b[32mdone\x1b[39m');
  });

  test('cuts what is too wide, and counts no colour', () => {
    const line = ['lamp-01  ', { text: 'speaking', style: 'cyan' }] as const;
    expect(paintLine(line, { width: 17, colours: true })).toContain('speaking');
    expect(paintLine(line, { width: 12, colours: true })).toBe('lamp-01  \x1b[36msp\x1b[39m…');
  });

  test('prints no control character that a server sent', () => {
    const trouble = 'refused\r\n\x1b[2J\u2028gone';
    expect(paintLine([trouble], { width: 80, colours: false })).toBe('refused [2J gone');
  });

  test('is never wider than it may be', () => {
    const part = fc.record({ text: fc.string({ unit: 'grapheme' }), style: fc.constant('red') });
    fc.assert(
      fc.property(fc.array(part), fc.nat(40), (parts, width) => {
        const line = parts.map(({ text }) => ({ text, style: 'red' as const }));
        const printed = stripVTControlCharacters(paintLine(line, { width, colours: true }));
        expect([...printed].length).toBeLessThanOrEqual(width);
      }),
    );
  });
});
