/** Bytes that may hold the declaration of an encoding (HTML, 4.2.5.4), and some more. */
const sniffed = 4_096;

/**
 * HTML's text: by its byte order mark, else by what it declares, else as UTF-8 where it is valid, else
 * as Windows-1252.
 */
export function decodeHtml(bytes: Uint8Array): string {
  const marked = byteOrderMark(bytes);
  if (marked !== undefined) return new TextDecoder(marked).decode(bytes);
  const utf8 = decode(bytes, 'utf-8');
  const declared = declaredEncoding(bytes);
  if (declared === undefined || /^utf-?(8|16)/i.test(declared)) {
    return utf8 ?? new TextDecoder('windows-1252').decode(bytes);
  }
  return decode(bytes, declared) ?? utf8 ?? new TextDecoder('windows-1252').decode(bytes);
}

function byteOrderMark([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return first === 0xef && second === 0xbb && third === 0xbf ? 'utf-8' : undefined;
}

/** What a `meta` element or the XML declaration says. */
function declaredEncoding(bytes: Uint8Array): string | undefined {
  const opening = Buffer.from(bytes.subarray(0, sniffed)).toString('latin1');
  const xml = /^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)/i.exec(opening)?.[1];
  return xml ?? /<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(opening)?.[1];
}

function decode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
