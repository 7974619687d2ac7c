import { hash } from 'node:crypto';
import { type EntryName, EntryRecord } from './entry.ts';

/** What stands in front of an entry's bytes in its file, in bytes. */
export const headerBytes = 2_048;

const format = 1;

/**
 * An entry's record as the first bytes of its file, so that entry and record are one file and one rename: the SHA-256
 * of the rest, then JSON, then spaces. It names its entry, so that a file that was moved to another name is none.
 */
export function entryHeader(name: EntryName, record: EntryRecord): Buffer {
  const said = JSON.stringify({ format, ...name, ...record });
  const rest = Buffer.alloc(headerBytes - 65, 0x20);
  if (rest.write(said) < Buffer.byteLength(said)) throw new RangeError('a record too long');
  rest[rest.length - 1] = 0x0a;
  return Buffer.concat([Buffer.from(`${hash('sha256', rest)} `), rest]);
}

/** What a header says; undefined where it is damaged, or of another entry. */
export function readEntryHeader(header: Buffer, name: EntryName): EntryRecord | undefined {
  const rest = header.subarray(65);
  if (header.length !== headerBytes || header.toString('latin1', 0, 64) !== hash('sha256', rest)) {
    return undefined;
  }
  const said = fieldsOf(rest.toString());
  const { format: version, kind, scope, id, ...record } = said;
  if (version !== format || kind !== name.kind || scope !== name.scope || id !== name.id) {
    return undefined;
  }
  return EntryRecord.safeParse(record).data;
}

/** The fields of a JSON object; none where the text is anything else. */
function fieldsOf(json: string): Record<string, unknown> {
  try {
    return { ...JSON.parse(json) };
  } catch {
    return {};
  }
}
