/** The longest start of a text that fits into so many bytes of UTF-8, cut between characters. */
export function utf8Prefix(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  let length = 0;
  let used = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    used += Buffer.byteLength(segment);
    if (used > bytes) break;
    length += segment.length;
  }
  return text.slice(0, length);
}
