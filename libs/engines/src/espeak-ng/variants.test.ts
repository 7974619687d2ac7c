import { describe, expect, it } from 'vitest';
import { variantProblem } from './variants.ts';

describe('variantProblem()', () => {
  it('is nothing for the plain voice and packaged variants', () => {
    for (const voice of ['default', 'f1', 'm8', 'Mr serious']) {
      expect(variantProblem(voice)).toBeUndefined();
    }
  });

  it('names the nearest variants', () => {
    expect(variantProblem('anica')).toBe(
      'espeak-ng has no voice "anica"; the nearest that it has are "anika", "Alicia", "Andrea", "Andy"',
    );
    for (const voice of ['', 'F1', 'klatt', 'f1+m1', '../f1']) {
      expect(variantProblem(voice)).toContain(`no voice "${voice}"`);
    }
  });
});
