/** Control characters, line and paragraph separators, and what turns the direction of writing. */
const unwanted = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069\uFEFF\uFFFD]+/gu;

/**
 * Text as one line of at most so many characters, without control characters and without those that
 * turn the direction of writing: whatever a title holds, it can add no header and hide no word.
 */
export function shortLine(text: string, longest: number): string {
  const line = text.replace(unwanted, ' ').replace(/\s+/g, ' ').trim();
  return shorten(line, longest);
}

/** The same for text of several lines, which stay. */
export function shortText(text: string, longest: number): string {
  const lines = text
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => line.replace(unwanted, ' ').trimEnd());
  return shorten(lines.join('\n'), longest);
}

/** Text of at most so many bytes of UTF-8. */
export function shortBytes(text: string, longest: number): string {
  if (Buffer.byteLength(text) <= longest) return text;
  const room = longest - Buffer.byteLength('…');
  const cut = Buffer.from(text)
    .subarray(0, room)
    .toString('utf8')
    .replace(/\uFFFD+$/, '');
  return `${cut.trimEnd()}…`;
}

function shorten(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const cut = text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '');
  return `${cut.trimEnd()}…`;
}
