/** Seconds of `12:41`, `1:02:03.5` or `761`; undefined for what is no time. */
export function parseClock(text: string): number | undefined {
  const match = /^(?:(?:(\d+):)?(\d{1,2}):)?(\d+(?:\.\d+)?)$/.exec(text.trim());
  if (match === null) return undefined;
  const [hours = '0', minutes = '0', seconds = '0'] = match.slice(1);
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** `12:41` or `1:02:03`. */
export function formatClock(seconds: number): string {
  const whole = Math.floor(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const padded = (value: number) => String(value).padStart(2, '0');
  const rest = padded(whole % 60);
  return hours > 0 ? `${hours}:${padded(minutes)}:${rest}` : `${minutes}:${rest}`;
}
