/** Longer waits are not believed, in seconds. */
const longestWait = 600;

/**
 * Seconds to wait that a `Retry-After` header says, as a number or as a date (RFC 9110, 10.2.3), at most
 * 600; undefined where it says neither.
 */
export function retrySeconds(header: string | undefined, now = Date.now()): number | undefined {
  const text = header?.trim() ?? '';
  const date = Date.parse(text);
  if (/^\d+$/.test(text)) return Math.min(Number(text), longestWait);
  // Any text with a number in it is a date to Date.parse, so that the shape is asked for as well.
  if (!/^[A-Z][a-z]+,? .*GMT$/.test(text) || Number.isNaN(date)) return undefined;
  return Math.min(Math.max(0, Math.ceil((date - now) / 1_000)), longestWait);
}
