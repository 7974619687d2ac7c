/** `312 bytes`, `41.5 kB`, `3.2 MB`, `1.7 GB`; powers of 1,000. */
export function describeBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  const power = Math.min(3, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1_000 ** power).toFixed(1)} ${['', 'kB', 'MB', 'GB'][power]}`;
}
