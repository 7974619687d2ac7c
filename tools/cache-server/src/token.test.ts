import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Access, makeToken, readToken } from './token.ts';

const key = randomBytes(32);
const now = Date.UTC(2026, 0, 1);
const access = Access.parse({
  writer: 'pull-123',
  reads: ['pull/123', 'main'],
  writes: 'pull/123',
  expires: now / 1_000 + 60,
});
const token = makeToken(access, key);
const refused = { refused: 'this is no token of this server' };

describe('readToken()', () => {
  test('reads what makeToken() wrote, until it expires', () => {
    expect(readToken(token, key, now)).toEqual({ access });
    expect(readToken(token, key, now + 59_999)).toEqual({ access });
    expect(readToken(token, key, now + 60_000)).toEqual({
      refused: 'the token of pull-123 expired on 2026-01-01',
    });
  });

  test('refuses one of another key', () => {
    expect(readToken(token, randomBytes(32), now)).toEqual(refused);
  });

  test('refuses one of which anything is changed', () => {
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.integer({ min: 0x21, max: 0x7e }), (at, code) => {
        const changed = token.slice(0, at) + String.fromCharCode(code) + token.slice(at + 1);
        // The last character of a signature has bits that say nothing.
        fc.pre(changed !== token && at < token.length - 1);
        expect(readToken(changed, key, now)).toEqual(refused);
      }),
    );
  });

  test('refuses every other text, and says nothing that it holds', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readToken(text, key)).toEqual(refused);
      }),
    );
    const [prefix, payload, signature] = token.split('.');
    for (const text of [
      '',
      `${prefix}.${payload}.`,
      `${prefix}..${signature}`,
      `${token}.`,
      'x'.repeat(1e6),
    ]) {
      expect(readToken(text, key, now)).toEqual(refused);
    }
    // Who signs is this server; what it signed is looked at all the same.
    expect(readToken(makeToken({ ...access, reads: [] }, key), key, now)).toEqual(refused);
  });
});
