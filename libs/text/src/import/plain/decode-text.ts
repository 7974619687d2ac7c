/** A text file's content, or what it is instead. */
export type DecodedText =
  | { kind: 'text'; text: string; nulCharacters: number }
  | { kind: 'binary' };

/** A larger share of control characters than this is no text, NUL characters apart. */
const mostControl = 0.005;
/** A larger share of NUL characters than this is no text with damage either. */
const mostNul = 0.1;

/**
 * Decodes plain text: by its byte order mark, else as UTF-16 where every other byte is zero, else
 * as UTF-8 where it is valid, else as Windows-1252, which holds all of ISO-8859-1's letters.
 *
 * NUL characters are damage and are dropped.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const text = decode(bytes);
  const rest = text.replaceAll('\0', '');
  const nulCharacters = text.length - rest.length;
  const controlCharacters = rest.length - rest.replace(control, '').length;
  const isBinary =
    controlCharacters > rest.length * mostControl || nulCharacters > text.length * mostNul;
  return isBinary ? { kind: 'binary' } : { kind: 'text', text: rest, nulCharacters };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it counts
const control = /[\u0001-\u0008\u000e-\u0019\u001c-\u001f\u007f\ufffd]/g;

function decode(bytes: Uint8Array): string {
  const encoding = markedEncoding(bytes) ?? unmarkedUtf16(bytes);
  if (encoding !== undefined) return new TextDecoder(encoding).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function markedEncoding([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return first === 0xef && second === 0xbb && third === 0xbf ? 'utf-8' : undefined;
}

/** Western text in UTF-16 has a zero in nearly every second place. */
function unmarkedUtf16(bytes: Uint8Array): string | undefined {
  const sample = bytes.subarray(0, 4_096);
  const zeros = [0, 0];
  for (const [at, byte] of sample.entries()) {
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  }
  const [even = 0, odd = 0] = zeros;
  const half = sample.length / 2;
  if (odd > half * 0.7 && even < half * 0.1) return 'utf-16le';
  return even > half * 0.7 && odd < half * 0.1 ? 'utf-16be' : undefined;
}
