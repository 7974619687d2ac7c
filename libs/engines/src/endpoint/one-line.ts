const longest = 200;

/** What a server wrote, fit for a message: one line of at most 200 characters, none of them a control character. */
export function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s\uFFFD]+/gu, ' ').trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 1).trimEnd()}…`;
}
