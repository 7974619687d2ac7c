import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeSpan } from './code-span.ts';

test.each([
  ['plain words', '`plain words`'],
  [
    '@everyone [see](https://example.org) <b>#1</b>',
    '`@everyone [see](https://example.org) <b>#1</b>`',
  ],
  ['a `tick`', '`` a `tick` ``'],
  ['```\nfenced\n```', '```` ``` fenced ``` ````'],
  ['`', '`` ` ``'],
  ['two\n\nparagraphs\t\u0000here', '`two paragraphs here`'],
  ['\u202Ereversed\u2066', '`reversed`'],
  ['', '(nothing)'],
  ['\u200B \n', '(nothing)'],
  ['half \uD83D of a pair', '`half \uFFFD of a pair`'],
])('codeSpan(%j) is %j', (text, span) => {
  expect(codeSpan(text)).toBe(span);
});

test('codeSpan() cuts long texts, and no character in two', () => {
  expect(codeSpan('x'.repeat(101))).toBe(`\`${'x'.repeat(99)}…\``);
  expect(codeSpan('🎧'.repeat(300), 4)).toBe('`🎧🎧🎧…`');
});

test('codeSpan() is one line, and no run of ticks in it is as long as those that end it', () => {
  const text = fc.string({ unit: fc.constantFrom('`', 'a', '\n', ' ', '|', '<', '@') });
  fc.assert(
    fc.property(text, (said) => {
      const span = codeSpan(said);
      expect(span).not.toMatch(/[\r\n]/);
      if (span === '(nothing)') return;
      const [, fence = '', inner = ''] = /^(`+)([\s\S]*?[^`])\1$/.exec(span) ?? [];
      const runs = [...inner.matchAll(/`+/g)].map(([run]) => run.length);
      expect(fence.length).toBeGreaterThan(Math.max(0, ...runs));
    }),
  );
});
