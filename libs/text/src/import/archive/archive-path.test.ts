import { describe, expect, it } from 'vitest';
import { resolveLink } from './archive-path.ts';

describe('resolveLink()', () => {
  it.each([
    ['c.xhtml', { path: 'OPS/text/c.xhtml' }],
    ['../nav.xhtml#a', { path: 'OPS/nav.xhtml', fragment: 'a' }],
    ['#a%20%C3%BC', { path: 'OPS/text/p.xhtml', fragment: 'a ü' }],
    ['caf%C3%A9.xhtml?v=1#x#y', { path: 'OPS/text/café.xhtml', fragment: 'x#y' }],
    ['100%.xhtml', { path: 'OPS/text/100%.xhtml' }],
    ['/top.xhtml', { path: 'top.xhtml' }],
    ['../../../../etc/passwd', { path: 'etc/passwd' }],
    ['./a/./b//c', { path: 'OPS/text/a/b/c' }],
  ])('leads %s within the archive', (href, place) => {
    expect(resolveLink('OPS/text/p.xhtml', href)).toEqual(place);
  });

  it('leads nowhere out of the book', () => {
    expect(resolveLink('a', 'https://example.org/')).toBeUndefined();
    expect(resolveLink('a', 'file:///etc/passwd')).toBeUndefined();
  });
});
