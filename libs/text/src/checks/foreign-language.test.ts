import { describe, expect, test } from 'vitest';
import { foreignLanguage } from './foreign-language.ts';
import { flawsOf } from './testing.ts';

const foundIn = (text: string, language: string) =>
  flawsOf(foreignLanguage, `${text}\n`, { language }).map(({ found }) => found);

describe('foreignLanguage', () => {
  test.each([
    ['Je ne sais pas ce que vous avez dans la tête.', 'en', 'French'],
    ['He had not been there, and she was not with him.', 'fr', 'English'],
    ['Ich weiß nicht, was das ist, aber es war auch bei mir.', 'da', 'German'],
    ['Se fue con los otros, y una mujer que era su madre lo vio.', 'en', 'Spanish'],
  ])('tells %j in a book of %s as %s', (text, language, name) => {
    expect(foundIn(text, language)).toEqual([expect.stringContaining(name)]);
  });

  test.each([
    ['The Marquise de la Tour was at the Hôtel des Invalides.', 'en'],
    ['“Bonjour, madame,” he said to her.', 'en'],
    ['Die, all of you, in the war!', 'en'],
    ['Han var ikke den første, der så det.', 'da'],
    ['Det var en gång en pojke som inte ville gå.', 'da'],
    ['On me dit que tu es un homme.', 'fr'],
    ['Le Havre, Rouen, Paris.', 'en'],
  ])('lets pass %j in a book of %s', (text, language) => {
    expect(foundIn(text, language)).toEqual([]);
  });
});
