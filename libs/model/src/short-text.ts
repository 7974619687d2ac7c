/**
 * What somebody else wrote, for a line of a log or a message: without what moves a terminal's cursor, begins another
 * line or turns the direction of writing, and cut to `most` characters. What is no text is shown as JSON.
 */
export function shortText(value: unknown, most = 100): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined');
  // Before it is looked through, since it may be as long as a file.
  const begin = text.slice(0, 4 * most);
  const shown = Array.from(begin.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ''));
  const cut = shown.length > most || text.length > begin.length;
  return cut ? `${shown.slice(0, most).join('')}…` : shown.join('');
}
