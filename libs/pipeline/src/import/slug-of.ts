/** Letters that Unicode decomposition leaves alone, in the spelling that their readers use. */
const spellings: Record<string, string> = {
  æ: 'ae',
  œ: 'oe',
  ø: 'oe',
  å: 'aa',
  ß: 'ss',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  đ: 'd',
};

/**
 * A title as a folder and project name: words of a to z and digits joined by hyphens, at most 48
 * characters. Empty for a title in another script.
 */
export function slugOf(title: string): string {
  const plain = title
    .toLowerCase()
    .replace(/[æœøåßðþłđ]/g, (letter) => spellings[letter] ?? letter)
    .normalize('NFD')
    .replace(/[\p{M}'’]/gu, '');
  const words = plain.split(/[^a-z0-9]+/).filter((word) => word !== '');
  let slug = words.shift()?.slice(0, 48) ?? '';
  for (const word of words) {
    if (slug.length + 1 + word.length > 48) break;
    slug += `-${word}`;
  }
  return slug;
}
