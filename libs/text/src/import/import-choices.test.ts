import { describe, expect, it } from 'vitest';
import { ImportChoices } from './import-choices.ts';

describe('ImportChoices', () => {
  it('compares names without case, accents, marks and a final "page"', () => {
    const choices = new ImportChoices({ keep: ['Title-Page', 'dédicace'] });
    expect(choices.keeps('title page')).toBe(true);
    expect(choices.keeps(undefined, 'Dedicace')).toBe(true);
    expect(choices.keeps('index', undefined)).toBe(false);
  });

  it('knows which names nothing went by', () => {
    const choices = new ImportChoices({ keep: ['index'], drop: ['Preface', 'Chapter 3'] });
    expect(choices.drops('CHAPTER 3')).toBe(true);
    expect(choices.unused()).toEqual({ keep: ['index'], drop: ['Preface'] });
  });

  it('leaves notes out unless told otherwise', () => {
    expect(new ImportChoices().notes).toBe('leave-out');
    expect(new ImportChoices({ notes: 'in-place' }).notes).toBe('in-place');
  });

  it('misses no name that only an earlier edition had', () => {
    const choices = new ImportChoices(
      { keep: ['dedication'], drop: ['Index'] },
      { drop: ['Index'] },
    );
    expect(choices.keeps('dedications')).toBe(false);
    expect(choices.unused()).toEqual({ keep: [], drop: ['Index'] });
    expect(choices.keeps('dedication')).toBe(true);
  });
});
