import { describe, expect, it } from 'vitest';
import { languageProblem, languageVoice } from './languages.ts';

describe('languageVoice()', () => {
  it('takes the region where espeak-ng has it', () => {
    expect(languageVoice('en-US')).toBe('en-US');
    expect(languageVoice('en-GB')).toBe('en');
    expect(languageVoice('fr-CH')).toBe('fr-CH');
    expect(languageVoice('pt-br')).toBe('pt-BR');
  });

  it('falls back to the language', () => {
    expect(languageVoice('en-AU')).toBe('en');
    expect(languageVoice('fr-CA')).toBe('fr');
    expect(languageVoice('da-DK')).toBe('da');
    expect(languageVoice('zh-Hans-CN')).toBe('cmn');
    expect(languageVoice('no')).toBe('nb');
  });

  it('knows no language that espeak-ng lacks', () => {
    expect(languageVoice('xx')).toBeUndefined();
    expect(languageVoice('')).toBeUndefined();
    expect(languageVoice('english')).toBeUndefined();
  });
});

describe('languageProblem()', () => {
  it('names the nearest tags', () => {
    expect(languageProblem('en')).toBeUndefined();
    expect(languageProblem('fro')).toBe(
      'espeak-ng does not speak "fro"; the nearest tags that it has are "fr", "ro", "ar", "eo"',
    );
  });
});
