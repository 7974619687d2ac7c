import { createHash } from 'node:crypto';
import type { EntryRecord } from './entry.ts';

/** An entry's bytes are not those that its record is of. */
export class DamagedEntry extends Error {}

/**
 * An entry's bytes, checked on the way: the last of them come only when all of them were right, so that who
 * reads a damaged one never has as many as were promised. Throws `DamagedEntry` in place of the last.
 */
export async function* verifiedBody(
  body: AsyncIterable<Buffer>,
  { bytes, sha256 }: EntryRecord,
): AsyncGenerator<Buffer> {
  const sum = createHash('sha256');
  let got = 0;
  let held: Buffer | undefined;
  for await (const piece of body) {
    if (held !== undefined) yield held;
    sum.update(piece);
    got += piece.length;
    held = piece;
  }
  if (got !== bytes) throw new DamagedEntry(`it has ${got} of ${bytes} bytes`);
  if (sum.digest('hex') !== sha256) throw new DamagedEntry('its checksum is wrong');
  if (held !== undefined) yield held;
}
