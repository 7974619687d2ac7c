/** Control characters but tab and line breaks; NEL (0x85) counts as a line break. */
const control =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
  /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f]/g;

/** Soft hyphens, zero-width spaces, word joiners, byte order marks and direction marks. */
const invisible = /[\u00ad\u200b\u200e\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]/g;

/** Joiners mean something only in scripts whose letters join, such as Persian or Hindi. */
const idleJoiner =
  /(?<![\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Malayalam}\p{Script=Sinhala}\p{M}])[\u200c\u200d]/gu;

/**
 * Plain words as they are stored: composed (NFC), no invisible or control characters, runs of white
 * space as one space. A no-break space stays where French sets one: before ! ? ; : » and after «.
 *
 * Cleaning twice changes nothing.
 */
export function cleanText(text: string): string {
  return (
    text
      .replace(control, '')
      .replace(invisible, '')
      // Taken apart, so that a mark in front of a joiner is seen whether or not it was composed.
      .normalize('NFD')
      .replace(idleJoiner, '')
      .normalize('NFC')
      .replace(/(«?)([\s\u0085]+)([!?;:»]?)/g, oneSpace)
      .trim()
  );
}

function oneSpace(_match: string, opening: string, space: string, closing: string): string {
  const unbroken = opening || closing ? /[\u00a0\u202f]/.exec(space)?.[0] : undefined;
  return `${opening}${unbroken ?? ' '}${closing}`;
}

/** The letters and digits of a text in lower case, without accents: what titles are compared by. */
export function lettersOf(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}

/** How many characters a text has, white space apart. */
export function countCharacters(text: string): number {
  return codePoints(text.replace(/\s+/g, ''));
}

/** How many letters and digits a text has: what no typography changes. */
export function countLetters(text: string): number {
  return codePoints(text.normalize('NFC').replace(/[^\p{L}\p{N}]+/gu, ''));
}

/** Counted without an array of them: a book has millions. */
function codePoints(text: string): number {
  if (!/[\ud800-\udbff]/.test(text)) return text.length;
  return text.length - text.replace(/[^\ud800-\udbff]+/g, '').length;
}
