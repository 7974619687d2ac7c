/** Money as people read it: `$12.30`, or `$0.0042` where cents would hide it. */
export function describeDollars(dollars: number): string {
  const digits = dollars === 0 || dollars >= 0.1 ? 2 : 4;
  return `$${dollars.toFixed(digits)}`;
}
