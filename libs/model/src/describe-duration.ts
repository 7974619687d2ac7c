/** `3 h 05 min`, `12 min 41 s` or `8 s`. */
export function describeDuration(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  const padded = (value: number) => String(value).padStart(2, '0');
  if (hours > 0) return `${hours} h ${padded(minutes)} min`;
  if (minutes > 0) return `${minutes} min ${padded(whole % 60)} s`;
  return `${whole} s`;
}
