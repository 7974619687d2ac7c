import type { Cover } from './imported-book.ts';

/** What kind of picture bytes are, by the first of them: what a book says of its pictures is often wrong. */
export function pictureType(bytes: Uint8Array): Cover['mediaType'] | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return 'image/jpeg';
  const isPng = [0x89, 0x50, 0x4e, 0x47].every((byte, at) => bytes[at] === byte);
  return isPng ? 'image/png' : undefined;
}
