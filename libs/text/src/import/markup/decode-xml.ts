/** XML's text, by its byte order mark or a `<` of two bytes, else by its declaration, else as UTF-8 (XML 1.0, F.1). */
export function decodeXml(bytes: Uint8Array): string {
  const declared = byteOrderMark(bytes) ?? declaredEncoding(bytes) ?? 'utf-8';
  return decode(bytes, declared) ?? decodeDamaged(bytes);
}

/** What claims to be UTF-8 and is not: a few stray bytes in it, or another encoding altogether. */
function decodeDamaged(bytes: Uint8Array): string {
  const text = new TextDecoder('utf-8').decode(bytes);
  const unknown = text.match(/\ufffd/g)?.length ?? 0;
  const foreign = text.match(/[^\p{ASCII}\ufffd]/gu)?.length ?? 0;
  return unknown > foreign ? new TextDecoder('windows-1252').decode(bytes) : text;
}

function byteOrderMark(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0x3c && second === 0) return 'utf-16le';
  if (first === 0 && second === 0x3c) return 'utf-16be';
  return undefined;
}

function declaredEncoding(bytes: Uint8Array): string | undefined {
  const opening = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  return /^\s*<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)["']/.exec(opening)?.[1];
}

function decode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
