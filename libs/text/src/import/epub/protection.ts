import type { Document } from 'domhandler';
import { attribute, elements } from '../markup/xml.ts';

/** Scrambled fonts are no protection of the text: EPUB's own method and Adobe's. */
const fontMethods = new Set([
  'http://www.idpf.org/2008/embedding',
  'http://ns.adobe.com/pdf/enc#RC',
]);

/**
 * The files that META-INF/encryption.xml says are encrypted, fonts apart (OCF 3.3, 4.2.6.3.2).
 * Paths are relative to the archive's root.
 */
export function encryptedFiles(encryption: Document): Set<string> {
  const files = elements(encryption, 'EncryptedData').flatMap((data) => {
    const method = elements(data, 'EncryptionMethod')[0];
    if (method && fontMethods.has(attribute(method, 'Algorithm') ?? '')) return [];
    return elements(data, 'CipherReference').map((file) => attribute(file, 'URI') ?? '');
  });
  return new Set(files.map(decode));
}

function decode(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}
