import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Sha256 } from '@audiobook/model/digest';

/** SHA-256 of a file's bytes, read as a stream. */
export async function sha256OfFile(file: string): Promise<Sha256> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
