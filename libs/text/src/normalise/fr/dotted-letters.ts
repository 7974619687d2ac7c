import type { SpokenRule } from '../spoken-language.ts';
import { textAfter } from './around.ts';
import { isPlainWord } from './capitals.ts';

/**
 * "S.N.C.F.", "U.R.S.S.": letters without their stops, which would be read as ends of sentences.
 * Where they make a word, it is one of small letters.
 */
const dottedLetters: SpokenRule = {
  name: 'letters with stops',
  holds: /\.[A-ZÀ-Þ]\./,
  pattern: /(?<![\p{L}\p{N}.-])(?<letters>\p{Lu}(?:\.\p{Lu}){2,8})\.(?!\p{L})/gu,
  say(match) {
    const letters = (match.groups?.letters ?? '').replaceAll('.', '');
    const isWord = isPlainWord(letters);
    return `${isWord ? letters.toLowerCase() : letters}${/^[»”" )]*$/.test(textAfter(match)) ? '.' : ''}`;
  },
};

export const lettersWithStops: readonly SpokenRule[] = [dottedLetters];
