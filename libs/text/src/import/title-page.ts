import { lettersOf } from './clean-text.ts';

/** What a book's title page may repeat. */
export interface TitlePageFacts {
  title?: string | undefined;
  author?: string | undefined;
}

/** Words between a title and a name, and what publishers print below. */
const connecting =
  /^(by|von|par|af|av|di|de|por|door|a novel|roman|novelle|translated by\b.*|illustrated by\b.*|edited by\b.*|traduit par\b.*|oversat af\b.*|\(?(1[4-9]|20)\d\d\)?)$/i;

/** A title page's lines are shorter, in characters. */
const longestLine = 300;

/** Whether a line is of the title page and no more: the title, the author, "by", a year. */
export function isTitlePageLine(line: string, facts: TitlePageFacts): boolean {
  if (line.length > longestLine) return false;
  const words = line.replace(/^[\s\p{P}]+|[\s\p{P}]+$/gu, '');
  if (words === '' || connecting.test(words)) return true;
  const letters = lettersOf(words.replace(/^(by|par|von|af|av|por|di|door)\s+/i, ''));
  const title = lettersOf(facts.title ?? '');
  if (letters !== '' && (title.includes(letters) || (title !== '' && letters === title)))
    return true;
  return isNameOf(letters, facts.author);
}

/** "SIR ARTHUR CONAN DOYLE" is Arthur Conan Doyle. */
function isNameOf(letters: string, author: string | undefined): boolean {
  const names = (author ?? '').split(',').map(lettersOf).filter(Boolean);
  return names.some(
    (name) => letters === name || (letters.endsWith(name) && letters.length < name.length + 12),
  );
}
