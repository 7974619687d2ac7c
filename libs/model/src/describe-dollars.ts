/** Money as people read it: `$12.30`, or `$0.0042` where cents would hide it. */
export function describeDollars(dollars: number): string {
  if (dollars >= 0.1) return `$${dollars.toFixed(2)}`;
  return `$${dollars.toFixed(4).replace(/0{1,2}$/, '')}`;
}
