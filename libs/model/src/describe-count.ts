/** `1,204`; with a noun, `1 segment` or `1,204 segments`. */
export function describeCount(count: number, noun?: string): string {
  const digits = count.toLocaleString('en');
  if (noun === undefined) return digits;
  return `${digits} ${noun}${count === 1 ? '' : 's'}`;
}
