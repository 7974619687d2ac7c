/**
 * Shares the lines of a screen among lists of different length: each gets what it wants as long as
 * it wants no more than its equal part, and the others share the rest.
 */
export function shareLines(wanted: readonly number[], lines: number): number[] {
  const shares = wanted.map(() => 0);
  const byLength = wanted.map((want, index) => ({ want, index })).sort((a, b) => a.want - b.want);
  let left = Math.max(lines, 0);
  for (const [served, { want, index }] of byLength.entries()) {
    const share = Math.min(want, Math.floor(left / (byLength.length - served)));
    shares[index] = share;
    left -= share;
  }
  return shares;
}
