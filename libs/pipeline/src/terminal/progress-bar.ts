/** Blocks that are an eighth to seven eighths of a cell wide, from the left. */
const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/** A bar as wide as `cells` and its two ends: `▕████▎   ▏`. Full and empty are never rounded to. */
export function progressBar(share: number, cells: number): string {
  const steps = cells * 8;
  const begun = share > 0 && steps > 0 ? 1 : 0;
  const inside = Math.max(begun, Math.floor(shareOf(share, 1) * steps));
  const filled = '█'.repeat(Math.floor(inside / 8)) + eighths[inside % 8];
  return `▕${filled.padEnd(cells)}▏`;
}

/** `23 %`; 0 and 100 only when nothing, or all, is done. Nothing to do is all done. */
export function percentOf(done: number, of: number): string {
  return `${wholePercent(shareOf(done, of))} %`;
}

/** From 0 to 1. */
export function shareOf(done: number, of: number): number {
  return of <= 0 ? 1 : Math.min(Math.max(done / of, 0), 1);
}

function wholePercent(share: number): number {
  if (share <= 0 || share >= 1) return share * 100;
  return Math.min(Math.max(Math.round(share * 100), 1), 99);
}
